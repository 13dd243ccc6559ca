import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SysError } from "../abi/errno";
import { O } from "../abi/flags";
import { mountinfoText, mountsText } from "./mount-text";
import { overlayOptionsText, parseOverlayOptions, splitEscaped, unescaped } from "./overlay/options";
import { TestWorld } from "./test-world";

const word = fc.constantFrom(
  ..."size nr_inodes mode uid gid ptmxmode lowerdir upperdir workdir redirect_dir index on off ro sync = , : \\ 0 7 9k -1 /tmp % x".split(
    " ",
  ),
);
const anyOptions = fc.oneof(
  fc.array(word, { maxLength: 12 }).map((words) => words.join("")),
  fc.string({ maxLength: 30 }),
);

describe("mount options", () => {
  it("are taken or refused with an error number, whatever they are", () => {
    const w = new TestWorld();
    w.mkdirs("/mnt/t");
    fc.assert(
      fc.property(
        fc.constantFrom("tmpfs", "ramfs", "devpts", "mqueue", "overlay", "9p", "ext2"),
        anyOptions,
        (type, data) => {
          try {
            w.mount("source", "/mnt/t", type, data);
          } catch (error) {
            expect(error).toBeInstanceOf(SysError);
            return;
          }
          const lines = mountsText(w.mnt, w.root).trim().split("\n");
          expect(lines.every((line) => line.split(" ").length === 6)).toBe(true);
          expect(mountinfoText(w.mnt, w.root).split("\n").length).toBe(lines.length + 1);
          w.mounts.umount(w.kernel, "/mnt/t", 0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of an overlay keep escaped separators together", () => {
    expect(splitEscaped("a\\:b:c,d", ":").map(unescaped)).toEqual(["a:b", "c,d"]);
    const options = parseOverlayOptions("lowerdir=a\\,b:c d,redirect_dir=on", () => {});
    expect(overlayOptionsText(options)).toBe(",lowerdir=a\\134\\054b:c\\040d,redirect_dir=on");
  });
});

describe("file systems without files of their own", () => {
  it("mqueue lists its queues newest first and shows their state", () => {
    const w = new TestWorld();
    for (const name of ["a", "b"])
      w.files.open(w.kernel, `/dev/mqueue/${name}`, O.RDWR | O.CREAT, 0o600).next();
    expect(w.list("/dev/mqueue")).toEqual(["b", "a"]);
    expect(w.read("/dev/mqueue/a")).toMatch(/^QSIZE:0 {10}NOTIFY:0 {5}SIGNO:0 {5}NOTIFY_PID:0 {5}\n$/);
    w.mkdirs("/mnt/q");
    w.mount("q", "/mnt/q", "mqueue");
    expect(w.list("/mnt/q")).toEqual(["b", "a"]);
  });

  it("devpts is new with every mount", () => {
    const w = new TestWorld();
    w.mkdirs("/mnt/p");
    w.mount("p", "/mnt/p", "devpts", "mode=620,gid=5");
    expect(w.list("/mnt/p")).toEqual(["ptmx"]);
    expect(mountsText(w.mnt, w.root)).toContain(
      "p /mnt/p devpts rw,relatime,gid=5,mode=620,ptmxmode=000 0 0\n",
    );
    expect(w.files.stat(w.kernel, "/dev/pts/ptmx", true)).toMatchObject({
      mode: 0o20666,
      rdev: { major: 5, minor: 2 },
    });
  });
});
