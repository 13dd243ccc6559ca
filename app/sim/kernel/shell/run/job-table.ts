import type { WaitResult } from "../../abi/sys";

export interface JobProcess {
  readonly pid: number;
  readonly command: string;
  /** undefined while it runs. */
  end: WaitResult["end"] | undefined;
}

export type JobState = "running" | "stopped" | "done";

export interface Job {
  readonly number: number;
  readonly processes: JobProcess[];
  state: JobState;
  /** Its state has changed since it was last shown. */
  changed: boolean;
  /** `wait` has answered its status; its number may be used again. */
  waited: boolean;
  /** Made under job control: a process group of its own. */
  readonly controlled: boolean;
}

/** The jobs of a shell, the current one first. */
export class JobTable {
  private order: Job[] = [];

  make(controlled: boolean): Job {
    const taken = new Set<number>();
    for (const job of [...this.order]) {
      if (job.state === "done" && job.waited) this.free(job);
      else taken.add(job.number);
    }
    let number = 1;
    while (taken.has(number)) number++;
    const job: Job = { number, processes: [], state: "running", changed: false, waited: false, controlled };
    this.order.unshift(job);
    return job;
  }

  free(job: Job): void {
    this.order = this.order.filter((other) => other !== job);
  }

  all(): readonly Job[] {
    return this.order;
  }

  current(): Job | undefined {
    return this.order[0];
  }

  /** A stopped job becomes the current one; a running one comes after all stopped ones. */
  setCurrent(job: Job, how: "running" | "stopped"): void {
    const others = this.order.filter((other) => other !== job);
    const at = how === "stopped" ? 0 : others.findIndex((other) => other.state !== "stopped");
    others.splice(at < 0 ? others.length : at, 0, job);
    this.order = others;
  }

  /** Notes what became of a process; answers its job if it has one. */
  note(pid: number, end: WaitResult["end"]): Job | undefined {
    for (const job of this.order) {
      const found = job.processes.find((each) => each.pid === pid);
      if (!found || job.state === "done") continue;
      found.end = end.kind === "continued" ? undefined : end;
      const before = job.state;
      const ends = job.processes.map((each) => each.end);
      if (ends.some((each) => each === undefined)) job.state = "running";
      else job.state = ends.some((each) => each?.kind === "stopped") ? "stopped" : "done";
      if (job.state !== "running") job.changed ||= before !== job.state;
      return job;
    }
    return undefined;
  }

  /** A copy for `$(jobs)`, without the job that asks. */
  copy(without: Job | undefined): JobTable {
    const table = new JobTable();
    const others = this.order.filter((job) => job !== without);
    table.order = others.map((job) => ({ ...job, processes: job.processes.map((each) => ({ ...each })) }));
    return table;
  }
}

/** The status of an ended or stopped process. */
function endStatus(end: WaitResult["end"] | undefined): number {
  if (end?.kind === "exited") return end.status;
  return end?.kind === "signaled" || end?.kind === "stopped" ? 128 + end.signal : 0;
}

/** The status of a job: its last process's, or with pipefail the last that is not 0. */
export function jobStatus(job: Job, pipefail: boolean): number {
  let status = endStatus(job.processes.at(-1)?.end);
  for (let i = job.processes.length - 2; pipefail && status === 0 && i >= 0; i--)
    status = endStatus(job.processes[i]?.end);
  return status;
}
