/** What can be guessed before an experiment runs, and which figure of its tables answers. Pure. */

import type { ExperimentId, ExperimentTable } from "@/app/sim/experiments/table";
import { type Figure, modelled, type Unit } from "@/app/sim/figures/figure";
import type { Inputs } from "./experiments";

export interface Question {
  readonly id: string;
  readonly unit: Unit;
  /** What a guess may be. */
  readonly min: number;
  readonly max: number;
  prompt(inputs: Inputs): string;
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

const DEPTH = 32;

export const QUESTIONS: Readonly<Record<ExperimentId, Question>> = {
  startup: {
    id: "storm-runc",
    unit: "ms",
    min: 0,
    max: 10_000_000,
    prompt: ({ instances, cores }) =>
      `${instances?.toLocaleString("en")} containers are started by runc at once on ${cores} cores. After how many milliseconds is half of them up?`,
    answer: (tables) => figureIn(tables, "storm", "container-runc", "start"),
  },
  overhead: {
    id: "disk-pv",
    unit: "%",
    min: 0,
    max: 1000,
    prompt: () =>
      `Random reads of 4 KiB, ${DEPTH} in flight: how much of native's rate does a VM with paravirtual devices have, in per cent?`,
    answer(tables) {
      const rate = (way: string) => figureIn(tables, "disk-depth", `${way}-${DEPTH}`, "rate");
      const [native, vm] = [rate("native"), rate("vm-pv")];
      if (native === undefined || vm === undefined) return undefined;
      const how = `reads a second in the VM over those of native, ${DEPTH} in flight; the table "disk-depth" has both`;
      return modelled((100 * vm.value) / native.value, "%", how, []);
    },
  },
  density: {
    id: "full-thin-vm",
    unit: "count",
    min: 0,
    max: 1_000_000,
    prompt: ({ instances, memoryGiB, cores }) =>
      `Idle thin VMs, on ${memoryGiB?.toLocaleString("en")} GiB of memory and ${cores} cores: how many fit, of at most ${instances?.toLocaleString("en")}?`,
    answer: (tables) => figureIn(tables, "full", "thin-vm-idle", "fits"),
  },
};
