/** The texts of /proc/PID/mounts, mountinfo and mountstats, as a process with a given root sees them. */
import { MS } from "../abi/flags";
import type { Cgroup } from "../cgroup/cgroup";
import { cgroupMountRoot } from "../cgroup/cgroupfs";
import type { Mount, PeerGroup } from "./mount";
import { superFlagsText } from "./mount-flags";
import type { MountNamespace } from "./mount-namespace";
import { dentryText, type Path, pathText, reachable } from "./path";

/** Space, tab, newline and backslash as octal numbers. */
function escaped(text: string): string {
  return text.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

function mountOptions(mount: Mount): string {
  const names: readonly (readonly [number, string])[] = [
    [MS.NOSUID, ",nosuid"],
    [MS.NODEV, ",nodev"],
    [MS.NOEXEC, ",noexec"],
    [MS.NOATIME, ",noatime"],
    [MS.NODIRATIME, ",nodiratime"],
    [MS.RELATIME, ",relatime"],
  ];
  return names.map(([flag, name]) => (mount.has(flag) ? name : "")).join("");
}

interface Seen {
  readonly mount: Mount;
  readonly place: string;
}

/** Mounts that can be reached from the root, with their places. */
function* seen(ns: MountNamespace, root: Path): Generator<Seen> {
  for (const mount of ns.mounts) {
    const { text, reached } = pathText({ mount, dentry: mount.root }, root);
    if (reached) yield { mount, place: text };
  }
}

export function mountsText(ns: MountNamespace, root: Path): string {
  let text = "";
  for (const { mount, place } of seen(ns, root)) {
    const { sb, source } = mount;
    const access = mount.readOnly ? "ro" : "rw";
    const flags = superFlagsText(mount.use.flags) + mountOptions(mount);
    text += `${escaped(source)} ${escaped(place)} ${sb.type} ${access}${flags}${sb.options()} 0 0\n`;
  }
  return text;
}

/** `cgroups`: the root of the reader's cgroup namespace, from which the roots of cgroup2 mounts are shown. */
export function mountinfoText(ns: MountNamespace, root: Path, cgroups?: Cgroup): string {
  let text = "";
  for (const { mount, place } of seen(ns, root)) {
    const { sb, source, id, parent } = mount;
    const device = `${sb.device.major}:${sb.device.minor}`;
    const inside = rootText(mount, cgroups);
    const gone = mount.root.unlinked ? "//deleted" : "";
    const own = mount.has(MS.RDONLY) ? "ro" : "rw";
    const whole = sb.readOnly ? "ro" : "rw";
    text += `${id} ${parent?.id ?? id} ${device} ${escaped(inside)}${gone} ${escaped(place)} ${own}${mountOptions(mount)}`;
    text += `${propagationFields(mount, root)} - ${sb.type} ${escaped(source)} ${whole}${superFlagsText(mount.use.flags)}${sb.options()}\n`;
  }
  return text;
}

/** The part of its file system that a mount shows. */
function rootText({ sb, root }: Mount, cgroups: Cgroup | undefined): string {
  if (sb.type === "nsfs") return root.name;
  return (cgroups && cgroupMountRoot(root.inode, cgroups)) ?? dentryText(root);
}

function propagationFields(mount: Mount, root: Path): string {
  const { peers, master, unbindable } = mount;
  let text = "";
  if (peers !== undefined) text += ` shared:${peers.id}`;
  if (master !== undefined) {
    text += ` master:${master.id}`;
    const visible = nearestVisible(master, mount, root);
    if (visible !== undefined && visible !== master) text += ` propagate_from:${visible.id}`;
  }
  if (unbindable) text += " unbindable";
  return text;
}

/** The nearest group above that has a member which the reader can see. */
function nearestVisible(from: PeerGroup, mount: Mount, root: Path): PeerGroup | undefined {
  for (let group: PeerGroup | undefined = from; group !== undefined; ) {
    for (const member of group.members)
      if (member.ns === mount.ns && reachable({ mount: member, dentry: member.root }, root)) return group;
    const above: PeerGroup | undefined = [...group.members][0]?.master;
    group = above;
  }
  return undefined;
}

export function mountstatsText(ns: MountNamespace, root: Path): string {
  let text = "";
  for (const { mount, place } of seen(ns, root))
    text += `device ${escaped(mount.source)} mounted on ${escaped(place)} with fstype ${mount.sb.type}\n`;
  return text;
}
