import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { StartStep } from "@/app/sim/runtime/engine/contract";
import { startPhases } from "./start-phases";

const step = (phase: string, fromNs: number, toNs: number, more: Partial<StartStep> = {}): StartStep => ({
  name: "work",
  phase,
  fromNs,
  toNs,
  kind: "kernel",
  detail: "",
  ...more,
});

describe("a start as phases", () => {
  it("gives each moment to one phase: pauses to what comes next, the end to the program, waiting to nobody", () => {
    const phases = startPhases(
      [
        step("engine", 10e6, 20e6, { kind: "runtime" }),
        step("handshake", 20e6, 60e6, { name: "sync: mounted" }),
        step("init", 22e6, 30e6),
        step("engine", 30e6, 35e6, { name: "network: cable, address, route" }),
        step("program", 35e6, 35e6),
      ],
      0,
      40e6,
    );
    expect(phases).toEqual([
      { name: "engine", virtualMs: 20, runtimeMs: 10 },
      { name: "namespaces", virtualMs: 10, runtimeMs: 0 },
      { name: "network", virtualMs: 5, runtimeMs: 0 },
      { name: "program", virtualMs: 5, runtimeMs: 0 },
    ]);
  });

  it("adds up to the whole, whatever the steps", () => {
    const any = fc
      .tuple(
        fc.nat(1000),
        fc.nat(300),
        fc.constantFrom("engine", "init", "cgroup", "elsewhere"),
        fc.boolean(),
      )
      .map(([from, length, phase, own]) =>
        step(phase, from, from + length, { kind: own ? "runtime" : "kernel" }),
      );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (steps) => {
        const phases = startPhases(steps, 0, 2000);
        const sum = phases.reduce((total, { virtualMs }) => total + virtualMs, 0);
        expect(sum).toBeCloseTo(0.002, 9);
        for (const { virtualMs, runtimeMs } of phases) expect(runtimeMs).toBeLessThanOrEqual(virtualMs);
      }),
    );
  });
});
