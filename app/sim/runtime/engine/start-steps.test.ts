import { expect, test } from "vitest";
import type { StartStep } from "./contract";
import { StartSteps, StepLabels } from "./start-steps";

const step = (name: string, fromNs: number): StartStep => ({
  name,
  phase: "rootfs",
  fromNs,
  toNs: fromNs + 5,
  kind: "kernel",
  detail: "why",
});

test("steps come back as they were noted, and starts share what is the same in them", () => {
  const labels = new StepLabels();
  const noted = [step("mount proc", 1), step("join /docker/abc", 7)];
  const steps = new StartSteps();
  for (const one of noted) steps.add(labels.of(one, "abc"), one.fromNs, one.toNs);
  expect(steps.all()).toEqual(noted);
  expect(labels.of(step("mount proc", 90), "def")).toBe(labels.of(noted[0]!, "abc"));
  expect(labels.of(noted[1]!, "abc")).not.toBe(labels.of(noted[1]!, "abc"));
});
