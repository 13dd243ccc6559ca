/** A container on the machine's first terminal, as `docker run -it` gives it, and what it has cost since it was ordered. */
import { ImageError } from "@/app/guest/images/store";
import { PromptWatcher, toMs } from "@/app/guest/v86/boot";
import { type Launched, launch, type Streams } from "@/app/sim/kernel/launch";
import { memoryGroupOf } from "@/app/sim/kernel/process/address-space";
import { openConsole } from "@/app/sim/kernel/tty/console";
import type { Tty } from "@/app/sim/kernel/tty/tty";
import {
  type CallCount,
  type ContainerCounters,
  type ContainerStart,
  NO_CONTAINER_COUNTERS,
} from "@/app/sim/run/record";
import type { ContainerInfo } from "@/app/sim/runtime/engine/contract";
import type { DockerMachine } from "../docker-machine";
import type { ContainerSetup } from "./setup";
import { startPhases } from "./start-phases";

export interface AttachedView {
  readonly counters: ContainerCounters;
  /** Once its shell has shown its prompt. */
  readonly start: ContainerStart | undefined;
  readonly running: boolean;
}

const NAME = "box";
/** The kernel's trace has these beside the calls: a fault is none, and programs read the clock from a page of the kernel's (vDSO). */
const NO_CALLS: ReadonlySet<string> = new Set(["page_fault", "clock_gettime"]);
const ENVIRONMENT = new Map([
  ["PATH", "/bin:/sbin:/usr/bin:/usr/sbin"],
  ["HOME", "/root"],
  ["TERM", "linux"],
]);
export class AttachedContainer {
  readonly terminal: Tty;
  start: ContainerStart | undefined;
  private ended = false;
  /** What the machine had done before the order. */
  private readonly before: ContainerCounters;
  private readonly prompt = new PromptWatcher();

  constructor(
    private readonly system: DockerMachine,
    private readonly setup: ContainerSetup,
    private readonly image: string,
    output: (bytes: Uint8Array) => void,
  ) {
    this.before = NO_CONTAINER_COUNTERS;
    this.before = this.counters();
    this.terminal = openConsole(system.kernel, 0, (bytes) => this.shown(bytes, output), {
      path: "/bin/docker",
      argv: ["docker", "run", "-it", "--name", NAME, "-e", "PS1=# ", image],
      ended: () => {
        this.ended = true;
      },
    });
  }

  private shown(bytes: Uint8Array, output: (bytes: Uint8Array) => void): void {
    output(bytes);
    for (const byte of bytes) if (this.prompt.next(byte)) this.start ??= this.started();
  }

  private started(): ContainerStart {
    const counters = this.counters();
    const { seed, memoryMiB } = this.setup;
    const fromNs = this.before.virtualNs;
    return {
      track: "container",
      image: this.image,
      runtime: "docker",
      seed,
      memoryMiB,
      virtualMs: toMs(counters.virtualNs),
      phases: startPhases(this.system.engine.startSteps(NAME), fromNs, fromNs + counters.virtualNs),
      ...counters,
    };
  }

  /** Whether there is nothing more to wait for: it has shown its prompt, or has ended without one. */
  get settled(): boolean {
    return this.start !== undefined || this.ended;
  }

  private get container(): ContainerInfo | undefined {
    return this.system.engine.containers().find(({ name }) => name === NAME);
  }

  view(): AttachedView {
    return {
      counters: this.counters(),
      start: this.start,
      running: this.container?.status === "running",
    };
  }

  counters(): ContainerCounters {
    const { machine, kernel } = this.system;
    const { before } = this;
    const { userNs, systemNs } = kernel.cpuTimes();
    const virtualNs = machine.nowNs - before.virtualNs;
    const inside = this.insideNs() / machine.nsPerInstruction;
    const outside = (userNs + systemNs) / machine.nsPerInstruction - inside - before.instructions.outside;
    const { faults, privatePages, sharedPages } = this.memory();
    return {
      virtualNs,
      idleNs: Math.max(0, virtualNs - (inside + outside) * machine.nsPerInstruction),
      instructions: { inside: Math.round(inside), outside: Math.round(outside) },
      calls: Object.fromEntries(this.calls()),
      switches: kernel.contextSwitches - before.switches,
      faults,
      privatePages,
      sharedPages,
    };
  }

  /** Processor time of the container's processes, those that have ended too. */
  private insideNs(): number {
    const owner = this.container?.owner;
    const byMode = owner === undefined ? {} : this.system.machine.ledger.ownerByMode(owner);
    return Object.values(byMode).reduce((sum, ns) => sum + ns, 0);
  }

  private calls(): [string, CallCount][] {
    const { counts, inContainers } = this.system.recorder;
    return [...counts].flatMap(([name, all]): [string, CallCount][] => {
      const inside = inContainers.get(name) ?? 0;
      const outside = all - inside - (this.before.calls[name]?.outside ?? 0);
      return NO_CALLS.has(name) || inside + outside === 0 ? [] : [[name, { inside, outside }]];
    });
  }

  private memory() {
    const process = this.process;
    if (process === undefined) return NO_CONTAINER_COUNTERS;
    const view = this.system.machine.memory.instanceView(memoryGroupOf(process.main));
    return { ...view, faults: view.minorFaults + view.majorFaults };
  }

  /** The container's first process. */
  private get process() {
    const pid = this.container?.pid ?? 0;
    return pid === 0 ? undefined : [...this.system.kernel.processes()].find(({ main }) => main.pid === pid);
  }

  /** Starts a script beside the console, with the container's view, limits and rights. @throws ImageError if it does not run */
  script(source: string, streams: Streams): Launched {
    const { process } = this;
    if (process === undefined)
      throw new ImageError("The container is not running", NAME, "Start it first and wait for its prompt.");
    return launch(this.system.kernel, {
      path: "/bin/sh",
      argv: ["/bin/sh", "-c", source],
      env: ENVIRONMENT,
      cwd: "/",
      streams,
      within: process,
    });
  }
}
