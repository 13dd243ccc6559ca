import { expect, test } from "vitest";
import { readScenario } from "@/app/sim/scenario/parse";
import { builtIn } from ".";

for (const { id, scenario } of builtIn) {
  test(`${id} is a valid scenario`, () => {
    const read = readScenario(scenario);
    expect(read.ok ? "" : read.error).toBe("");
  });
}

test("ids are their own", () => {
  expect(new Set(builtIn.map(({ id }) => id)).size).toBe(builtIn.length);
});
