/**
 * Propagation of mount events (mount_namespaces(7), Documentation/filesystems/sharedsubtree): what is mounted or unmounted below a
 * shared mount appears and disappears below its peers and their slaves too.
 */
import type { Mount, PeerGroup } from "./mount";
import { lockTree } from "./mount-namespace";
import type { MountTable } from "./mount-table";
import type { Dentry } from "./path";

/** Puts a tree on a place, and copies of it where the place's mount propagates to. `moving`: it is already in the namespace. */
export function attachTree(
  table: MountTable,
  source: Mount,
  parent: Mount,
  mountpoint: Dentry,
  moving: boolean,
): void {
  const copies: { readonly copy: Mount; readonly at: Mount }[] = [];
  if (parent.peers !== undefined) {
    for (const mount of source.tree()) table.share(mount);
    propagate(table, source, parent.peers, parent, mountpoint, copies);
  }
  if (moving) {
    source.detach();
    source.attach(parent, mountpoint);
  } else {
    source.attach(parent, mountpoint);
    parent.ns?.adopt(source);
  }
  // The last copy comes first into the list of its namespace, as the kernel's list of copies is a stack.
  for (const { copy, at } of copies.reverse()) {
    // What is already mounted there stays visible: the copy goes under it.
    const above = at.children.get(mountpoint);
    copy.attach(at, mountpoint);
    if (at.ns?.userNs !== parent.ns?.userNs) lockTree(copy);
    copy.locked = false;
    at.ns?.adopt(copy);
    if (above !== undefined) {
      above.detach();
      above.attach(copy, copy.root);
    }
  }
}

function propagate(
  table: MountTable,
  source: Mount,
  group: PeerGroup,
  except: Mount | undefined,
  mountpoint: Dentry,
  copies: { readonly copy: Mount; readonly at: Mount }[],
): void {
  const reaches = (mount: Mount) => mount.ns !== undefined && mountpoint.within(mount.root);
  for (const peer of [...group.members])
    if (peer !== except && reaches(peer))
      copies.push({ copy: table.cloneTree(source, source.root, { makeShared: true }), at: peer });
  const done = new Set<PeerGroup>();
  for (const slave of [...group.slaves]) {
    if (slave.peers === undefined) {
      if (reaches(slave))
        copies.push({ copy: table.cloneTree(source, source.root, { slave: true }), at: slave });
      continue;
    }
    if (done.has(slave.peers)) continue;
    done.add(slave.peers);
    const first = [...slave.peers.members].find(reaches);
    if (first === undefined) {
      propagate(table, source, slave.peers, undefined, mountpoint, copies);
      continue;
    }
    const copy = table.cloneTree(source, source.root, { slave: true, makeShared: true });
    copies.push({ copy, at: first });
    propagate(table, copy, slave.peers, first, mountpoint, copies);
  }
}

/** All mounts that events below `mount` reach, itself not included. */
function* receivers(mount: Mount): Generator<Mount> {
  const seen = new Set<Mount>([mount]);
  const groups: PeerGroup[] = mount.peers === undefined ? [] : [mount.peers];
  for (let group = groups.shift(); group !== undefined; group = groups.shift())
    for (const next of [...group.members, ...group.slaves]) {
      if (seen.has(next)) continue;
      seen.add(next);
      yield next;
      if (next.peers !== undefined && next.peers !== group) groups.push(next.peers);
    }
}

/** What is mounted on the same place of another mount, as a copy of an event there. */
export function* twins(mount: Mount): Generator<Mount> {
  const { parent, mountpoint } = mount;
  if (parent === undefined || mountpoint === undefined) return;
  for (const receiver of receivers(parent)) {
    const twin = receiver.children.get(mountpoint);
    if (twin !== undefined) yield twin;
  }
}

/** Takes a tree away, here and where that propagates to. */
export function umountTree(table: MountTable, top: Mount, propagating: boolean): void {
  const going = new Set<Mount>(top.tree());
  if (propagating) for (const mount of [...going]) addTwins(mount, going);
  for (const mount of [...going].reverse()) {
    const { parent, mountpoint } = mount;
    const above = mount.children.get(mount.root);
    mount.ns?.drop(mount);
    mount.detach();
    mount.isolate();
    // A mount that covers it exactly stays, one storey lower.
    if (above !== undefined && !going.has(above) && parent !== undefined && mountpoint !== undefined) {
      above.detach();
      above.attach(parent, mountpoint);
    }
    table.dispose(mount);
  }
}

function addTwins(mount: Mount, going: Set<Mount>): void {
  for (const twin of twins(mount)) {
    if (going.has(twin)) continue;
    if (twin.locked && !(twin.parent !== undefined && going.has(twin.parent))) continue;
    const stays = [...twin.children].some(([place, child]) => !going.has(child) && place !== twin.root);
    if (!stays) going.add(twin);
  }
}

/** It listens to its former peers from now on, without telling them; alone in its group it stays what it is besides. */
export function makeSlave(mount: Mount): void {
  const group = mount.peers;
  mount.unbindable = false;
  if (group === undefined) return;
  mount.leavePeers();
  if (group.members.size === 0) return;
  mount.isolate();
  mount.follow(group);
}
