/**
 * A container's start in phases. What the kernel does is counted in the real guest and charged by the simulated kernel as it
 * does it. What the runtime does itself is nowhere measured: it is the published time of a whole start less the kernel's part,
 * one number per runtime, divided over the phases by shares that are a convention.
 *
 * Nothing here says how fast a runtime is on the reader's machine. The published hosts differ from each other (one is not
 * stated), and the kernel's part is that of a 32-bit uniprocessor kernel at one instruction a nanosecond.
 */
import { type Figure, modelled } from "../../figures/figure";
import { nsPerInstruction } from "../../figures/host";
import { kernelInstructions, type PhaseId } from "./container-steps";
import { type Costs, makeCosts } from "./costs";
import { PUBLISHED_STARTS, type PublishedRuntime } from "./published-starts";

export type { PhaseId } from "./container-steps";
export { PUBLISHED_STARTS } from "./published-starts";

export type RuntimeProfile = "by hand" | PublishedRuntime;
export const RUNTIME_PROFILES: readonly RuntimeProfile[] = ["by hand", "crun", "runc", "docker"];

const LABELS: Readonly<Record<PhaseId, string>> = {
  engine: "request, image and network in the engine",
  shim: "containerd and its shim",
  configuration: "read the configuration",
  cgroup: "make the cgroup and set its limits",
  init: "start the first process in new namespaces",
  rootfs: "mount and enter the root file system",
  handshake: "agree with the first process, drop privileges",
  program: "run the program",
  teardown: "take everything down",
};

/** Order of the phases, as they happen. */
const ORDER: readonly PhaseId[] = [
  "engine",
  "shim",
  "configuration",
  "cgroup",
  "init",
  "rootfs",
  "handshake",
  "program",
  "teardown",
];

type Shares = Readonly<Partial<Record<PhaseId, number>>>;

/** A convention: the work of the runtime itself, in hundredths. Starting its first process and reading JSON weigh most. */
const OCI_SHARES: Shares = {
  configuration: 20,
  cgroup: 15,
  init: 30,
  rootfs: 15,
  handshake: 10,
  teardown: 10,
};

/** A convention as well: half of Docker's own work is above the OCI runtime. */
const SHARES: Readonly<Record<RuntimeProfile, Shares>> = {
  "by hand": {},
  crun: OCI_SHARES,
  runc: OCI_SHARES,
  docker: {
    engine: 30,
    shim: 20,
    configuration: 10,
    cgroup: 7.5,
    init: 15,
    rootfs: 7.5,
    handshake: 5,
    teardown: 5,
  },
};

export interface StartPhase {
  readonly id: PhaseId;
  readonly label: string;
  /** The runtime's own work, to be charged as user time. */
  readonly runtimeNs: Figure;
  /** What the kernel's steps of this phase come to for a container that does nothing; charged as they are carried out. */
  readonly kernelNs: Figure;
}

export interface StartPlan {
  readonly profile: RuntimeProfile;
  readonly phases: readonly StartPhase[];
  /** Runtime and kernel together: the published figure, where there is one. */
  readonly totalNs: number;
}

export interface PlanOptions {
  readonly costs?: Costs;
  /** The host's; 1 by convention. */
  readonly nsPerInstruction?: number;
  /** Instead of the published figure: a learner's own, ns. */
  readonly publishedNs?: number;
}

/**
 * The phases of one start and end, in order. @throws RangeError if the kernel's part alone takes longer than the published
 * whole: then the host is too slow to be the published one, and nothing is left to calibrate.
 */
export function startPlan(profile: RuntimeProfile, options: PlanOptions = {}): StartPlan {
  const costs = options.costs ?? makeCosts();
  const scale = options.nsPerInstruction ?? nsPerInstruction.value;
  const shares = SHARES[profile];
  const phases = ORDER.filter(
    (id) => shares[id] !== undefined || (id !== "engine" && kernelInstructions(costs, id) > 0),
  );
  const kernel = new Map(phases.map((id) => [id, kernelInstructions(costs, id) * scale]));
  const kernelNs = [...kernel.values()].reduce((sum, ns) => sum + ns, 0);
  const whole = profile === "by hand" ? undefined : PUBLISHED_STARTS[profile];
  const wholeNs = options.publishedNs ?? whole?.value;
  const ownNs = whole === undefined || wholeNs === undefined ? 0 : wholeNs - kernelNs;
  if (ownNs < 0)
    throw new RangeError(
      `the kernel's part of a start (${Math.round(kernelNs)} ns) is longer than the whole under ${profile} (${wholeNs} ns)`,
    );
  const constants = whole === undefined ? [nsPerInstruction] : [whole, nsPerInstruction];
  return {
    profile,
    totalNs: kernelNs + ownNs,
    phases: phases.map((id) => ({
      id,
      label: LABELS[id],
      runtimeNs: modelled(
        (ownNs * (shares[id] ?? 0)) / 100,
        "ns",
        `the published whole less the kernel's part, of which ${shares[id] ?? 0} % by convention`,
        constants,
      ),
      kernelNs: modelled(
        kernel.get(id)!,
        "ns",
        "instructions of its kernel steps, counted in the real guest, times the host's time of one",
        [nsPerInstruction],
      ),
    })),
  };
}
