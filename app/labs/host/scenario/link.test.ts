import { expect, test } from "vitest";
import { readScenario } from "@/app/sim/scenario/parse";
import type { HostScenarioInput } from "@/app/sim/scenario/schema";
import { builtIn } from "../scenarios";
import { decodeScenario, encodeScenario, linkTo, readAddress } from "./link";

const own: HostScenarioInput = { version: 1, name: "Ελληνικά & spaces / 100 %", durationMs: 10 };

test("a scenario survives the way through an address", () => {
  expect(JSON.parse(decodeScenario(encodeScenario(own)))).toEqual(own);
  const link = linkTo({ id: undefined, scenario: own })!;
  expect(link).toMatch(/^#scenario=[\w-]+$/);
  const read = readAddress("", link);
  expect(read.notice).toBeUndefined();
  expect(readScenario(read.scenario)).toEqual(readScenario(own));
});

test("a built-in one goes by its name", () => {
  for (const { id, scenario } of builtIn) {
    const read = readAddress(linkTo({ id, scenario })!, "");
    expect(read).toEqual({ id, scenario, notice: undefined });
  }
});

test("one that is too large has no link", () => {
  const name = "x";
  const instances = Array.from({ length: 500 }, (_, i) => ({ name: `c${i}`, kind: "container" as const }));
  expect(linkTo({ id: undefined, scenario: { version: 1, name, durationMs: 1, instances } })).toBeUndefined();
});

test("what cannot be understood is named, and the first scenario stands", () => {
  const first = { id: builtIn[0].id, scenario: builtIn[0].scenario };
  expect(readAddress("", "")).toEqual({ ...first, notice: undefined });
  expect(readAddress("?scenario=three", "")).toMatchObject({
    ...first,
    notice: expect.stringContaining("two-guests-one-core"),
  });
  expect(readAddress("", "#scenario=%%%").notice).toContain("damaged");
  const invalid = encodeScenario({ version: 1, name: "n", durationMs: -1 });
  expect(readAddress("", `#scenario=${invalid}`).notice).toContain("durationMs");
});
