/** What is added to a call for its arguments, and what programs do themselves. */
import { CLONE } from "../abi/flags";
import type { CostEntry } from "./cost-entry";
import { combined, counted, like } from "./rows";

/** Namespaces by the flag that asks for one. */
export const NAMESPACE_FLAGS: Readonly<Record<string, number>> = {
  mnt: CLONE.NEWNS,
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  pid: CLONE.NEWPID,
  net: CLONE.NEWNET,
  user: CLONE.NEWUSER,
  cgroup: CLONE.NEWCGROUP,
  time: CLONE.NEWTIME,
};

const MOUNTED = ["tmpfs", "proc", "sysfs", "devpts", "mqueue", "cgroup2", "bind"] as const;
const ENTERED = ["mnt", "uts", "ipc", "pid", "net", "cgroup", "time"] as const;
const CGROUP_FILES = [
  "cpu.max",
  "cpu.weight",
  "memory.max",
  "memory.high",
  "pids.max",
  "cpuset.cpus",
  "cgroup.freeze",
  "cgroup.kill",
  "cgroup.procs",
  "cgroup.subtree_control",
] as const;

const same = (...ids: readonly string[]): readonly CostEntry[] => ids.map((id) => counted(id, id));

export const PART_ENTRIES: readonly CostEntry[] = [
  ...same("path.component", "path.link", "read.kib", "write.kib", "write.new.kib"),
  ...same("pipe.write.1", "pipe.read.1", "pipe.write.kib", "pipe.read.kib", "getdents.entry"),
  combined(
    "copy.kib",
    "copying a KiB between a program and the kernel",
    [
      [0.5, "read.kib"],
      [0.5, "write.kib"],
    ],
    "The mean of a further KiB of a read and of a write of a file whose pages are there.",
  ),
  counted("open.create", "open.create"),
  counted("open.missing", "open.missing"),
  ...same("fork.page", "fault", "fault.copy", "munmap.page", "context.switch"),
  ...same("seccomp.check", "seccomp.instruction", "execve.interpreter"),
  ...Object.keys(NAMESPACE_FLAGS).map((name) => counted(`ns.${name}`, `unshare.${name}`)),
  ...same("ns.mnt.mount", "ns.net.later"),
  ...ENTERED.map((name) => counted(`setns.${name}`, `setns.${name}`)),
  like(
    "setns.user",
    "setns.cgroup",
    "A process may not enter its own user namespace, so it was not measured; the call is the same.",
  ),
  ...MOUNTED.flatMap((type) => same(`mount.${type}`, `umount.${type}`)),
  counted("mount.overlay", "mount.overlay.1"),
  counted("umount.overlay", "umount.overlay.1"),
  ...same("mount.remount", "mount.propagation", "mount.rbind.mount", "umount.detach", "umount.tree"),
  counted("mount.overlay.layer", "overlay.layer"),
  ...same(
    "overlay.lookup.layer",
    "overlay.copyup",
    "overlay.copyup.kib",
    "overlay.create",
    "overlay.whiteout",
    "overlay.unlink.upper",
    "overlay.mkdir",
    "overlay.rmdir",
  ),
  ...same("cgroup.mkdir", "cgroup.rmdir", "cgroup.open", "cgroup.read", "cgroup.read.stat"),
  ...CGROUP_FILES.map((name) => counted(`cgroup.write.${name}`, `cgroup.write.${name}`)),
  ...same(
    "tcp.connect",
    "tcp.accept",
    "tcp.send.1",
    "tcp.send.kib",
    "tcp.receive.1",
    "tcp.receive.kib",
    "tcp.close",
  ),
  ...same("udp.send.1", "udp.receive.1", "unix.send.1", "unix.receive.1"),
  ...same(
    "netlink.link.set",
    "netlink.address",
    "netlink.route",
    "netlink.veth",
    "netlink.bridge",
    "veth.crossing",
    "bridge.crossing",
    "http.fetch",
  ),
];

/**
 * Minor faults of busybox between exec and its first work: 32 in /proc/self/stat of a cat in the guest, of which a program of three
 * instructions has 4. The memory model charges them, so they are taken off.
 */
const START_FAULTS = 28;

/** User-mode work of the shell and the applets, by what it is for. */
export const PROGRAM_ENTRIES: readonly CostEntry[] = [
  combined(
    "program.start",
    "an applet from its first instruction to its first work",
    [
      [1, "busybox.start"],
      [-START_FAULTS, "fault"],
    ],
    "The count of a whole life as true, less its page faults, which the memory model charges.",
  ),
  counted("shell.start", "sh.start"),
  counted("shell.command", "sh.colon"),
  counted("shell.loop", "sh.loop"),
  counted("shell.expansion", "sh.expansion"),
  counted("shell.arithmetic", "sh.arithmetic.expansion"),
  ...same("ls.name", "ls.l.name", "dd.pair"),
  ...["grep", "wc", "sed", "sort", "awk", "sha"].map((id) => counted(`${id}.kib`, `${id}.kib`)),
];
