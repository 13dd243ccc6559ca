import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { O, S } from "../../abi/flags";
import { errorOf, TestWorld } from "../test-world";

/** /tmp/{l,l2,u,w,m} with the overlay mounted on m. */
function world(options = "", prepare: (w: TestWorld) => void = () => {}): TestWorld {
  const w = new TestWorld();
  w.mkdirs("/tmp/l", "/tmp/l2", "/tmp/u", "/tmp/w", "/tmp/m");
  prepare(w);
  mountOverlay(w, options);
  return w;
}

function mountOverlay(w: TestWorld, options = ""): void {
  w.mount("o", "/tmp/m", "overlay", `lowerdir=/tmp/l:/tmp/l2,upperdir=/tmp/u,workdir=/tmp/w${options}`);
}

const whiteout = (w: TestWorld, path: string) => {
  const { mode, rdev } = w.files.stat(w.kernel, path, false);
  return (mode & S.IFMT) === S.IFCHR && rdev.major === 0 && rdev.minor === 0;
};

describe("an overlay", () => {
  it("lists the lowest layer's names first, as the kernel does", () => {
    const w = world("", (w) => {
      for (const name of ["a", "b", "c"]) w.write(`/tmp/l2/${name}`, name);
      for (const name of ["x", "b"]) w.write(`/tmp/l/${name}`, `l ${name}`);
      w.write("/tmp/u/new", "new");
    });
    expect(w.list("/tmp/m")).toEqual(["c", "b", "a", "new", "x"]);
    expect(w.read("/tmp/m/b")).toBe("l b");
  });

  it("copies up with owner, mode, times and parents, and leaves the lower file alone", () => {
    const w = world("", (w) => {
      w.mkdirs("/tmp/l/d", "/tmp/l/d/e");
      w.write("/tmp/l/d/e/f", "old");
      w.files.chown(w.kernel, "/tmp/l/d/e/f", 7, 8, true);
      w.files.chmod(w.kernel, "/tmp/l/d/e/f", 0o640);
    });
    const before = w.files.stat(w.kernel, "/tmp/m/d/e/f", true);
    w.write("/tmp/m/d/e/f", "+", O.WRONLY | O.APPEND);
    const after = w.files.stat(w.kernel, "/tmp/m/d/e/f", true);
    expect(w.read("/tmp/m/d/e/f")).toBe("old+");
    expect(w.read("/tmp/u/d/e/f")).toBe("old+");
    expect(w.read("/tmp/l/d/e/f")).toBe("old");
    expect([after.uid, after.gid, after.mode, after.ino]).toEqual([7, 8, before.mode, before.ino]);
    expect(w.list("/tmp/w/work")).toEqual([]);
  });

  it("removes by whiteouts that share one inode", () => {
    const w = world("", (w) => {
      w.write("/tmp/l/a", "");
      w.write("/tmp/l/b", "");
    });
    w.files.unlink(w.kernel, "/tmp/m/a");
    w.files.unlink(w.kernel, "/tmp/m/b");
    expect(w.list("/tmp/m")).toEqual([]);
    expect(whiteout(w, "/tmp/u/a")).toBe(true);
    expect(w.files.stat(w.kernel, "/tmp/u/a", false).nlink).toBe(3);
    expect(errorOf(() => w.read("/tmp/m/a"))).toBe("ENOENT");
  });

  it("makes a directory over a whiteout opaque, and a file over one without the umask", () => {
    const w = world("", (w) => {
      w.mkdirs("/tmp/l/d");
      w.write("/tmp/l/d/x", "");
      w.write("/tmp/l/f", "");
    });
    w.files.unlink(w.kernel, "/tmp/m/d/x");
    w.files.rmdir(w.kernel, "/tmp/m/d");
    w.files.mkdir(w.kernel, "/tmp/m/d", 0o777);
    expect(w.list("/tmp/m/d")).toEqual([]);
    expect(w.files.getxattr(w.kernel, "/tmp/u/d", "trusted.overlay.opaque", true)).toBe("y");
    expect(w.files.listxattr(w.kernel, "/tmp/m/d", true)).toEqual([]);
    w.files.unlink(w.kernel, "/tmp/m/f");
    w.write("/tmp/m/f", "new");
    expect(w.files.stat(w.kernel, "/tmp/m/f", true).mode & 0o777).toBe(0o666);
  });

  it("does not rename directories of lower layers without redirect_dir", () => {
    const lower = (w: TestWorld) => w.mkdirs("/tmp/l/d", "/tmp/l/d/e", "/tmp/l2/d");
    const off = world("", lower);
    expect(errorOf(() => off.files.rename(off.kernel, "/tmp/m/d", "/tmp/m/z"))).toBe("EXDEV");
    const on = world(",redirect_dir=on", lower);
    on.files.rename(on.kernel, "/tmp/m/d", "/tmp/m/z");
    expect(on.list("/tmp/m/z")).toEqual(["e"]);
    expect(on.files.getxattr(on.kernel, "/tmp/u/z", "trusted.overlay.redirect", true)).toBe("d");
  });

  it("gives the copy to who opened before", () => {
    const w = world("", (w) => w.write("/tmp/l/f", "old"));
    const open = w.files.open(w.kernel, "/tmp/m/f", O.RDONLY, 0).next();
    w.write("/tmp/m/f", "new!");
    const file = open.value as import("../contract").OpenFile;
    expect(file.read(10, 0, w.kernel).next().value).toEqual(Uint8Array.from("new!", (c) => c.charCodeAt(0)));
  });

  it("refuses what the kernel refuses", () => {
    const w = new TestWorld();
    w.mkdirs("/tmp/l", "/tmp/u", "/tmp/w", "/tmp/m", "/tmp/u/in");
    w.write("/tmp/f", "");
    const why = (data: string) => errorOf(() => w.mount("o", "/tmp/m", "overlay", data));
    expect(why("")).toBe("EINVAL");
    expect(why("lowerdir=/tmp/l")).toBe("EINVAL");
    expect(why("lowerdir=/tmp/l,upperdir=/tmp/u")).toBe("EINVAL");
    expect(why("lowerdir=/tmp/no,upperdir=/tmp/u,workdir=/tmp/w")).toBe("ENOENT");
    expect(why("lowerdir=/tmp/l,upperdir=/tmp/u,workdir=/tmp/u/in")).toBe("EINVAL");
    expect(why("lowerdir=/tmp/l,upperdir=/tmp/u,workdir=/run")).toBe("EINVAL");
    expect(why("lowerdir=/tmp/u/in,upperdir=/tmp/u,workdir=/tmp/w")).toBe("ELOOP");
    expect(why("lowerdir=/tmp/l:/tmp/l")).toBe("ELOOP");
    expect(why("lowerdir=/tmp/l,upperdir=/tmp/u,workdir=/tmp/w,bogus")).toBe("EINVAL");
    expect(w.log.at(-1)).toContain("bogus");
  });

  it("without an upper layer is read-only", () => {
    const w = new TestWorld();
    w.mkdirs("/tmp/l", "/tmp/l2", "/tmp/m");
    w.write("/tmp/l/f", "x");
    w.mount("o", "/tmp/m", "overlay", "lowerdir=/tmp/l:/tmp/l2");
    expect(errorOf(() => w.write("/tmp/m/f", ""))).toBe("EROFS");
    expect(errorOf(() => w.files.unlink(w.kernel, "/tmp/m/f"))).toBe("EROFS");
    expect(errorOf(() => w.mount("", "/tmp/m", "", "", 32))).toBe("EROFS");
  });
});

const NAMES = ["a", "b", "c"];
const path = fc
  .array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));
const text = fc.constantFrom("", "1", "22");
const step = fc.oneof(
  fc.record({ op: fc.constant("write" as const), path, text }),
  fc.record({ op: fc.constant("append" as const), path, text }),
  fc.record({
    op: fc.constantFrom("mkdir" as const, "unlink" as const, "rmdir" as const, "symlink" as const),
    path,
  }),
  fc.record({ op: fc.constant("chmod" as const), path, mode: fc.constantFrom(0o600, 0o755) }),
  fc.record({ op: fc.constantFrom("rename" as const, "link" as const), path, to: path }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function apply(w: TestWorld, top: string, step: Step): string {
  const { files, kernel } = w;
  const at = `${top}/${step.path}`;
  return errorOf(() => {
    switch (step.op) {
      case "write":
        return w.write(at, step.text);
      case "append":
        return w.write(at, step.text, O.WRONLY | O.APPEND);
      case "mkdir":
        return files.mkdir(kernel, at, 0o777);
      case "unlink":
        return files.unlink(kernel, at);
      case "rmdir":
        return files.rmdir(kernel, at);
      case "symlink":
        return files.symlink(kernel, "b", at);
      case "chmod":
        return files.chmod(kernel, at, step.mode);
      case "rename":
        return files.rename(kernel, at, `${top}/${step.to}`);
      case "link":
        return files.link(kernel, at, `${top}/${step.to}`);
    }
  });
}

/** The merged view as files of their own. */
function copyTree(w: TestWorld, from: string, to: string): void {
  for (const name of [...w.list(from)].reverse()) {
    const { mode } = w.files.stat(w.kernel, `${from}/${name}`, false);
    const target = `${to}/${name}`;
    if ((mode & S.IFMT) === S.IFLNK)
      w.files.symlink(w.kernel, w.files.readlink(w.kernel, `${from}/${name}`), target);
    else {
      if ((mode & S.IFMT) === S.IFDIR) {
        w.files.mkdir(w.kernel, target, 0o777);
        copyTree(w, `${from}/${name}`, target);
      } else w.write(target, w.read(`${from}/${name}`));
      w.files.chmod(w.kernel, target, mode & 0o7777);
    }
  }
}

const withoutTop = (tree: Record<string, string>, top: string) =>
  Object.fromEntries(Object.entries(tree).map(([path, what]) => [path.slice(top.length), what]));

describe.each(["", ",redirect_dir=on"])("any operations on an overlay%s", (options) => {
  it("give what they give on a plain copy of it, also after mounting it again", () => {
    const steps = fc.array(step, { maxLength: 12 });
    const noLinks = fc.array(
      step.filter(({ op }) => op !== "link"),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(noLinks, noLinks, steps, (first, second, work) => {
        const w = world(options, (w) => {
          for (const one of first) apply(w, "/tmp/l", one);
          for (const one of second) apply(w, "/tmp/l2", one);
        });
        w.mkdirs("/tmp/plain");
        copyTree(w, "/tmp/m", "/tmp/plain");
        // Over a whiteout the umask has no effect; see the test above.
        const modeless = (tree: Record<string, string>) =>
          Object.fromEntries(
            Object.entries(tree).map(([path, what]) => [path, what.replace(/ (666|777|644|755)\b/, "")]),
          );
        const same = () =>
          expect(modeless(withoutTop(w.tree("/tmp/m"), "/tmp/m"))).toEqual(
            modeless(withoutTop(w.tree("/tmp/plain"), "/tmp/plain")),
          );
        for (const one of work) {
          const result = apply(w, "/tmp/m", one);
          if (result === "EXDEV" && options === "") continue;
          expect(`${JSON.stringify(one)} ${apply(w, "/tmp/plain", one)}`).toBe(
            `${JSON.stringify(one)} ${result}`,
          );
          same();
        }
        w.mounts.umount(w.kernel, "/tmp/m", 0);
        mountOverlay(w, options);
        same();
      }),
      { numRuns: 30 },
    );
  });
});
