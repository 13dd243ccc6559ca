/** `parallel-boot`: a thousand boots, so many outstanding, started by xargs from a shell script, on a scheduled host. */
import { contextSwitchNs } from "../../figures/model-costs";
import * as cost from "../../figures/predict/parallel-boot";
import {
  type BootProfile,
  type BootVmm,
  guestParts,
  type Percentiles,
  serialBoots,
} from "../../figures/published/firecracker-boots-nsdi20";
import { SeededRandom } from "../../time/random";
import { profiles } from "../profiles/machines";
import { quantile } from "./closed-network";
import { type Answer, type Inputs, output, type Scenario } from "./prediction";
import { Happening, type Program, ScheduledHost } from "./scheduled-host";

export const BOOT_VMMS = ["firecracker", "cloud-hypervisor", "qemu-qboot"] as const;
const BOOTS = 1000;
const ms = (value: number): number => Math.round(value * 1e6);

export interface Storm {
  /** Of each boot, ascending, ms. */
  readonly wallMs: Float64Array;
  /** The guest's part. */
  readonly guestMs: Float64Array;
}

/** A boot's time on an idle machine at a share of boots: straight lines between the published percentiles. */
function serialMs({ p1, p50, p90, p99, max }: Percentiles, share: number): number {
  const points = [
    [0, p1],
    [0.01, p1],
    [0.5, p50],
    [0.9, p90],
    [0.99, p99],
    [1, max],
  ] as const;
  const above = points.findIndex(([at]) => at >= share && at > 0);
  const [from, low] = points[above - 1]!;
  const [to, high] = points[above]!;
  return low + ((high - low) * (share - from)) / (to - from);
}

interface Boot {
  /** Processor time of the monitor before its guest runs, of the guest, and after it, ns. */
  readonly beforeNs: number;
  readonly guestNs: number;
  readonly afterNs: number;
  /** What passes in the guest without a processor, ns. */
  readonly guestWaitNs: number;
  /** What passes without a processor, as the host's kernel takes the machine down, ns. */
  readonly waitNs: number;
}

function bootOf(profile: BootProfile, vmm: BootVmm, share: number, slower: number): Boot {
  const whole = serialBoots[profile][vmm];
  // Nothing competed with a serial boot: what one took longer than the fastest was waiting, not work.
  const workMs = whole.p1;
  const guestMs = vmm === "firecracker" ? guestParts[profile].p1 : workMs * cost.guestShare.value;
  const monitorMs = workMs - guestMs;
  const waitMs = serialMs(whole, share) - workMs;
  const guestWaitMs =
    vmm === "firecracker" ? Math.min(waitMs, serialMs(guestParts[profile], share) - guestMs) : 0;
  return {
    beforeNs: ms((monitorMs / 2) * slower),
    guestNs: ms(guestMs * slower),
    afterNs: ms((monitorMs / 2) * slower),
    guestWaitNs: ms(guestWaitMs),
    waitNs: ms(waitMs - guestWaitMs),
  };
}

/** Runs of the same command line, so that a median does not hang on one order of events; alone there is but one order. */
const runsOf = (parallel: number): number => (parallel === 1 ? 1 : 3);

/** The boots of several runs of one command line. @param launchProcesses of each launch, untimed. */
export function storm(
  profile: BootProfile,
  vmm: BootVmm,
  parallel: number,
  launchProcesses = cost.launchProcesses.value,
): Storm {
  const runs = Array.from({ length: runsOf(parallel) }, (_, seed) =>
    oneRun(profile, vmm, parallel, launchProcesses, seed),
  );
  return {
    wallMs: Float64Array.from(runs.flatMap((run) => run.wallMs)).sort(),
    guestMs: Float64Array.from(runs.flatMap((run) => run.guestMs)).sort(),
  };
}

interface Run {
  readonly wallMs: readonly number[];
  readonly guestMs: readonly number[];
}

function oneRun(
  profile: BootProfile,
  vmm: BootVmm,
  parallel: number,
  launchProcesses: number,
  seed: number,
): Run {
  const machine = profiles[profile];
  const host = new ScheduledHost(machine, contextSwitchNs.value);
  const random = SeededRandom.fromSeed(seed);
  const busy = Math.min(1, parallel / machine.cores);
  const slower = 1 / (1 - busy * (1 - machine.allBusySpeed));
  const wallMs: number[] = [];
  const guestMs: number[] = [];
  let outstanding = 0;
  let oneEnded = new Happening();

  function* guest(boot: Boot, ended: Happening): Program {
    const fromNs = yield { do: "run", ns: 0 };
    yield { do: "run", ns: boot.guestNs };
    const toNs = yield { do: "sleep", ns: boot.guestWaitNs };
    guestMs.push((toNs - fromNs) / 1e6);
    yield { do: "tell", that: ended };
  }
  function* monitor(boot: Boot, ended: Happening): Program {
    yield { do: "run", ns: boot.beforeNs };
    const guestEnded = new Happening();
    yield { do: "fork", child: guest(boot, guestEnded) };
    yield { do: "wait", until: guestEnded };
    yield { do: "run", ns: boot.afterNs };
    yield { do: "sleep", ns: boot.waitNs };
    yield { do: "tell", that: ended };
  }
  function* smallProgram(ended: Happening): Program {
    yield { do: "run", ns: ms(cost.forkExecMs.value) };
    yield { do: "tell", that: ended };
  }
  function* shell(boot: Boot, executed: Happening): Program {
    yield { do: "run", ns: ms(cost.forkExecMs.value / 2) };
    yield { do: "tell", that: executed };
    for (let n = 0; n < launchProcesses; n++) {
      const done = new Happening();
      yield { do: "fork", child: smallProgram(done) };
      yield { do: "wait", until: done };
    }
    const fromNs = yield { do: "run", ns: 0 };
    const ended = new Happening();
    yield { do: "fork", child: monitor(boot, ended) };
    const toNs = yield { do: "wait", until: ended };
    wallMs.push((toNs - fromNs) / 1e6);
    outstanding--;
    yield { do: "tell", that: oneEnded };
  }
  function* xargs(): Program {
    for (let n = 0; n < BOOTS; n++) {
      while (outstanding >= parallel) {
        oneEnded = new Happening();
        yield { do: "wait", until: oneEnded };
      }
      outstanding++;
      yield { do: "run", ns: ms(cost.forkExecMs.value / 2) };
      const executed = new Happening();
      yield { do: "fork", child: shell(bootOf(profile, vmm, random.fraction(), slower), executed) };
      // GNU xargs reads from a pipe that the child's exec closes, so it starts one after the other.
      yield { do: "wait", until: executed };
    }
  }
  host.start(xargs(), false);
  host.run();
  return { wallMs, guestMs };
}

function predict(inputs: Inputs): Answer {
  const profile = inputs.profile as BootProfile;
  const vmm = inputs.vmm as BootVmm;
  const parallel = inputs.parallel as number;
  const { wallMs, guestMs } = storm(profile, vmm, parallel);
  const { cores } = profiles[profile];
  const crowded = parallel > cores;
  // Were all that are asked for outstanding, a third of them untimed, each would take this much longer than alone.
  const allOutstanding = ((2 / 3) * parallel) / cores;
  const of = (values: Float64Array, share: number, aloneMs: number) => {
    const value = quantile(values, share);
    const tail = share > 0.9 ? 1.2 : 1;
    if (!crowded) return output(value, "ms", value * 0.85, value * 1.3 * tail);
    return output(value, "ms", value * 0.7, Math.max(value * 1.4, aloneMs * allOutstanding) * tail);
  };
  const alone = serialBoots[profile][vmm].p50;
  const guestAlone = guestParts[profile].p50;
  return {
    outputs: {
      medianMs: of(wallMs, 0.5, alone),
      p99Ms: of(wallMs, 0.99, alone),
      ...(vmm === "firecracker"
        ? { guestMedianMs: of(guestMs, 0.5, guestAlone), guestP99Ms: of(guestMs, 0.99, guestAlone) }
        : {}),
    },
    mechanisms: [
      `${profiles[profile].name}. A closed system: a boot that ends is followed by the next, on cores that Linux's CFS shares out among all that are runnable. With more boots than cores each takes longer in proportion.`,
      "xargs starts one command after the other: it waits until the child has executed its program, and a forked child first waits for a slice where others run. So on crowded cores fewer than asked for are outstanding.",
      "A boot's processor time is that of the fastest serial boots; what others took longer was waiting, which takes no core.",
      "Each launch is a script that starts some programs before the monitor (how many is fitted to one published storm): they are not measured, take a millisecond each, and each waits for its first slice as well.",
      ...(profiles[profile].threadsPerCore === 2
        ? ["Two threads of one core do together what 1.25 cores do."]
        : []),
    ],
  };
}

export const parallelBootScenario: Scenario = {
  name: "parallel-boot",
  summary: "1,000 boots with N outstanding: wall time of the monitor's process",
  options: {
    profile: { kind: "choice", allowed: Object.keys(profiles) },
    vmm: { kind: "choice", allowed: BOOT_VMMS },
    parallel: { kind: "whole", least: 1, most: 1000 },
  },
  predict,
};
