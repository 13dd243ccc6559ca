import { beforeEach, describe, expect, it } from "vitest";
import { MNT, MS, O } from "../abi/flags";
import type { KernelCaller } from "./kernel-caller";
import type { MountNamespace } from "./mount-namespace";
import { mountinfoText, mountsText } from "./mount-text";
import { errorOf, TestWorld } from "./test-world";

let w: TestWorld;
beforeEach(() => {
  w = new TestWorld();
  w.mkdirs("/mnt/a", "/mnt/b", "/mnt/c");
});

const places = (ns: MountNamespace = w.mnt, root = w.root) =>
  mountsText(ns, root)
    .trim()
    .split("\n")
    .map((line) => line.split(" ")[1]!)
    .filter((place) => place.startsWith("/mnt"));

/** A copy of the namespace, as unshare -m makes it, and a caller in it. */
function unshared(): { readonly ns: MountNamespace; readonly caller: KernelCaller } {
  const { ns, map } = w.mnt.copy(w.userNs);
  return { ns, caller: w.caller({}, map(w.root)) };
}

describe("mounting", () => {
  it("starts as the guest does", () => {
    const lines = mountinfoText(w.mnt, w.root).split("\n");
    expect(lines[0]).toBe("13 1 0:2 / / rw - rootfs rootfs rw,size=13204k,nr_inodes=3301");
    expect(lines[1]).toBe(
      "14 13 0:5 / /dev rw,relatime - devtmpfs dev rw,size=13204k,nr_inodes=3301,mode=755",
    );
  });

  it("has Linux's errors", () => {
    expect(errorOf(() => w.mount("x", "/mnt/no", "tmpfs"))).toBe("ENOENT");
    expect(errorOf(() => w.mount("x", "/mnt/a", "nofs"))).toBe("ENODEV");
    expect(errorOf(() => w.mount("/etc/passwd", "/mnt/a", "", "", MS.BIND))).toBe("ENOTDIR");
    expect(errorOf(() => w.mount("/etc", "/mnt/a", "", "", MS.MOVE))).toBe("EINVAL");
    expect(errorOf(() => w.mount("", "/mnt/a", "", "", MS.SHARED))).toBe("EINVAL");
    expect(errorOf(() => w.mount("x", "/mnt/a", "tmpfs", "", 0, w.user(1)))).toBe("EPERM");
    expect(errorOf(() => w.mounts.umount(w.kernel, "/mnt/a", 0))).toBe("EINVAL");
  });

  it("is busy while a file is open, and can be left lazily", () => {
    w.mount("x", "/mnt/a", "tmpfs");
    const file = w.files.open(w.kernel, "/mnt/a/f", O.RDWR | O.CREAT, 0o666).next().value as { drop(): void };
    expect(errorOf(() => w.mounts.umount(w.kernel, "/mnt/a", 0))).toBe("EBUSY");
    expect(errorOf(() => w.mount("", "/mnt/a", "", "", MS.REMOUNT | MS.RDONLY))).toBe("EBUSY");
    w.mounts.umount(w.kernel, "/mnt/a", MNT.DETACH);
    expect(places()).toEqual([]);
    file.drop();
  });

  it("stacks, and bind mounts show parts", () => {
    w.mount("one", "/mnt/a", "tmpfs");
    w.write("/mnt/a/f", "1");
    w.mount("two", "/mnt/a", "tmpfs");
    expect(w.list("/mnt/a")).toEqual([]);
    w.mounts.umount(w.kernel, "/mnt/a", 0);
    expect(w.read("/mnt/a/f")).toBe("1");
    w.mkdirs("/mnt/a/sub");
    w.write("/mnt/a/sub/g", "2");
    w.mount("/mnt/a/sub", "/mnt/b", "", "", MS.BIND);
    expect(w.read("/mnt/b/g")).toBe("2");
    expect(mountinfoText(w.mnt, w.root)).toMatch(/ 0:\d+ \/sub \/mnt\/b rw,relatime - tmpfs one rw/);
    expect(errorOf(() => w.files.rename(w.kernel, "/mnt/b/g", "/mnt/a/g"))).toBe("EXDEV");
    expect(errorOf(() => w.files.rmdir(w.kernel, "/mnt/b"))).toBe("EBUSY");
  });

  it("changes the flags of one mount alone", () => {
    w.mount("x", "/mnt/a", "tmpfs");
    w.mount("/mnt/a", "/mnt/b", "", "", MS.BIND);
    w.mount("", "/mnt/b", "", "", MS.REMOUNT | MS.BIND | MS.RDONLY | MS.NOSUID);
    expect(errorOf(() => w.write("/mnt/b/f", ""))).toBe("EROFS");
    w.write("/mnt/a/f", "");
    expect(mountsText(w.mnt, w.root)).toContain("x /mnt/b tmpfs ro,nosuid,relatime 0 0\n");
    w.mount("", "/mnt/a", "", "", MS.REMOUNT | MS.RDONLY);
    expect(errorOf(() => w.write("/mnt/a/f", ""))).toBe("EROFS");
  });

  it("writes odd names in octal", () => {
    w.mkdirs("/mnt/a b");
    w.mount("x\ty", "/mnt/a b", "tmpfs");
    expect(mountsText(w.mnt, w.root)).toContain("x\\011y /mnt/a\\040b tmpfs");
  });
});

describe("propagation", () => {
  it("goes between peers, down to slaves, not to private copies", () => {
    w.mount("x", "/mnt/a", "tmpfs");
    w.mkdirs("/mnt/a/d", "/mnt/a/e");
    w.mount("", "/mnt/a", "", "", MS.SHARED);
    const peer = unshared();
    const slave = unshared();
    const single = unshared();
    w.mount("", "/mnt/a", "", "", MS.SLAVE, slave.caller);
    w.mount("", "/mnt/a", "", "", MS.PRIVATE, single.caller);
    w.mount("y", "/mnt/a/d", "tmpfs");
    const seen = () =>
      [w, peer, slave, single].map((one) =>
        places("ns" in one ? one.ns : one.mnt, "ns" in one ? one.caller.roots.root : w.root).filter(
          (place) => place !== "/mnt/a",
        ),
      );
    expect(seen()).toEqual([["/mnt/a/d"], ["/mnt/a/d"], ["/mnt/a/d"], []]);
    w.mount("z", "/mnt/a/e", "tmpfs", "", 0, slave.caller);
    expect(seen()).toEqual([["/mnt/a/d"], ["/mnt/a/d"], ["/mnt/a/d", "/mnt/a/e"], []]);
    w.mounts.umount(peer.caller, "/mnt/a/d", 0);
    expect(seen()).toEqual([[], [], ["/mnt/a/e"], []]);
    expect(mountinfoText(slave.ns, slave.caller.roots.root)).toMatch(
      /\/mnt\/a rw,relatime master:1 - tmpfs x/,
    );
    expect(mountinfoText(w.mnt, w.root)).toMatch(/\/mnt\/a rw,relatime shared:1 - tmpfs x/);
  });

  it("refuses to bind what is unbindable, and to move out of a shared mount", () => {
    w.mount("x", "/mnt/a", "tmpfs");
    w.mkdirs("/mnt/a/d");
    w.mount("y", "/mnt/a/d", "tmpfs");
    w.mount("", "/mnt/a", "", "", MS.UNBINDABLE);
    expect(errorOf(() => w.mount("/mnt/a", "/mnt/b", "", "", MS.BIND))).toBe("EINVAL");
    w.mount("", "/mnt/a", "", "", MS.SHARED);
    expect(errorOf(() => w.mount("/mnt/a/d", "/mnt/b", "", "", MS.MOVE))).toBe("EINVAL");
    w.mount("", "/mnt/a", "", "", MS.PRIVATE);
    w.mount("/mnt/a/d", "/mnt/b", "", "", MS.MOVE);
    expect(places()).toEqual(["/mnt/a", "/mnt/b"]);
  });

  it("copies a tree parents first, and leaves the original alone", () => {
    const copy = unshared();
    w.mount("x", "/mnt/a", "tmpfs", "", 0, copy.caller);
    expect([places(), places(copy.ns, copy.caller.roots.root)]).toEqual([[], ["/mnt/a"]]);
    copy.ns.dispose();
    expect(copy.ns.mounts).toEqual([]);
  });
});

describe("pivot_root", () => {
  const pivot = (root: string, old: string, caller = w.kernel) =>
    errorOf(() => w.mounts.pivotRoot(caller, root, old));

  it("refuses what Linux refuses", () => {
    expect(pivot("/mnt/a", "/mnt/a")).toBe("EBUSY");
    w.mount("x", "/mnt/a", "tmpfs");
    w.mkdirs("/mnt/a/old", "/mnt/a/sub");
    expect(pivot("/mnt/a/sub", "/mnt/a/old")).toBe("EINVAL");
    expect(pivot("/mnt/a", "/mnt/b")).toBe("EBUSY");
    w.mount("y", "/mnt/b", "tmpfs");
    expect(pivot("/mnt/a", "/mnt/b")).toBe("EINVAL");
    expect(pivot("/mnt/a", "/etc/passwd")).toBe("ENOTDIR");
    expect(pivot("/mnt/a", "/mnt/a/old", w.user(1000))).toBe("EPERM");
  });

  it("exchanges the root mount", () => {
    w.mount("x", "/mnt/a", "tmpfs");
    w.mkdirs("/mnt/a/old");
    expect(pivot("/mnt/a", "/mnt/a/old")).toBe("");
    const inside = w.caller({}, { mount: w.mnt.mounts.at(-1)!, dentry: w.mnt.mounts.at(-1)!.root });
    expect(w.list("/", inside)).toEqual(["old"]);
    expect(w.read("/old/etc/group", inside)).toContain("root");
    expect(mountsText(w.mnt, inside.roots.root)).toMatch(/^rootfs \/old rootfs rw/);
    w.mounts.umount(inside, "/old", MNT.DETACH);
    expect(w.mnt.mounts.filter(({ parent }) => parent !== undefined).length).toBe(1);
  });
});
