/** What the memories of all kinds of instances have in common: a cgroup of the host, and one address space while it is on. */

import { deviceReadNs } from "../../figures/memory";
import type { TouchResult } from "../../memory/faults";
import { type HostMemory, NO_MEMORY } from "../../memory/host-memory";
import type { InstanceMemoryPort, MemorySnapshot } from "../instance-memory";
import type { MemoryLimits } from "../limits";
import type { InstanceMemory } from "../view";
import type { TouchAnswer } from "../work/task";
import { dumpPages } from "./page-dump";

/** Costs of several accesses, added up. */
export class Answer implements TouchAnswer {
  kernelNs = 0;
  hypervisorNs = 0;
  sleepNs = 0;
  killed = false;

  /** Waiting for the disk and for memory.high is sleep; the rest is the kernel's or the hypervisor's work. */
  add(result: TouchResult, by: "kernelNs" | "hypervisorNs"): void {
    const waitNs = result.kind === "file-read" || result.kind === "swap-in" ? deviceReadNs.value : 0;
    this[by] += Math.max(0, result.ns - waitNs);
    this.sleepNs += waitNs + result.throttleNs;
  }
}

export abstract class MemoryOf implements InstanceMemoryPort {
  /** The address space while it is on. */
  protected space: number | undefined;

  constructor(
    protected readonly memory: HostMemory,
    readonly cgroup: number,
  ) {}

  abstract start(): TouchAnswer;
  abstract touch(region: number, first: number, count: number, write: boolean): TouchAnswer;
  abstract setPages(hashes: Float64Array): TouchAnswer;

  ramFrames(): Int32Array {
    return new Int32Array(0);
  }

  protected abstract saveOwn(): unknown;
  protected abstract loadOwn(saved: unknown): void;

  /** @throws Error if the host does not promise so much memory. */
  protected map(request: Parameters<HostMemory["map"]>[1]): number {
    const start = this.memory.map(this.space!, request);
    if (start === NO_MEMORY) throw new NoMemoryError(`the host does not promise ${request.pages} pages more`);
    return start;
  }

  protected balloonPages(): number {
    return 0;
  }

  balloon(_pages: number): void {
    throw new RangeError("there is no balloon here");
  }

  balloonStep(_nowNs: number): { readonly ns: number; readonly nextWakeNs: number } {
    return { ns: 0, nextWakeNs: Number.POSITIVE_INFINITY };
  }

  limit(limits: MemoryLimits): void {
    this.memory.setLimits(this.cgroup, limits);
  }

  /** Its process was killed for memory: its space is gone. */
  spaceKilled(): void {
    this.space = undefined;
  }

  dump(): MemorySnapshot {
    return { dump: dumpPages(this.memory, this.space!), own: this.saveOwn() };
  }

  refill({ dump, own }: MemorySnapshot): TouchAnswer {
    const answer = new Answer();
    // A space is laid out the same each time, so the pages are where they were.
    this.loadOwn(own);
    const { ns, killed } = this.memory.setContents(this.space!, dump.pages, dump.contents);
    answer.kernelNs = ns;
    answer.killed = killed;
    return answer;
  }

  release(): void {
    if (this.space !== undefined && this.memory.hasSpace(this.space)) this.memory.kill(this.space);
    this.space = undefined;
  }

  stats(): InstanceMemory {
    return this.memory.instanceView(this.cgroup, this.balloonPages());
  }

  save(): unknown {
    return { space: this.space, own: this.saveOwn() };
  }

  load(saved: unknown): void {
    const state = saved as { space: number | undefined; own: unknown };
    this.space = state.space;
    this.loadOwn(state.own);
  }
}

/** ENOMEM: the host does not overcommit so far. */
export class NoMemoryError extends Error {
  override name = "NoMemoryError";
}
