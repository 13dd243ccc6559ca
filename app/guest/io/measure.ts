/** Runs each transfer through each device that can carry it, and answers what it took. Repeated runs are identical. */
import type { ExitsByDevice } from "@/app/sim/run/record";
import { interruptsBetween } from "./interrupts";
import type { Contender, Workload, WorkloadId } from "./workloads";

/** A machine with one device exchanged, and, where the workload needs one, a neighbour on a switch. */
export interface IoMachine {
  /** Runs a script in the guest, and one in the neighbour at the same time. @throws if one of them fails */
  exec(script: string, during?: string): Promise<{ readonly stdout: string; readonly virtualNs: number }>;
  /** Runs a script in the neighbour. */
  prepareNeighbour(script: string): Promise<void>;
  counters(): Promise<{ readonly exits: ExitsByDevice; readonly instructions: number }>;
  dispose(): void;
}

export type IoMachines = (contender: Contender, networked: boolean) => Promise<IoMachine>;

export interface IoRow {
  readonly workload: WorkloadId;
  readonly device: string;
  readonly bytes: number;
  /** Accesses of the guest to that device. */
  readonly exits: number;
  readonly interrupts: number;
  readonly instructions: number;
  readonly virtualMs: number;
}

const BEFORE = "/tmp/interrupts-before";
const AFTER = "/tmp/interrupts-after";

const bracketed = (script: string): string =>
  `cat /proc/interrupts > ${BEFORE}; ${script}; status=$?; cat /proc/interrupts > ${AFTER}; exit $status`;

const through = (exits: ExitsByDevice, { exits: names }: Contender): number =>
  names.reduce((sum, name) => sum + (exits[name]?.reads ?? 0) + (exits[name]?.writes ?? 0), 0);

/** One row: the transfer less a run of the same shape that moves nothing. */
export async function measureRow(
  workload: Workload,
  contender: Contender,
  machines: IoMachines,
): Promise<IoRow> {
  const { neighbour } = workload;
  const machine = await machines(contender, neighbour !== undefined);
  try {
    if (neighbour !== undefined) await machine.prepareNeighbour(neighbour.prepare);
    await machine.exec(workload.prepare(contender));
    const counted = async (script: string, during?: string) => {
      const before = await machine.counters();
      const { virtualNs } = await machine.exec(bracketed(script), during);
      const after = await machine.counters();
      return {
        virtualNs,
        exits: through(after.exits, contender) - through(before.exits, contender),
        instructions: after.instructions - before.instructions,
      };
    };
    // The first run reads the shell's and the programs' pages into the cache; the second is the baseline.
    await counted(":");
    const baseline = await counted(":");
    const transfer = await counted(workload.run(contender), neighbour?.during);
    const { stdout } = await machine.exec(`cat ${BEFORE}; echo =; cat ${AFTER}`);
    const [earlier = "", later = ""] = stdout.split("\n=\n");
    return {
      workload: workload.id,
      device: contender.name,
      bytes: workload.bytes,
      exits: transfer.exits - baseline.exits,
      interrupts: interruptsBetween(earlier, later, contender.interrupts),
      instructions: transfer.instructions - baseline.instructions,
      virtualMs: (transfer.virtualNs - baseline.virtualNs) / 1e6,
    };
  } finally {
    machine.dispose();
  }
}
