import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRun } from "./parse";
import { emptyRun, type LabRun } from "./record";

const boot = {
  image: "linux",
  via: "direct",
  track: "vm",
  seed: 1,
  memoryMiB: 32,
  virtualMs: 20.5,
  idleMs: 0,
  instructions: 18_000_000,
  exits: { uart0: { reads: 3, writes: 4 } },
  phases: [{ name: "kernel", virtualMs: 20.5, instructions: 18_000_000 }],
  pagesTouched: 2000,
} as const;

const run: LabRun = {
  ...emptyRun("test"),
  boots: [boot],
  guests: [
    {
      column: "vm",
      track: "vm",
      state: "running",
      boot,
      snapshots: [],
      virtualMs: 30,
      instructions: 1,
      exits: {},
      console: "# ",
      probes: {},
    },
  ],
};

describe("a record that is brought in", () => {
  it("comes back as it was", () => {
    expect(parseRun(JSON.stringify(run))).toEqual({ ok: true, value: run });
  });

  it.each([
    ["not JSON", "{", /JSON/],
    ["another version", JSON.stringify({ ...run, version: 2 }), /version/],
    [
      "a negative count",
      JSON.stringify({ ...run, boots: [{ ...boot, instructions: -1 }] }),
      /boots\.0\.instructions/,
    ],
    ["an unknown way in", JSON.stringify({ ...run, boots: [{ ...boot, via: "magic" }] }), /boots\.0\.via/],
    ["no guests", JSON.stringify({ ...run, guests: undefined }), /guests/],
  ])("%s is refused, naming the place", (_name, text, message) => {
    const result = parseRun(text);
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatch(message);
  });

  it("never throws, whatever it is", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseRun(text)));
    const anyField = fc.constantFrom("version", "scenario", "boots", "guests");
    fc.assert(
      fc.property(anyField, fc.jsonValue(), (field, value) => {
        const result = parseRun(JSON.stringify({ ...run, [field]: value }));
        if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
      }),
    );
  });
});
