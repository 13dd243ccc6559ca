import { describe, expect, it } from "vitest";
import { makeCosts } from "./costs";
import { PUBLISHED_STARTS, RUNTIME_PROFILES, startPlan } from "./runtime-costs";

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

describe("a container's start", () => {
  it.each(["crun", "runc", "docker"] as const)(
    "under %s takes as long as published, on any host",
    (profile) => {
      for (const nsPerInstruction of [0.25, 1, 2]) {
        const plan = startPlan(profile, { nsPerInstruction });
        const sum = sumOf(plan.phases.map(({ runtimeNs, kernelNs }) => runtimeNs.value + kernelNs.value));
        expect(sum).toBeCloseTo(PUBLISHED_STARTS[profile].value, 3);
        expect(plan.totalNs).toBeCloseTo(PUBLISHED_STARTS[profile].value, 3);
      }
    },
  );

  it("by hand is the kernel's work alone", () => {
    const plan = startPlan("by hand");
    expect(plan.phases.every(({ runtimeNs }) => runtimeNs.value === 0)).toBe(true);
    expect(plan.totalNs).toBe(sumOf(plan.phases.map(({ kernelNs }) => kernelNs.value)));
    expect(plan.totalNs).toBeGreaterThan(500_000);
    expect(startPlan("by hand", { nsPerInstruction: 2 }).totalNs).toBe(2 * plan.totalNs);
  });

  it("has the same kernel steps under every runtime, and an engine's cable on top", () => {
    const kernel = RUNTIME_PROFILES.map((profile) =>
      sumOf(
        startPlan(profile)
          .phases.filter(({ id }) => id !== "engine")
          .map(({ kernelNs }) => kernelNs.value),
      ),
    );
    expect(new Set(kernel).size).toBe(1);
    const engines = RUNTIME_PROFILES.filter((profile) =>
      startPlan(profile).phases.some(({ id, kernelNs }) => id === "engine" && kernelNs.value > 1_000_000),
    );
    expect(engines).toEqual(["docker"]);
  });

  it("follows an override of a kernel cost, while the whole stays the published one", () => {
    const costs = makeCosts({ "ns.net": 0 });
    const before = startPlan("crun").phases.find(({ id }) => id === "init")!;
    const plan = startPlan("crun", { costs });
    const after = plan.phases.find(({ id }) => id === "init")!;
    expect(after.kernelNs.value).toBeLessThan(before.kernelNs.value);
    expect(after.runtimeNs.value).toBeGreaterThan(before.runtimeNs.value);
    expect(plan.totalNs).toBeCloseTo(PUBLISHED_STARTS.crun.value, 3);
  });

  it("takes a learner's figure for the whole", () => {
    expect(startPlan("runc", { publishedNs: 5e7 }).totalNs).toBeCloseTo(5e7, 3);
  });

  it("cannot be calibrated on a host whose kernel alone takes longer", () => {
    expect(() => startPlan("crun", { nsPerInstruction: 100 })).toThrow("longer than the whole under crun");
  });
});
