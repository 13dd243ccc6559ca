import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { everyContainerRun } from "../checks/container-fixtures";
import { hostRun, instanceOf, memoryOf, recordOf, viewAt } from "../checks/host-fixtures";
import { containerColumn, containerStart } from "../checks/lesson-01-fixtures";
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

const host = recordOf(
  [
    viewAt(50, [instanceOf("a"), instanceOf("b", { cpus: [0, 1], latency: undefined })]),
    viewAt(100, [
      instanceOf("a", { quotaNs: 20_000_000, memory: memoryOf({ max: 8192 }) }),
      instanceOf("b", {
        byMode: { user: 1e6 },
        exits: { uart: { count: 3, ns: 4500 } },
        latency: { count: 2, meanNs: 1.5e6, p50Ns: 1e6, p99Ns: 2e6, maxNs: 2e6 },
        progress: undefined,
        startedNs: undefined,
      }),
    ]),
  ],
  { orders: [{ atMs: 60, order: { do: "weight", instance: "a", weight: 300 } }] },
);
const withHost: LabRun = {
  ...hostRun(host, { first: host }),
  answers: { greeting: { stdout: "hello", status: 0 } },
};

type Place = readonly (string | number)[];

/** The record as JSON, with that value at that place; undefined takes the field away. */
function spoilt(place: Place, value: unknown, record: LabRun = withHost): string {
  const document: unknown = JSON.parse(JSON.stringify(record));
  let holder = document as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>;
  holder[place.at(-1) ?? ""] = value;
  return JSON.stringify(document);
}

describe("a record with a host", () => {
  it("comes back as it was, what is undefined included", () => {
    expect(parseRun(JSON.stringify(withHost))).toStrictEqual({ ok: true, value: withHost });
  });

  const first: Place = ["host", "samples", 0, "view"];

  it.each<[string, Place, unknown, RegExp]>([
    ["a time before the start", ["host", "samples", 0, "atMs"], -1, /^host\.samples\.0\.atMs/],
    ["a state that is none", [...first, "instances", 0, "state"], "on", /state/],
    ["half a page", [...first, "instances", 0, "memory", "anonPages"], 0.5, /anonPages/],
    ["an order that is none", ["host", "orders", 0, "order", "do"], "win", /^host\.orders\.0\.order/],
    ["a mode missing", [...first, "byMode", "idle"], undefined, /byMode\.idle/],
    ["a kept run that is none", ["kept", "first"], {}, /^kept\.first/],
    ["an answer without words", ["answers", "greeting", "stdout"], 5, /^answers\.greeting\.stdout/],
    ["too many samples", ["host", "samples"], Array(129).fill(host.samples[0]), /samples/],
    ["a limit in words", [...first, "instances", 0, "memory", "max"], "some", /or "max"/],
  ])("%s is refused, naming the place", (_name, place, value, message) => {
    const result = parseRun(spoilt(place, value));
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatch(message);
  });

  it("never throws, whatever stands in any of its places", () => {
    const places = fc.constantFrom<Place>(
      ["host"],
      ["kept"],
      ["host", "orders"],
      ["host", "marks"],
      ["host", "samples", 0],
      first,
      [...first, "instances", 1],
      [...first, "instances", 1, "memory"],
      [...first, "memory"],
    );
    fc.assert(
      fc.property(places, fc.jsonValue(), (place, value) => {
        const result = parseRun(spoilt(place, value));
        if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
      }),
    );
  });
});

const withMachine: LabRun = { ...emptyRun("lesson-04"), ...everyContainerRun() };

describe("a record with a simulated kernel", () => {
  it("comes back as it was, what is undefined included", () => {
    expect(parseRun(JSON.stringify(withMachine))).toStrictEqual({ ok: true, value: withMachine });
  });

  const view: Place = ["container", "view"];

  it.each<[string, Place, unknown, RegExp]>([
    ["a state that is none", [...view, "processes", 0, "state"], "on", /state/],
    ["half a process number", [...view, "processes", 0, "pid"], 0.5, /pid/],
    ["a kind of namespace that is none", [...view, "namespaces", 0, "kind"], "hostname", /kind/],
    ["a namespace missing", [...view, "processes", 0, "namespaces", "net"], undefined, /namespaces\.net/],
    ["a file that cgroups do not have", [...view, "cgroups", 0, "files", "cpu.magic"], "1", /files/],
    ["an event before the start", ["keptContainers", "namespaces", "events", 0, "fromNs"], -1, /fromNs/],
    ["too many events", ["container", "events"], Array(5001).fill({}), /container\.events/],
    ["a kept run that is none", ["keptContainers", "namespaces"], {}, /^keptContainers\.namespaces/],
    ["a count in words", ["answers", "plain", "calls"], "many", /^answers\.plain\.calls/],
  ])("%s is refused, naming the place", (_name, place, value, message) => {
    const result = parseRun(spoilt(place, value, withMachine));
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatch(message);
  });

  it("never throws, whatever stands in any of its places", () => {
    const places = fc.constantFrom<Place>(
      ["container"],
      ["keptContainers"],
      ["container", "events", 0],
      view,
      [...view, "processes", 0],
      [...view, "cgroups", 0],
      [...view, "mounts", 0],
    );
    fc.assert(
      fc.property(places, fc.jsonValue(), (place, value) => {
        const result = parseRun(
          spoilt(place, value, { ...withMachine, container: withMachine.keptContainers!.namespaces! }),
        );
        if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
      }),
    );
  });
});

const withColumn: LabRun = {
  ...run,
  starts: [containerStart()],
  containers: [containerColumn(3), containerColumn(0, { state: "off", column: "other" })],
  answers: { note: { stdout: "x", status: 0, calls: 3, switches: 1, faults: 2 } },
};

describe("a record with container columns", () => {
  it("comes back as it was", () => {
    expect(parseRun(JSON.stringify(withColumn))).toStrictEqual({ ok: true, value: withColumn });
  });

  it.each<[string, Place, unknown, RegExp]>([
    ["half a call", ["starts", 0, "calls", "read", "inside"], 0.5, /^starts\.0\.calls\.read\.inside/],
    ["a phase that is none", ["starts", 0, "phases", 0, "name"], "kernel", /^starts\.0\.phases\.0\.name/],
    ["the track of a guest", ["containers", 0, "track"], "vm", /^containers\.0\.track/],
    ["no counters", ["containers", 1, "counters"], undefined, /^containers\.1\.counters/],
    ["a state that is none", ["containers", 0, "state"], "on", /^containers\.0\.state/],
  ])("%s is refused, naming the place", (_name, place, value, message) => {
    const result = parseRun(spoilt(place, value, withColumn));
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatch(message);
  });
});
