/** What Docker gives every container unless told otherwise (moby: oci/defaults.go, oci/caps/defaults.go, profiles/seccomp). */
import { CAPABILITIES, type Capability } from "../../kernel/abi/flags";
import type { OciMount, SeccompConfig } from "./config-schema";

const DEFAULT_CAPABILITIES: readonly Capability[] = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FSETID",
  "FOWNER",
  "MKNOD",
  "NET_RAW",
  "SETGID",
  "SETUID",
  "SETFCAP",
  "SETPCAP",
  "NET_BIND_SERVICE",
  "SYS_CHROOT",
  "KILL",
  "AUDIT_WRITE",
];

export const MASKED_PATHS: readonly string[] = [
  "/proc/asound",
  "/proc/acpi",
  "/proc/kcore",
  "/proc/keys",
  "/proc/latency_stats",
  "/proc/timer_list",
  "/proc/timer_stats",
  "/proc/sched_debug",
  "/proc/scsi",
  "/sys/firmware",
  "/sys/devices/virtual/powercap",
];

export const READ_ONLY_PATHS: readonly string[] = [
  "/proc/bus",
  "/proc/fs",
  "/proc/irq",
  "/proc/sys",
  "/proc/sysrq-trigger",
];

const SHM_BYTES = 64 * 1024 * 1024;
/** The group of terminals, `tty`. */
const TTY_GROUP = 5;

const mount = (destination: string, type: string, source: string, ...options: string[]): OciMount => ({
  destination,
  type,
  source,
  options,
});

/** In the order in which they are mounted. */
export const DEFAULT_MOUNTS: readonly OciMount[] = [
  mount("/proc", "proc", "proc", "nosuid", "noexec", "nodev"),
  mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
  mount(
    "/dev/pts",
    "devpts",
    "devpts",
    "nosuid",
    "noexec",
    "newinstance",
    "ptmxmode=0666",
    "mode=0620",
    `gid=${TTY_GROUP}`,
  ),
  mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
  mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "noexec", "nodev"),
  mount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
  mount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", `size=${SHM_BYTES}`),
];

/** Docker's PATH for an image that says nothing about it. */
export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Calls that the default profile never allows. */
const NEVER_ALLOWED: readonly string[] = [
  "add_key",
  "create_module",
  "get_kernel_syms",
  "io_uring_enter",
  "io_uring_register",
  "io_uring_setup",
  "kexec_file_load",
  "kexec_load",
  "keyctl",
  "nfsservctl",
  "pivot_root",
  "query_module",
  "request_key",
  "swapoff",
  "swapon",
  "_sysctl",
  "sysfs",
  "uselib",
  "userfaultfd",
  "ustat",
  "vm86",
  "vm86old",
];

/** Calls that it allows with a capability only. */
const WITH_CAPABILITY: readonly (readonly [Capability, readonly string[]])[] = [
  [
    "SYS_ADMIN",
    [
      "bpf",
      "fanotify_init",
      "fsconfig",
      "fsmount",
      "fsopen",
      "fspick",
      "lookup_dcookie",
      "mount",
      "mount_setattr",
      "move_mount",
      "open_tree",
      "perf_event_open",
      "quotactl",
      "quotactl_fd",
      "setdomainname",
      "sethostname",
      "setns",
      "umount",
      "umount2",
      "unshare",
    ],
  ],
  ["SYSLOG", ["syslog"]],
  ["SYS_BOOT", ["reboot"]],
  ["SYS_CHROOT", ["chroot"]],
  ["SYS_MODULE", ["delete_module", "finit_module", "init_module"]],
  ["SYS_PACCT", ["acct"]],
  ["SYS_RAWIO", ["ioperm", "iopl"]],
  ["SYS_TIME", ["clock_settime", "clock_settime64", "settimeofday", "stime"]],
  ["SYS_TTY_CONFIG", ["vhangup"]],
  ["SYS_NICE", ["get_mempolicy", "mbind", "set_mempolicy"]],
];

const EPERM = 1;

/**
 * Docker's default profile: its calls that are not allowed, answered EPERM. The original lists what is allowed and looks
 * at arguments of clone and personality, which filters here do not.
 */
export function defaultSeccomp(capabilities: ReadonlySet<Capability>): SeccompConfig {
  const admin = capabilities.has("SYS_ADMIN");
  const refused = WITH_CAPABILITY.flatMap(([capability, names]) =>
    capabilities.has(capability) || (capability === "SYSLOG" && admin) ? [] : names,
  );
  return {
    defaultAction: "SCMP_ACT_ALLOW",
    syscalls: [{ names: [...NEVER_ALLOWED, ...refused], action: "SCMP_ACT_ERRNO", errnoRet: EPERM }],
  };
}

const isCapability = (name: string): name is Capability => (CAPABILITIES as readonly string[]).includes(name);

/** A capability as people write it: NET_ADMIN, CAP_NET_ADMIN, net_admin. Undefined for what is none; "ALL" stays. */
export function capabilityOf(text: string): Capability | "ALL" | undefined {
  const name = text.toUpperCase().replace(/^CAP_/, "");
  return name === "ALL" ? "ALL" : isCapability(name) ? name : undefined;
}

/** The capabilities that --cap-add and --cap-drop leave, in the kernel's order. */
export function tweakCapabilities(
  add: readonly (Capability | "ALL")[],
  drop: readonly (Capability | "ALL")[],
): readonly Capability[] {
  const base = drop.includes("ALL") ? [] : add.includes("ALL") ? CAPABILITIES : DEFAULT_CAPABILITIES;
  const wanted = new Set<Capability>(add.includes("ALL") ? CAPABILITIES : base);
  for (const name of add) if (name !== "ALL") wanted.add(name);
  for (const name of drop) if (name !== "ALL") wanted.delete(name);
  return CAPABILITIES.filter((name) => wanted.has(name));
}
