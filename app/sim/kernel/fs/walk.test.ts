import { beforeEach, describe, expect, it } from "vitest";
import { O, S } from "../abi/flags";
import { errorOf, TestWorld } from "./test-world";

let w: TestWorld;
beforeEach(() => {
  w = new TestWorld();
  w.mkdirs("/tmp/d", "/tmp/d/e");
  w.write("/tmp/d/f", "f");
});
const stat = (path: string) => errorOf(() => w.files.stat(w.kernel, path, true));

describe("path resolution", () => {
  it("has Linux's errors", () => {
    expect(stat("")).toBe("ENOENT");
    expect(stat("/tmp/no/x")).toBe("ENOENT");
    expect(stat("/tmp/d/f/")).toBe("ENOTDIR");
    expect(stat("/tmp/d/f/..")).toBe("ENOTDIR");
    expect(stat(`/tmp/${"x".repeat(256)}`)).toBe("ENAMETOOLONG");
    expect(stat(`/tmp/${"x".repeat(255)}`)).toBe("ENOENT");
    expect(stat("/".repeat(4096))).toBe("ENAMETOOLONG");
    expect(stat("/".repeat(4095))).toBe("");
    expect(stat("//tmp///d/.//e/../f")).toBe("");
    expect(stat("/../..")).toBe("");
  });

  it("follows at most 40 symbolic links", () => {
    w.files.symlink(w.kernel, "/tmp/d/f", "/tmp/0");
    for (let n = 1; n <= 40; n++) w.files.symlink(w.kernel, String(n - 1), `/tmp/${n}`);
    expect(stat("/tmp/39")).toBe("");
    expect(stat("/tmp/40")).toBe("ELOOP");
    w.files.symlink(w.kernel, "loop", "/tmp/loop");
    expect(stat("/tmp/loop")).toBe("ELOOP");
  });

  it("follows a link at the end only if told so, or before a slash", () => {
    w.files.symlink(w.kernel, "d", "/tmp/s");
    const type = (path: string) => w.files.stat(w.kernel, path, false).mode & S.IFMT;
    expect(type("/tmp/s")).toBe(S.IFLNK);
    expect(type("/tmp/s/")).toBe(S.IFDIR);
    expect(errorOf(() => w.read("/tmp/s/../d/f"))).toBe("");
    expect(errorOf(() => w.files.open(w.kernel, "/tmp/s", O.RDONLY | O.NOFOLLOW, 0).next())).toBe("ELOOP");
  });

  it("does not leave a changed root", () => {
    w.files.mkdir(w.kernel, "/tmp/r", 0o755);
    w.files.symlink(w.kernel, "/../../tmp", "/tmp/r/out");
    const inside = w.caller();
    w.files.chdir(inside, "/tmp/r");
    w.files.chroot(inside, "/tmp/r");
    expect(w.list("/", inside)).toEqual(["out"]);
    expect(w.list("/../..", inside)).toEqual(["out"]);
    expect(errorOf(() => w.files.stat(inside, "/out", true))).toBe("ENOENT");
    expect(w.files.getcwd(inside)).toBe("/");
  });

  it("shows a working directory outside of the root as unreachable", () => {
    const outside = w.caller();
    w.files.chdir(outside, "/tmp/d");
    w.files.chroot(outside, "/bin");
    expect(w.files.getcwd(outside)).toBe("(unreachable)/tmp/d");
  });

  it("knows when the working directory has been removed", () => {
    const there = w.caller();
    w.files.chdir(there, "/tmp/d/e");
    w.files.rmdir(w.kernel, "/tmp/d/e");
    expect(errorOf(() => w.files.getcwd(there))).toBe("ENOENT");
    expect(errorOf(() => w.files.mkdir(there, "x", 0o755))).toBe("ENOENT");
    expect(w.list(".", there)).toEqual([]);
  });

  it("asks for search permission on every directory", () => {
    w.files.chmod(w.kernel, "/tmp/d", 0o600);
    const user = w.user(1000);
    expect(errorOf(() => w.files.stat(user, "/tmp/d/f", true))).toBe("EACCES");
    expect(errorOf(() => w.files.stat(user, "/tmp/d", true))).toBe("");
  });

  it("protects from links in sticky directories", () => {
    w.files.symlink(w.user(1000), "/etc/passwd", "/tmp/mine");
    expect(errorOf(() => w.read("/tmp/mine", w.user(1000)))).toBe("");
    expect(errorOf(() => w.read("/tmp/mine"))).toBe("EACCES");
    expect(errorOf(() => w.files.link(w.user(1000), "/etc/passwd", "/tmp/hard"))).toBe("EXDEV");
    w.write("/tmp/root", "");
    expect(errorOf(() => w.files.link(w.user(1000), "/tmp/root", "/tmp/hard"))).toBe("EPERM");
  });
});

describe("open", () => {
  const open = (path: string, flags: number, caller = w.kernel) =>
    errorOf(() => w.files.open(caller, path, flags, 0o666).next());

  it("has Linux's errors", () => {
    expect(open("/tmp/d", O.WRONLY)).toBe("EISDIR");
    expect(open("/tmp/d", O.RDONLY | O.CREAT)).toBe("EISDIR");
    expect(open("/tmp/new/", O.WRONLY | O.CREAT)).toBe("EISDIR");
    expect(open("/tmp/d/f", O.WRONLY | O.CREAT | O.EXCL)).toBe("EEXIST");
    expect(open("/tmp/d/f", O.RDONLY | O.DIRECTORY)).toBe("ENOTDIR");
    expect(open("/dev/tty", O.RDWR)).toBe("ENXIO");
  });

  it("makes a file where a dangling link points to", () => {
    w.files.symlink(w.kernel, "d/made", "/tmp/s");
    w.write("/tmp/s", "x");
    expect(w.read("/tmp/d/made")).toBe("x");
  });

  it("obeys mode bits, nodev and the umask", () => {
    w.files.chmod(w.kernel, "/tmp/d/f", 0o600);
    expect(open("/tmp/d/f", O.RDONLY, w.user(1000))).toBe("EACCES");
    w.write("/tmp/n", "");
    expect(w.files.stat(w.kernel, "/tmp/n", true).mode & 0o777).toBe(0o644);
    w.mkdirs("/mnt/x");
    w.mount("t", "/mnt/x", "tmpfs", "", 4);
    w.files.mknod(w.kernel, "/mnt/x/null", S.IFCHR | 0o666, { major: 1, minor: 3 });
    expect(open("/mnt/x/null", O.RDONLY)).toBe("EACCES");
  });
});

describe("changing attributes", () => {
  it("is for owners, and clears set-id bits", () => {
    const user = w.user(1000);
    expect(errorOf(() => w.files.chmod(user, "/tmp/d/f", 0o777))).toBe("EPERM");
    expect(errorOf(() => w.files.chown(user, "/tmp/d/f", 1000, -1, true))).toBe("EPERM");
    w.files.chmod(w.kernel, "/tmp/d/f", 0o6755);
    w.files.chown(w.kernel, "/tmp/d/f", 1000, 1000, true);
    expect(w.files.stat(w.kernel, "/tmp/d/f", true).mode & 0o7777).toBe(0o755);
    w.files.chmod(user, "/tmp/d/f", 0o4755);
    w.write("/tmp/d/f", "x", O.WRONLY, user);
    expect(w.files.stat(w.kernel, "/tmp/d/f", true).mode & 0o7777).toBe(0o755);
  });

  it("lets setgid directories hand on their group", () => {
    w.files.chown(w.kernel, "/tmp/d", -1, 50, true);
    w.files.chmod(w.kernel, "/tmp/d", 0o2777);
    w.files.mkdir(w.user(1000), "/tmp/d/sub", 0o755);
    const { gid, mode, uid } = w.files.stat(w.kernel, "/tmp/d/sub", true);
    expect([uid, gid, mode & 0o7777]).toEqual([1000, 50, 0o2755]);
  });

  it("keeps others' files in sticky directories", () => {
    w.write("/tmp/r", "");
    expect(errorOf(() => w.files.unlink(w.user(1000), "/tmp/r"))).toBe("EPERM");
    expect(errorOf(() => w.files.rename(w.user(1000), "/tmp/r", "/tmp/q"))).toBe("EPERM");
  });
});
