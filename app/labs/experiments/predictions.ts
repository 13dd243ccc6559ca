/** What can be guessed before an experiment runs, and which figure of its tables answers. Pure. */

import type { ExperimentId, ExperimentTable } from "@/app/sim/experiments/table";
import { type Figure, modelled, type Unit } from "@/app/sim/figures/figure";
import type { Inputs, InputValue } from "./inputs";

export interface Question {
  readonly id: string;
  readonly unit: Unit;
  /** What a guess may be. */
  readonly min: number;
  readonly max: number;
  /** Undefined where what was asked for holds no answer. */
  prompt(inputs: Inputs): string | undefined;
  /** Undefined while the table that answers is not there. */
  answer(tables: readonly ExperimentTable[]): Figure | undefined;
}

function figureIn(
  tables: readonly ExperimentTable[],
  table: string,
  row: string,
  column: string,
): Figure | undefined {
  const rows = tables.find(({ id }) => id === table)?.rows;
  return rows?.find(({ id }) => id === row)?.cells[column]?.figure;
}

/** "1,000", as a question says it. */
const count = (value: InputValue | undefined): string => Number(value).toLocaleString("en");

const DISK = "disk-depth";

export const QUESTIONS: Readonly<Record<ExperimentId, Question>> = {
  startup: {
    id: "storm-runc",
    unit: "ms",
    min: 0,
    max: 10_000_000,
    prompt: ({ instances, cores }) =>
      `${count(instances)} containers are started by runc at once on ${cores} cores. After how many milliseconds is half of them up?`,
    answer: (tables) => figureIn(tables, "storm", "container-runc", "start"),
  },
  overhead: {
    id: "disk-pv",
    unit: "%",
    min: 0,
    max: 1000,
    prompt({ workloads, block, depth }) {
      if (!["all", "disk"].some((one) => String(workloads).split(",").includes(one))) return undefined;
      return `Random reads of ${block === "4k" ? "4 KiB" : "128 KiB"}, ${depth} in flight: how much of native's rate does a VM with paravirtual devices have, in per cent?`;
    },
    answer(tables) {
      // The deepest queue is the last row of each.
      const rows = tables.find(({ id }) => id === DISK)?.rows ?? [];
      const rate = (way: string) => rows.findLast(({ id }) => id.startsWith(`${way}-`))?.cells.rate?.figure;
      const [native, vm] = [rate("native"), rate("vm-pv")];
      if (native === undefined || vm === undefined) return undefined;
      const how = `reads a second in the VM over those of native, with the most in flight; the table "${DISK}" has both`;
      return modelled((100 * vm.value) / native.value, "%", how, []);
    },
  },
  density: {
    id: "full-thin-vm",
    unit: "count",
    min: 0,
    max: 1_000_000,
    prompt: ({ instances, memoryGiB, cores }) =>
      `Idle thin VMs, on ${count(memoryGiB)} GiB of memory and ${cores} cores: how many fit, of at most ${count(instances)}?`,
    answer: (tables) => figureIn(tables, "full", "thin-vm-idle", "fits"),
  },
};
