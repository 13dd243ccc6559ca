/** The part of a start that builds what the container sees as its files. */
import { MS, S } from "../../kernel/abi/flags";
import type { OciConfig, OciMount } from "./config-schema";
import { REMOUNTED, readMountOptions } from "./mount-options";
import type { Act, Step } from "./steps";

const step = (act: Act, why: string): Step => ({ ...act, phase: "rootfs", why });

interface Mounted {
  readonly source?: string;
  readonly type?: string;
  readonly flags?: number;
  readonly data?: string;
  readonly optional?: boolean;
}

const mount = (target: string, mounted: Mounted, why: string): Step => {
  const { source = "", type = "", flags = 0, data = "", optional = false } = mounted;
  return step({ kind: "mount", source, target, type, flags, data, ...(optional ? { optional } : {}) }, why);
};

/** Devices that every container has (config-linux.md, "Default Devices"). */
const DEVICES: readonly (readonly [name: string, major: number, minor: number])[] = [
  ["null", 1, 3],
  ["random", 1, 8],
  ["full", 1, 7],
  ["tty", 5, 0],
  ["zero", 1, 5],
  ["urandom", 1, 9],
];
const LINKS: readonly (readonly [target: string, path: string])[] = [
  ["pts/ptmx", "/dev/ptmx"],
  ["/proc/self/fd", "/dev/fd"],
  ["/proc/self/fd/0", "/dev/stdin"],
  ["/proc/self/fd/1", "/dev/stdout"],
  ["/proc/self/fd/2", "/dev/stderr"],
];
const WHY: Readonly<Record<string, string>> = {
  "/proc": "a proc of its own shows the processes of its PID namespace only",
  "/dev": "a directory in memory for its own device nodes",
  "/dev/pts": "terminals of its own",
  "/sys": "what the kernel says about devices, not to be changed",
  "/sys/fs/cgroup": "its own part of the cgroup tree, not to be changed",
  "/dev/mqueue": "POSIX message queues of its IPC namespace",
  "/dev/shm": "shared memory of its own",
};

/** What is mounted before the root is changed. */
export function rootSteps(config: OciConfig): Step[] {
  const { linux } = config;
  const userNamespace = (linux?.namespaces ?? []).some(({ type }) => type === "user");
  return [
    step({ kind: "propagation", flags: propagation(config) }, "mounts from here on are not seen by the host"),
    mount("", { flags: MS.BIND | MS.REC }, "the new root must be a mount point for pivot_root"),
    ...(config.mounts ?? []).flatMap(mountSteps),
    ...deviceSteps(config, userNamespace),
    ...LINKS.map(([target, path]) => step({ kind: "symlink", target, path }, "a name that programs expect")),
    step({ kind: "mkdir", path: config.process?.cwd ?? "/", mode: 0o755 }, "the program's working directory"),
  ];
}

const propagation = ({ linux }: OciConfig): number => {
  const named = readMountOptions([linux?.rootfsPropagation ?? ""]).propagation[0];
  return (named ?? MS.SLAVE) | MS.REC;
};

/** cgroup mounts are of version 2 here, whatever version's name they have. */
const typeOf = (type: string | undefined): string => (type === "cgroup" ? "cgroup2" : (type ?? ""));

function mountSteps(one: OciMount): Step[] {
  const { destination: target } = one;
  const { flags, data, propagation: changes } = readMountOptions(one.options ?? []);
  const why =
    WHY[target] ?? (one.type === "bind" || (flags & MS.BIND) !== 0 ? "files from outside" : "asked for");
  const bind = one.type === "bind" || (flags & MS.BIND) !== 0;
  const place: Step = bind
    ? step(
        { kind: "touch", path: target, source: one.source ?? "" },
        "a place for what comes from outside: a file or a directory, as that is",
      )
    : step({ kind: "mkdir", path: target, mode: 0o755 }, "a place to mount on");
  const made = bind
    ? mount(target, { source: one.source ?? "", flags: MS.BIND | (flags & MS.REC) }, why)
    : mount(
        target,
        { source: one.source ?? "none", type: typeOf(one.type), flags: flags & ~MS.REC, data },
        why,
      );
  const again = bind && (flags & REMOUNTED) !== 0;
  return [
    place,
    made,
    ...(again
      ? [
          mount(
            target,
            { flags: MS.BIND | MS.REMOUNT | (flags & REMOUNTED) },
            "a bind mount takes its options only when it is mounted again",
          ),
        ]
      : []),
    ...changes.map((change) => mount(target, { flags: change }, "how mounts below it spread")),
  ];
}

function deviceSteps(config: OciConfig, userNamespace: boolean): Step[] {
  const asked = (config.linux?.devices ?? []).map((device) => ({
    path: device.path,
    mode:
      (device.type === "b" ? S.IFBLK : device.type === "p" ? S.IFIFO : S.IFCHR) | (device.fileMode ?? 0o666),
    major: device.major ?? 0,
    minor: device.minor ?? 0,
    uid: device.uid ?? 0,
    gid: device.gid ?? 0,
  }));
  const usual = DEVICES.filter(([name]) => !asked.some(({ path }) => path === `/dev/${name}`)).map(
    ([name, major, minor]) => ({ path: `/dev/${name}`, mode: S.IFCHR | 0o666, major, minor, uid: 0, gid: 0 }),
  );
  return [...usual, ...asked].flatMap((device) =>
    userNamespace
      ? [
          step({ kind: "touch", path: device.path }, "a place for a device"),
          mount(
            device.path,
            { source: device.path, flags: MS.BIND },
            "device nodes cannot be made in a user namespace: the host's is shown",
          ),
        ]
      : [step({ kind: "mknod", ...device }, "a device that programs expect")],
  );
}

export function readOnlyRootSteps({ root }: OciConfig): Step[] {
  if (!root.readonly) return [];
  const flags = MS.BIND | MS.REMOUNT | MS.RDONLY;
  return [mount("/", { flags }, "nothing may be written to the image's files: the root is read-only")];
}

/** Read-only and masked paths, once nothing has to be written there any more. */
export function coverSteps({ linux }: OciConfig): Step[] {
  return [
    ...(linux?.readonlyPaths ?? []).flatMap((path) => [
      mount(
        path,
        { source: path, flags: MS.BIND | MS.REC, optional: true },
        "a mount of its own, to change its flags",
      ),
      mount(
        path,
        { flags: MS.BIND | MS.REMOUNT | MS.RDONLY | MS.NOSUID | MS.NODEV | MS.NOEXEC, optional: true },
        "settings of the whole machine are read, not written",
      ),
    ]),
    ...(linux?.maskedPaths ?? []).map((path) =>
      step({ kind: "mask", path }, "what tells of the host is covered: reading it gives nothing"),
    ),
  ];
}
