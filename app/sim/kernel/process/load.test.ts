import { expect, test } from "vitest";
import { LoadAverage } from "./load";

test("a task that always wants to run brings the averages towards one, the short one first", () => {
  const load = new LoadAverage();
  for (let second = 1; second <= 60; second++) load.add(1e9, second * 1e9);
  const [one, five, fifteen] = load.averages(60e9);
  expect(one).toBeCloseTo(1 - Math.exp(-1), 3);
  expect(five).toBeCloseTo(1 - Math.exp(-1 / 5), 3);
  expect(fifteen).toBeCloseTo(1 - Math.exp(-1 / 15), 3);
});

test("nobody wanting to run lets them fall", () => {
  const load = new LoadAverage();
  for (let second = 1; second <= 60; second++) load.add(2e9, second * 1e9);
  const [before] = load.averages(60e9);
  const [after] = load.averages(120e9);
  expect(after).toBeCloseTo(before * Math.exp(-1), 3);
});
