/**
 * The start of a container as an ordered list of steps, made of its config.json alone. `carry-out` in engine/ does them by
 * system calls, `guest/` writes them as a shell script, and the page shows them with what each is for.
 */
import { CLONE, type Rlimit } from "../../kernel/abi/flags";
import type { PhaseId } from "../../kernel/costs/runtime-costs";
import { cgroupWrites } from "./cgroup-writes";
import type { OciConfig, OciNamespace } from "./config-schema";
import { coverSteps, readOnlyRootSteps, rootSteps } from "./plan-rootfs";
import { seccompProfile } from "./seccomp";
import type { Act, Plan, Step, SyncPoint } from "./steps";

export const CGROUP_ROOT = "/sys/fs/cgroup";
/** What containers are limited with; the parent passes it on to them. */
const CONTROLLERS = "+cpuset +cpu +io +memory +pids";

const FLAGS: Readonly<Record<OciNamespace, number>> = {
  user: CLONE.NEWUSER,
  mount: CLONE.NEWNS,
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  pid: CLONE.NEWPID,
  network: CLONE.NEWNET,
  cgroup: CLONE.NEWCGROUP,
  time: CLONE.NEWTIME,
};

const step = (phase: PhaseId, act: Act, why: string): Step => ({ ...act, phase, why });
const sync = (point: SyncPoint, why: string): Step => step("handshake", { kind: "sync", point }, why);
const work = (phase: PhaseId, why: string): Step => step(phase, { kind: "work" }, why);

/** The names of a cgroup's path; nothing leads above the root of the tree. */
const cgroupNames = (path: string): readonly string[] =>
  path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");

/** Where a container's cgroup is in the file system: always below the root of the tree. */
export function cgroupDirectory(config: OciConfig): string {
  const names = cgroupNames(config.linux?.cgroupsPath ?? "");
  return [CGROUP_ROOT, ...(names.length === 0 ? ["container"] : names)].join("/");
}

export function plan(config: OciConfig): Plan {
  return { outside: outside(config), inside: inside(config) };
}

function outside(config: OciConfig): Step[] {
  const { linux } = config;
  const namespaces = linux?.namespaces ?? [];
  const cgroup = cgroupDirectory(config);
  const parents = cgroup.slice(CGROUP_ROOT.length + 1).split("/");
  const joins = namespaces.filter(({ path }) => path !== undefined);
  // The cgroup namespace is made by the process itself once it is in its cgroup, which becomes that namespace's root.
  const flags = namespaces
    .filter(({ path, type }) => path === undefined && type !== "cgroup" && type !== "time")
    .reduce((sum, { type }) => sum | FLAGS[type], 0);
  const maps = [
    ["uid_map", linux?.uidMappings],
    ["gid_map", linux?.gidMappings],
  ] as const;
  return [
    work("configuration", "the runtime reads config.json and makes its plan of it"),
    ...parents.flatMap((_, depth): Step[] => {
      const above = [CGROUP_ROOT, ...parents.slice(0, depth)].join("/");
      return [
        ...(depth === 0
          ? []
          : [
              step(
                "cgroup",
                { kind: "write", path: `${above}/cgroup.subtree_control`, text: CONTROLLERS },
                "the group above passes its controllers on",
              ),
            ]),
        step(
          "cgroup",
          { kind: "mkdir", path: `${above}/${parents[depth]}`, mode: 0o755 },
          depth === parents.length - 1
            ? "the container's own group, to be limited and measured"
            : "a group for all containers",
        ),
      ];
    }),
    ...cgroupWrites(linux?.resources).map(({ file, text, why }) =>
      step("cgroup", { kind: "write", path: `${cgroup}/${file}`, text }, why),
    ),
    work("cgroup", "the runtime's own work on the cgroup"),
    ...joins
      .filter(({ type }) => type !== "mount" && type !== "cgroup" && type !== "user")
      .map(({ type, path }) =>
        step("init", { kind: "setns", path: path!, flag: FLAGS[type] }, `the ${type} namespace is another's`),
      ),
    work("init", "the runtime starts itself again as the container's first process"),
    step("init", { kind: "clone", flags }, "the first process, in namespaces of its own"),
    step(
      "cgroup",
      { kind: "join-cgroup", path: cgroup },
      "whatever it starts from now on is in the group too",
    ),
    ...maps.flatMap(([file, mappings]) =>
      mappings === undefined || mappings.length === 0
        ? []
        : [
            step(
              "init",
              {
                kind: "id-map",
                file,
                text: mappings.map((one) => `${one.containerID} ${one.hostID} ${one.size}\n`).join(""),
              },
              "ids inside are other ids outside: root in the container is nobody on the host",
            ),
          ],
    ),
    ...(config.process?.oomScoreAdj === undefined
      ? []
      : [
          step(
            "init",
            { kind: "oom-score", value: config.process.oomScoreAdj },
            "who is killed first when memory runs out",
          ),
        ]),
    sync("born", "tells the first process that it may go on"),
    sync("mounted", "waits until its files are mounted"),
    step("handshake", { kind: "hooks", name: "prestart" }, "programs of others, such as for networks"),
    step(
      "handshake",
      { kind: "hooks", name: "createRuntime" },
      "programs that run when namespaces are there",
    ),
    work("handshake", "the runtime's own part of the agreement"),
    sync("created", "waits until everything but the program is there"),
  ];
}

function inside(config: OciConfig): Step[] {
  const { process, linux } = config;
  const own = (kind: OciNamespace) =>
    (linux?.namespaces ?? []).some(({ type, path }) => type === kind && path === undefined);
  const user = process?.user ?? { uid: 0, gid: 0 };
  const capabilities = process?.capabilities;
  const filter: Step[] =
    linux?.seccomp === undefined
      ? []
      : [
          step(
            "handshake",
            { kind: "seccomp", profile: seccompProfile(linux.seccomp) },
            "system calls that a container has no business with are refused from here on",
          ),
        ];
  const withoutPrivileges = process?.noNewPrivileges === true;
  return [
    sync("born", "waits for its cgroup and its id maps"),
    ...(own("user")
      ? [
          step("init", { kind: "setgid", gid: 0 }, "root of its own user namespace"),
          step("init", { kind: "setuid", uid: 0 }, "root of its own user namespace"),
        ]
      : []),
    step("init", { kind: "setsid" }, "a session without the terminal of whoever started it"),
    ...(own("cgroup")
      ? [
          step(
            "init",
            { kind: "unshare", flags: CLONE.NEWCGROUP },
            "its own group is the top of the cgroup tree that it sees",
          ),
        ]
      : []),
    ...rootSteps(config),
    work("rootfs", "the runtime's own work on the root file system"),
    sync("mounted", "hooks may look at the root file system before it is entered"),
    step("rootfs", { kind: "hooks", name: "createContainer" }, "programs that run in the new namespaces"),
    step("rootfs", { kind: "pivot_root" }, "the image's files become /, and the host's are gone"),
    ...(process?.terminal
      ? [step("handshake", { kind: "terminal" }, "a terminal for standard streams")]
      : []),
    ...readOnlyRootSteps(config),
    ...(config.hostname === undefined || config.hostname === ""
      ? []
      : [
          step(
            "init",
            { kind: "sethostname", name: config.hostname },
            "the name of the machine, as seen inside",
          ),
        ]),
    ...(config.domainname === undefined || config.domainname === ""
      ? []
      : [step("init", { kind: "setdomainname", name: config.domainname }, "the NIS domain, as seen inside")]),
    ...Object.entries(linux?.sysctl ?? {}).map(([key, text]) =>
      step(
        "init",
        { kind: "write", path: `/proc/sys/${key.replaceAll(".", "/")}`, text },
        "a setting of one of its namespaces",
      ),
    ),
    ...coverSteps(config),
    ...(process?.rlimits ?? []).map(({ type, soft, hard }) =>
      step(
        "handshake",
        { kind: "setrlimit", limit: type.slice("RLIMIT_".length) as Rlimit, soft, hard },
        "a limit of each of its processes",
      ),
    ),
    ...(withoutPrivileges
      ? [step("handshake", { kind: "no-new-privileges" }, "set-id programs give no privileges any more")]
      : filter),
    ...(capabilities === undefined
      ? []
      : [
          step(
            "handshake",
            { kind: "bounding", keep: capabilities.bounding ?? [] },
            "what neither it nor its programs can ever get back",
          ),
        ]),
    step("handshake", { kind: "umask", mask: user.umask ?? 0o022 }, "permissions that new files do not get"),
    step("handshake", { kind: "setgroups", groups: user.additionalGids ?? [] }, "the groups of its user"),
    step("handshake", { kind: "setgid", gid: user.gid }, "the group of its user"),
    step("handshake", { kind: "setuid", uid: user.uid }, "its user"),
    ...(capabilities === undefined
      ? []
      : [
          step(
            "handshake",
            {
              kind: "capabilities",
              effective: capabilities.effective ?? [],
              permitted: capabilities.permitted ?? [],
              inheritable: capabilities.inheritable ?? [],
              ambient: capabilities.ambient ?? [],
            },
            "the parts of root's power that it keeps",
          ),
        ]),
    step("handshake", { kind: "chdir", path: process?.cwd ?? "/" }, "where the program starts"),
    step(
      "handshake",
      { kind: "find-program", name: process?.args[0] ?? "", env: process?.env ?? [] },
      "looks for the program in PATH, while there is still somebody to complain to",
    ),
    ...(withoutPrivileges ? filter : []),
    sync("created", "everything but the program is there"),
    step("handshake", { kind: "hooks", name: "startContainer" }, "programs that run just before its own"),
    step(
      "program",
      { kind: "execve", args: process?.args ?? [], env: process?.env ?? [] },
      "the program of the image takes the runtime's place",
    ),
  ];
}
