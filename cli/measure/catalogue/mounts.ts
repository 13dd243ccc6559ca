/** Mounts of each type, pivot_root, chroot, and the overlay's copy-up and whiteouts. */
import { CLONE, MNT, MS, O } from "@/app/sim/kernel/abi/flags";
import { difference, type Measurement, type ProgramMeasurement } from "../measurement";
import type { Argument, Item } from "../program";
import { forked } from "./processes";

const OVER = "/tmp/at";

const mounted = (id: string, source: string, type: Argument, flags = 0, data: Argument = 0): Item[] => [
  { mark: `mount.${id}` },
  { call: "mount", args: [source, OVER, type, flags, data] },
  { mark: `umount.${id}` },
  { call: "umount2", args: [OVER, 0] },
];

const layers = (count: number): string => Array.from({ length: count }, (_, k) => `/tmp/l${k + 1}`).join(":");
const overlayData = (count: number): string => `lowerdir=${layers(count)},upperdir=/tmp/up,workdir=/tmp/work`;
const OVERLAY_PRELUDE =
  "mkdir -p /tmp/at /tmp/up /tmp/work /tmp/l1 /tmp/l2 /tmp/l3 /tmp/l4 /tmp/l5 /tmp/l6 /tmp/l7 /tmp/l8 /tmp/l1/sub; " +
  "echo x >/tmp/l1/small; dd if=/dev/zero of=/tmp/l1/large bs=1k count=256 2>/dev/null; echo x >/tmp/l1/sub/f; cp /tmp/l1/small /tmp/l8/deep; cp /tmp/l1/small /tmp/l1/gone";

const types: ProgramMeasurement = {
  kind: "program",
  times: 12,
  prelude: `${OVERLAY_PRELUDE}; mkdir /tmp/from`,
  turn: [
    ...mounted("tmpfs", "tmpfs", "tmpfs"),
    ...mounted("proc", "proc", "proc"),
    ...mounted("sysfs", "sysfs", "sysfs"),
    ...mounted("devpts", "devpts", "devpts", 0, "newinstance,ptmxmode=0666"),
    ...mounted("mqueue", "mqueue", "mqueue"),
    ...mounted("cgroup2", "cgroup2", "cgroup2"),
    ...mounted("bind", "/tmp/from", 0, MS.BIND),
    ...mounted("overlay.1", "overlay", "overlay", 0, overlayData(1)),
    ...mounted("overlay.8", "overlay", "overlay", 0, overlayData(8)),
    { mark: "(bind)" },
    { call: "mount", args: ["/tmp/from", OVER, 0, MS.BIND, 0] },
    { mark: "mount.remount" },
    { call: "mount", args: [0, OVER, 0, MS.REMOUNT | MS.BIND | MS.RDONLY, 0] },
    { mark: "mount.propagation" },
    { call: "mount", args: [0, OVER, 0, MS.PRIVATE, 0] },
    { mark: "umount.detach" },
    { call: "umount2", args: [OVER, MNT.DETACH] },
  ],
  steps: {
    "mount.tmpfs": { label: "mount of a tmpfs" },
    "umount.tmpfs": { label: "umount of an empty tmpfs" },
    "mount.proc": { label: "mount of proc, once more" },
    "umount.proc": { label: "umount of proc" },
    "mount.sysfs": { label: "mount of sysfs, once more" },
    "umount.sysfs": { label: "umount of sysfs" },
    "mount.devpts": { label: "mount of a new devpts" },
    "umount.devpts": { label: "umount of devpts" },
    "mount.mqueue": { label: "mount of mqueue, once more" },
    "umount.mqueue": { label: "umount of mqueue" },
    "mount.cgroup2": { label: "mount of cgroup2, once more" },
    "umount.cgroup2": { label: "umount of cgroup2" },
    "mount.bind": { label: "bind mount" },
    "umount.bind": { label: "umount of a bind mount" },
    "mount.overlay.1": { label: "mount of an overlay with one lower layer" },
    "umount.overlay.1": { label: "umount of it" },
    "mount.overlay.8": { label: "mount of an overlay with 8 lower layers" },
    "umount.overlay.8": { label: "umount of it" },
    "mount.remount": { label: "remount of a bind mount, read-only" },
    "mount.propagation": { label: "mount: change of propagation of one mount" },
    "umount.detach": { label: "umount with MNT.DETACH" },
  },
};

const pivot: ProgramMeasurement = {
  kind: "program",
  times: 12,
  prelude: "mkdir /tmp/root",
  turn: [
    { mark: "(clone)" },
    ...forked(
      [
        { mark: "mount.private.all" },
        { call: "mount", args: [0, "/", 0, MS.REC | MS.PRIVATE, 0] },
        { mark: "mount.rbind" },
        { call: "mount", args: ["/", "/mnt", 0, MS.BIND | MS.REC, 0] },
        { mark: "(tmpfs)" },
        { call: "mount", args: ["tmpfs", "/tmp/root", "tmpfs", 0, 0] },
        { mark: "(chdir)" },
        { call: "chdir", args: ["/tmp/root"] },
        { mark: "pivot_root" },
        { call: "pivot_root", args: [".", "."] },
        { mark: "umount.tree" },
        { call: "umount2", args: [".", MNT.DETACH] },
        { mark: "chroot" },
        { call: "chroot", args: ["."] },
        { mark: "(exit)" },
      ],
      CLONE.NEWNS,
    ),
  ],
  steps: {
    "mount.private.all": { label: "mount: all 10 mounts made private" },
    "mount.rbind": { label: "recursive bind of / with its 10 mounts" },
    pivot_root: { label: "pivot_root" },
    "umount.tree": { label: "umount with MNT.DETACH of the old root with its 20 mounts" },
    chroot: { label: "chroot" },
  },
};

const openAt = (path: string, flags: number): Item => ({
  call: "open",
  args: [`${OVER}/${path}`, flags, 0o644],
  as: "file",
});
const close: Item = { call: "close", args: [{ result: "file" }] };

/** After each turn the upper layer is emptied under an unmounted overlay, so that each turn copies up anew. */
const overlay: ProgramMeasurement = {
  kind: "program",
  times: 10,
  prelude: OVERLAY_PRELUDE,
  turn: [
    { mark: "(mount)" },
    { call: "mount", args: ["overlay", OVER, "overlay", 0, overlayData(8)] },
    { mark: "overlay.lookup" },
    { call: "stat64", args: [`${OVER}/small`, { space: "stat", size: 96 }] },
    { mark: "overlay.lookup.8" },
    { call: "stat64", args: [`${OVER}/deep`, { space: "stat", size: 96 }] },
    { mark: "overlay.stat" },
    { call: "stat64", args: [`${OVER}/small`, { space: "stat", size: 96 }] },
    { mark: "overlay.open" },
    openAt("small", O.RDONLY),
    { mark: "overlay.close" },
    close,
    { mark: "overlay.copyup.small" },
    openAt("small", O.WRONLY),
    { mark: "(close small)" },
    close,
    { mark: "overlay.open.upper" },
    openAt("small", O.WRONLY),
    { mark: "overlay.write.4k" },
    { call: "write", args: [{ result: "file" }, { space: "block", size: 4096 }, 4096] },
    { mark: "(close upper)" },
    close,
    { mark: "(stat large)" },
    { call: "stat64", args: [`${OVER}/large`, { space: "stat", size: 96 }] },
    { mark: "overlay.copyup.256k" },
    openAt("large", O.WRONLY),
    { mark: "(close large)" },
    close,
    { mark: "overlay.create" },
    openAt("new", O.WRONLY | O.CREAT),
    { mark: "(close new)" },
    close,
    { mark: "overlay.unlink.upper" },
    { call: "unlink", args: [`${OVER}/new`] },
    { mark: "(stat gone)" },
    { call: "stat64", args: [`${OVER}/gone`, { space: "stat", size: 96 }] },
    { mark: "overlay.whiteout" },
    { call: "unlink", args: [`${OVER}/gone`] },
    { mark: "overlay.mkdir" },
    { call: "mkdir", args: [`${OVER}/dir`, 0o755] },
    { mark: "overlay.rmdir" },
    { call: "rmdir", args: [`${OVER}/dir`] },
    { mark: "(umount)" },
    { call: "umount2", args: [OVER, 0] },
    { call: "unlink", args: ["/tmp/up/small"] },
    { call: "unlink", args: ["/tmp/up/large"] },
    { call: "unlink", args: ["/tmp/up/gone"] },
  ],
  steps: {
    "overlay.lookup": { label: "stat of a name in the first lower layer, not seen before" },
    "overlay.lookup.8": { label: "stat of a name in the eighth lower layer, not seen before" },
    "overlay.stat": { label: "stat of a name in an overlay, seen before" },
    "overlay.open": { label: "open of a lower file for reading" },
    "overlay.close": { label: "close of it" },
    "overlay.copyup.small": { label: "open of a lower file of 2 bytes for writing: copy-up" },
    "overlay.open.upper": { label: "open of an upper file for writing" },
    "overlay.write.4k": { label: "write of 4 KiB to an upper file" },
    "overlay.copyup.256k": { label: "open of a lower file of 256 KiB for writing: copy-up" },
    "overlay.create": { label: "open that makes a file in an overlay" },
    "overlay.unlink.upper": { label: "unlink of a file of the upper layer" },
    "overlay.whiteout": { label: "unlink of a lower file: whiteout" },
    "overlay.mkdir": { label: "mkdir in an overlay" },
    "overlay.rmdir": { label: "rmdir in an overlay" },
  },
};

export const MOUNTS: readonly Measurement[] = [
  types,
  pivot,
  overlay,
  difference(
    "overlay.layer",
    "each further lower layer of an overlay, at mount",
    "mount.overlay.8",
    "mount.overlay.1",
    7,
  ),
  difference(
    "overlay.lookup.layer",
    "each further layer that a lookup passes",
    "overlay.lookup.8",
    "overlay.lookup",
    7,
  ),
  difference(
    "overlay.copyup",
    "copy-up, beyond opening an upper file",
    "overlay.copyup.small",
    "overlay.open.upper",
  ),
  difference(
    "overlay.copyup.kib",
    "each KiB of a copy-up",
    "overlay.copyup.256k",
    "overlay.copyup.small",
    256,
  ),
  difference("mount.rbind.mount", "each further mount of a recursive bind", "mount.rbind", "mount.bind", 9),
];
