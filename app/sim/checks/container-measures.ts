/** What lessons 4 and 5 ask of the runs that they keep. */
import { type Figure, measured, modelled, type Unit } from "../figures/figure";
import { nsPerInstruction } from "../figures/host";
import { allCosts } from "../kernel/costs/costs";
import { PUBLISHED_STARTS, type RuntimeProfile, startPlan } from "../kernel/costs/runtime-costs";
import type { ContainerRun } from "../run/container-record";
import type { LabRun } from "../run/record";
import { answerIn } from "./answers";
import { startedProcesses } from "./container";

type ContainerMeasure = (run: LabRun) => Figure | undefined;

const keptRun = ({ keptContainers }: LabRun, name: string): ContainerRun | undefined =>
  keptContainers !== undefined && Object.hasOwn(keptContainers, name) ? keptContainers[name] : undefined;

const KINDS = ["uts", "cgroup", "pid", "time", "mnt", "user", "ipc", "net"] as const;
type Kind = (typeof KINDS)[number];

/** What counting in the real guest gave for a new namespace of that kind. */
const instructionsOf = (kind: Kind): number =>
  allCosts().find(({ id }) => id === `ns.${kind}`)?.instructions ?? 0;

const FLAG: Readonly<Record<Kind, string>> = {
  uts: "NEWUTS",
  cgroup: "NEWCGROUP",
  pid: "NEWPID",
  time: "NEWTIME",
  mnt: "NEWNS",
  user: "NEWUSER",
  ipc: "NEWIPC",
  net: "NEWNET",
};

/** Whether such a namespace was made in the run "namespaces". */
const wasMade = (run: LabRun, kind: Kind): boolean =>
  keptRun(run, "namespaces")?.events.some(
    ({ call, detail, error }) => call === "unshare" && error === "" && detail.split(" ").includes(FLAG[kind]),
  ) ?? false;

const HOW = "counted in the lab's real guest by lab measure (app/sim/kernel/costs/measured.ts)";

const namespace =
  (kind: Kind): ContainerMeasure =>
  (run) =>
    wasMade(run, kind)
      ? measured(
          instructionsOf(kind),
          "instructions",
          `instructions of one unshare of a ${kind} namespace; ${HOW}`,
        )
      : undefined;

const allInstructions = (): number => KINDS.reduce((sum, kind) => sum + instructionsOf(kind), 0);

const allMade = (run: LabRun): boolean => KINDS.every((kind) => wasMade(run, kind));

/** A figure of a script that was run in the simulated kernel. */
const ofScript =
  (
    name: string,
    unit: Unit,
    how: string,
    of: (answer: { calls: number; virtualNs: number }) => number,
  ): ContainerMeasure =>
  (run) => {
    const { calls, virtualNs } = answerIn(run, name) ?? {};
    if (calls === undefined || virtualNs === undefined) return undefined;
    return modelled(of({ calls, virtualNs }), unit, how, unit === "count" ? [] : [nsPerInstruction]);
  };

/** What only says something once the reader has built a container. */
const onceBuilt =
  (figure: () => Figure): ContainerMeasure =>
  (run) =>
    answerIn(run, "by-hand") === undefined ? undefined : figure();

const constantsOf = (profile: RuntimeProfile) =>
  profile === "by hand" ? [nsPerInstruction] : [nsPerInstruction, PUBLISHED_STARTS[profile]];

const milliseconds = (ns: number): number => Math.round(ns / 1e3) / 1e3;

const startMs = (profile: RuntimeProfile): ContainerMeasure =>
  onceBuilt(() => {
    const { totalNs } = startPlan(profile);
    const how =
      profile === "by hand"
        ? "the kernel's steps of a container's start and end, counted in the real guest, times the host's time of one instruction"
        : `a container's start under ${profile}; the published figure, on its own host`;
    return modelled(milliseconds(totalNs), "ms", how, constantsOf(profile));
  });

const kernelShare = (profile: RuntimeProfile): ContainerMeasure =>
  onceBuilt(() => {
    const { phases, totalNs } = startPlan(profile);
    const kernelNs = phases.reduce((sum, phase) => sum + phase.kernelNs.value, 0);
    return modelled(
      Math.round((1000 * kernelNs) / totalNs) / 10,
      "%",
      `the kernel's part of a container's start under ${profile}; its steps as counted in the real guest, of the published whole`,
      constantsOf(profile),
    );
  });

/** The lines of two answers that differ: settings that one of them found changed. */
const changedSettings: ContainerMeasure = (run) => {
  const before = answerIn(run, "before")?.stdout.trimEnd().split("\n");
  const after = answerIn(run, "after")?.stdout.trimEnd().split("\n");
  if (before === undefined || after === undefined || before.length !== after.length) return undefined;
  const changed = after.filter((line, index) => line !== before[index]).length;
  return modelled(
    changed,
    "count",
    "settings that the second container found changed; read before and after",
    [],
  );
};

const settings: ContainerMeasure = (run) => {
  const lines = answerIn(run, "after")?.stdout.trimEnd().split("\n");
  return lines && modelled(lines.length, "count", "settings that the first container changed", []);
};

/** Of a process whose program is `name`: it, and everybody in its PID namespace. */
const children: ContainerMeasure = (run) => {
  const filled = keptRun(run, "filled");
  const sleeping = filled && startedProcesses(filled).filter(({ numbers }) => numbers.length > 1);
  return (
    sleeping &&
    modelled(
      sleeping.length,
      "count",
      "processes in the container's PID namespace when the last fork was refused",
      [],
    )
  );
};

const refusals: ContainerMeasure = (run) => {
  const tried = keptRun(run, "foreign");
  return (
    tried &&
    modelled(
      tried.events.filter(({ call, error }) => call === "execve" && error === "ENOEXEC").length,
      "count",
      "programs that the kernel refused with ENOEXEC",
      [],
    )
  );
};

export const containerMeasures: Readonly<Record<string, ContainerMeasure>> = {
  ...Object.fromEntries(KINDS.map((kind) => [`ns-${kind}`, namespace(kind)])),
  "ns-all": (run) =>
    allMade(run)
      ? measured(
          allInstructions(),
          "instructions",
          `instructions of one new namespace of each kind, summed; ${HOW}`,
        )
      : undefined,
  "ns-net-share": (run) =>
    allMade(run)
      ? measured(
          Math.round((1000 * instructionsOf("net")) / allInstructions()) / 10,
          "%",
          `instructions of a new net namespace, of those of one of each kind; ${HOW}`,
        )
      : undefined,
  "plain-calls": ofScript("plain", "count", "system calls of a shell that runs true", ({ calls }) => calls),
  "by-hand-calls": ofScript("by-hand", "count", "system calls of the whole script", ({ calls }) => calls),
  "by-hand-script-ms": ofScript(
    "by-hand",
    "ms",
    "the whole script; in the simulated kernel",
    ({ virtualNs }) => milliseconds(virtualNs),
  ),
  "by-hand-ms": startMs("by hand"),
  "crun-ms": startMs("crun"),
  "runc-ms": startMs("runc"),
  "docker-ms": startMs("docker"),
  "runc-kernel-share": kernelShare("runc"),
  "settings-changed": changedSettings,
  "settings-tried": settings,
  "greedy-children": children,
  refusals,
};
