/** The modelled host below a simulated kernel: cores with a scheduler and a ledger, page frames, and timers in virtual time. */
import { createScheduler } from "../cpu/create";
import type { CpuScheduler, PolicyName } from "../cpu/scheduler";
import { contextSwitchNs, migrationNs } from "../figures/model-costs";
import { Ledger } from "../host/ledger/ledger";
import { Processors } from "../host/processors";
import { HostMemory } from "../memory/host-memory";
import { type EventHandle, EventQueue } from "../time/queue";
import type { Timer } from "./services";

export interface MachineOptions {
  readonly cores: number;
  readonly memoryMiB: number;
  readonly seed: number;
  readonly policy?: PolicyName;
  readonly swapMiB?: number;
  readonly nsPerInstruction?: number;
}

const PAGES_PER_MIB = 256;
/**
 * What the kernel keeps to itself, MiB: the guest with 32 MiB reports 28,012 kB MemTotal and 24,264 kB of it free after boot, which
 * leaves 8.3 MiB for kernel image, page descriptors and its own objects.
 */
const KERNEL_MIB = 8;
const QUANTUM_NS = 1_000_000;

export class Machine {
  readonly scheduler: CpuScheduler;
  readonly ledger: Ledger;
  readonly processors: Processors;
  readonly memory: HostMemory;
  readonly cores: number;
  readonly nsPerInstruction: number;
  readonly memoryMiB: number;
  private readonly timers = new EventQueue<() => void>();
  private armedNs = Number.POSITIVE_INFINITY;

  constructor(options: MachineOptions) {
    const { cores, memoryMiB, seed, policy = "cfs", swapMiB = 0, nsPerInstruction = 1 } = options;
    this.cores = cores;
    this.memoryMiB = memoryMiB;
    this.nsPerInstruction = nsPerInstruction;
    this.scheduler = createScheduler(policy, { cores, threadsPerCore: 1, tickHz: 0, seed });
    this.ledger = new Ledger({ cores });
    const costs = {
      contextSwitchNs: contextSwitchNs.value,
      migrationNs: migrationNs.value,
      quantumNs: QUANTUM_NS,
    };
    this.processors = new Processors(this.scheduler, this.ledger, costs, {
      onEvent: (event) => (event as () => void)(),
      onQuantum: () => {
        throw new RangeError("no real guest runs on this machine");
      },
      limited: () => [],
      onExit: () => {},
    });
    const frames = Math.round(memoryMiB * PAGES_PER_MIB);
    this.memory = new HostMemory({
      frames,
      kernelFrames: Math.min(KERNEL_MIB * PAGES_PER_MIB, frames >> 2),
      swapPages: Math.round(swapMiB * PAGES_PER_MIB),
    });
  }

  get nowNs(): number {
    return this.processors.nowNs;
  }

  /** Calls `then` after so much virtual time, outside of any task's turn. */
  after(delayNs: number, then: () => void): Timer {
    const atNs = this.nowNs + Math.max(0, Math.ceil(delayNs));
    const handle: EventHandle = this.timers.push(atNs, then);
    this.arm();
    return { cancel: () => void this.timers.cancel(handle) };
  }

  private arm(): void {
    const nextNs = this.timers.peekNs();
    if (nextNs >= this.armedNs) return;
    this.armedNs = nextNs;
    this.processors.at(nextNs, () => this.runTimers());
  }

  private runTimers(): void {
    this.armedNs = Number.POSITIVE_INFINITY;
    for (let due = this.timers.pop(this.nowNs); due !== undefined; due = this.timers.pop(this.nowNs)) due();
    this.arm();
  }

  /** The moment of the next event; Infinity if nothing will happen any more by itself. */
  get nextNs(): number {
    return this.processors.nextEventNs;
  }

  /** Runs everything up to and including that moment. */
  advance(toNs: number): void {
    this.processors.advance(toNs);
  }
}
