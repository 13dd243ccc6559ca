import { type Constant, type Figure, modelled } from "@/app/sim/figures/figure";
import { nsPerInstruction } from "@/app/sim/figures/host";
import { PUBLISHED_STARTS } from "@/app/sim/kernel/costs/published-starts";
import type { StepKind } from "./bars";

const NS_PER_US = 1000;

const how: Readonly<Record<StepKind, string>> = {
  kernel:
    "Instructions of its system calls, counted in the lab’s real Linux guest (docs/measurements.md), times the host’s time of one instruction, and whatever else had the core meanwhile.",
  runtime:
    "The runtime’s own work: what the published time of a whole start leaves after the kernel’s part, divided over the phases by shares that are a convention.",
  waiting:
    "Time that one side of the start waited for the other: what the other does meanwhile is in its own lane.",
};

function calibration(runtime: string): readonly Constant[] {
  const own = runtime === "crun" ? PUBLISHED_STARTS.crun : PUBLISHED_STARTS.runc;
  return [PUBLISHED_STARTS.docker, own, nsPerInstruction];
}

/** The duration of a step. `runtime`: whose published figures calibrate it. */
export const stepFigure = (ns: number, kind: StepKind, runtime: string): Figure =>
  modelled(ns / NS_PER_US, "µs", how[kind], kind === "runtime" ? calibration(runtime) : [nsPerInstruction]);

const NS_PER_MS = 1e6;
const inUnit = (ns: number): readonly [number, "ms" | "µs"] =>
  ns >= NS_PER_MS ? [ns / NS_PER_MS, "ms"] : [ns / NS_PER_US, "µs"];

/** The length of a whole bar. */
export const wholeFigure = (ns: number, runtime: string): Figure =>
  runtime === ""
    ? modelled(
        ...inUnit(ns),
        "The kernel’s part alone: the calls that make the container, one after the other. The commands that make them, and the pauses between, are left out.",
        [nsPerInstruction],
      )
    : modelled(
        ...inUnit(ns),
        "From the first step to the last, as the simulated machine’s clock saw them: kernel steps from counted instructions, the runtime’s own work from published figures.",
        calibration(runtime),
      );
