/** A simulated machine with its kernel and userland, ready to run programs, and the ends of their standard streams. */
import type { Program } from "@/app/sim/kernel/abi/sys";
import { Kernel } from "@/app/sim/kernel/kernel";
import { type Launched, launch, type Streams } from "@/app/sim/kernel/launch";
import { Machine } from "@/app/sim/kernel/machine";
import { APPLETS, userland } from "@/app/sim/kernel/programs/userland";
import { Recorder } from "@/app/sim/kernel/view/recorder";

export interface SystemOptions {
  readonly seed: number;
  readonly cores?: number;
  readonly memoryMiB?: number;
  readonly programs?: ReadonlyMap<string, Program>;
  /** Of its card eth0, "02:…". */
  readonly mac?: string;
}

/** The guest's agent keeps the script here. */
const SCRIPT_PATH = "/run/agent/script";
/** As the guest's agent gives them to a script. */
const SCRIPT_ENVIRONMENT = new Map([
  ["PATH", "/bin:/sbin:/usr/bin:/usr/sbin"],
  ["HOME", "/root"],
  ["TERM", "linux"],
]);
/** The memory of the lab's guest. */
const MEMORY_MIB = 32;

export interface ContainerSystem {
  readonly kernel: Kernel;
  readonly machine: Machine;
  /** Problems of the lab's own programs so far. */
  readonly faults: readonly string[];
  readonly recorder: Recorder;
  /** System calls made so far. */
  calls(): number;
  startScript(source: Uint8Array, streams: Streams): Launched;
  /** Goes on until it is so, or nothing happens any more, or that moment. Whether it was so. */
  runUntil(done: () => boolean, limitNs: number): boolean;
}

export function makeMachine(options: SystemOptions): ContainerSystem {
  const { seed, cores = 1, memoryMiB = MEMORY_MIB } = options;
  const machine = new Machine({ cores, memoryMiB, seed });
  const recorder = new Recorder(() => machine.nowNs);
  const faults: string[] = [];
  const kernel = new Kernel({
    machine,
    seed,
    programs: new Map([...userland(), ...(options.programs ?? [])]),
    applets: APPLETS,
    ...(options.mac === undefined ? {} : { cardMac: options.mac }),
    trace: { called: (task, call, error) => recorder.called(task, call, error) },
  });
  kernel.onEnd.add((process) => recorder.ended(process));
  kernel.onFault = (_task, what) => faults.push(what);
  return {
    kernel,
    machine,
    faults,
    recorder,
    calls: () => recorder.calls,
    startScript: (source, streams) => {
      kernel.writeFile("/run/agent/script", source, 0o644);
      return launch(kernel, {
        path: "/bin/sh",
        argv: ["/bin/sh", SCRIPT_PATH],
        env: SCRIPT_ENVIRONMENT,
        cwd: "/",
        streams,
      });
    },
    runUntil: (done, limitNs) => {
      while (!done()) {
        const nextNs = machine.nextNs;
        if (nextNs > limitNs) {
          machine.advance(limitNs);
          return done();
        }
        machine.advance(nextNs);
      }
      return true;
    },
  };
}
