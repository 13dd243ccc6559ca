import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { O } from "../../abi/flags";
import { errorOf, TestWorld } from "../test-world";

function mounted(options = ""): TestWorld {
  const w = new TestWorld();
  w.mkdirs("/mnt/t");
  w.mount("t", "/mnt/t", "tmpfs", options);
  return w;
}

const statfs = (w: TestWorld) => w.files.statfs(w.kernel, "/mnt/t");

describe("tmpfs", () => {
  it("lists newest first, a renamed name as the newest", () => {
    const w = mounted();
    for (const name of ["a", "b", "c"]) w.write(`/mnt/t/${name}`, "");
    w.files.rename(w.kernel, "/mnt/t/a", "/mnt/t/z");
    expect(w.list("/mnt/t")).toEqual(["z", "c", "b"]);
    expect(w.files.stat(w.kernel, "/mnt/t", true).size).toBe(100);
  });

  it("counts blocks and inodes, and says when it is full", () => {
    const w = mounted("size=16k,nr_inodes=4");
    w.write("/mnt/t/a", "x".repeat(8193));
    expect(statfs(w)).toMatchObject({ blocks: 4, bfree: 1, files: 4, ffree: 2 });
    expect(w.files.stat(w.kernel, "/mnt/t/a", true).blocks).toBe(24);
    w.write("/mnt/t/b", "x".repeat(8192));
    expect(w.files.stat(w.kernel, "/mnt/t/b", true).size).toBe(4096);
    expect(errorOf(() => w.write("/mnt/t/b", "y", O.WRONLY | O.APPEND))).toBe("ENOSPC");
    w.files.link(w.kernel, "/mnt/t/a", "/mnt/t/aa");
    expect(errorOf(() => w.write("/mnt/t/c", ""))).toBe("ENOSPC");
    w.files.unlink(w.kernel, "/mnt/t/a");
    expect(statfs(w)).toMatchObject({ bfree: 0, ffree: 1 });
    w.files.unlink(w.kernel, "/mnt/t/aa");
    expect(statfs(w)).toMatchObject({ bfree: 3, ffree: 2 });
    expect(w.pages).toBe(1);
    w.mounts.umount(w.kernel, "/mnt/t", 0);
    expect(w.pages).toBe(0);
  });

  it("takes half of the machine's memory, and as many inodes, unless told otherwise", () => {
    const w = new TestWorld(20_001);
    w.mkdirs("/mnt/t");
    w.mount("t", "/mnt/t", "tmpfs", "");
    expect(statfs(w)).toMatchObject({ blocks: 10_000, files: 10_000 });
  });

  it("keeps the pages of a removed file until it is closed", () => {
    const w = mounted();
    w.write("/mnt/t/a", "abc");
    const file = w.files.open(w.kernel, "/mnt/t/a", O.RDONLY, 0).next().value as { drop(): void };
    w.files.unlink(w.kernel, "/mnt/t/a");
    expect(w.pages).toBe(1);
    file.drop();
    expect(w.pages).toBe(0);
  });

  it("keeps holes as holes", () => {
    const w = mounted();
    w.write("/mnt/t/a", "x");
    w.files.truncate(w.kernel, "/mnt/t/a", 1 << 30);
    expect(w.files.stat(w.kernel, "/mnt/t/a", true)).toMatchObject({ size: 1 << 30, blocks: 8 });
    w.files.truncate(w.kernel, "/mnt/t/a", 0);
    w.files.truncate(w.kernel, "/mnt/t/a", 3);
    expect(w.read("/mnt/t/a")).toBe("\0\0\0");
  });

  it("takes and shows options", () => {
    const w = mounted("size=1m,mode=700,uid=5,nr_inodes=1k");
    expect(w.mnt.mounts.at(-1)?.sb.options()).toBe(",size=1024k,nr_inodes=1024,mode=700,uid=5");
    w.mount("", "/mnt/t", "", "size=2m", 32);
    expect(statfs(w).blocks).toBe(512);
    w.write("/mnt/t/a", "x".repeat(8192));
    expect(errorOf(() => w.mount("", "/mnt/t", "", "size=4k", 32))).toBe("EINVAL");
    for (const wrong of ["size", "size=x", "mode=9", "uid=-1", "bogus", "size=1q"])
      expect(errorOf(() => w.mount("t", "/mnt/t", "tmpfs", wrong))).toBe("EINVAL");
  });
});

/** A simple model: what a tree of names is. Every step's result and the whole tree must agree with it. */
interface Node {
  readonly kind: "file" | "dir";
  text: string;
  readonly children: Map<string, Node>;
}
const node = (kind: "file" | "dir"): Node => ({ kind, text: "", children: new Map() });

class Model {
  readonly root = node("dir");

  private parent(path: string): { readonly in: Node; readonly name: string } | string {
    const parts = path.split("/");
    let at = this.root;
    for (const part of parts.slice(0, -1)) {
      const next = at.children.get(part);
      if (next === undefined) return "ENOENT";
      if (next.kind !== "dir") return "ENOTDIR";
      at = next;
    }
    return { in: at, name: parts.at(-1)! };
  }

  write(path: string, text: string): string {
    const place = this.parent(path);
    if (typeof place === "string") return place;
    const there = place.in.children.get(place.name) ?? node("file");
    if (there.kind === "dir") return "EISDIR";
    there.text = text;
    place.in.children.set(place.name, there);
    return "";
  }

  mkdir(path: string): string {
    const place = this.parent(path);
    if (typeof place === "string") return place;
    if (place.in.children.has(place.name)) return "EEXIST";
    place.in.children.set(place.name, node("dir"));
    return "";
  }

  remove(path: string, kind: "file" | "dir"): string {
    const place = this.parent(path);
    if (typeof place === "string") return place;
    const there = place.in.children.get(place.name);
    if (there === undefined) return "ENOENT";
    if (there.kind !== kind) return kind === "dir" ? "ENOTDIR" : "EISDIR";
    if (there.children.size > 0) return "ENOTEMPTY";
    place.in.children.delete(place.name);
    return "";
  }

  link(path: string, to: string): string {
    const from = this.parent(path);
    if (typeof from === "string") return from;
    const source = from.in.children.get(from.name);
    if (source === undefined) return "ENOENT";
    const place = this.parent(to);
    if (typeof place === "string") return place;
    if (place.in.children.has(place.name)) return "EEXIST";
    if (source.kind === "dir") return "EPERM";
    place.in.children.set(place.name, source);
    return "";
  }

  rename(path: string, to: string): string {
    const from = this.parent(path);
    if (typeof from === "string") return from;
    const place = this.parent(to);
    if (typeof place === "string") return place;
    const source = from.in.children.get(from.name);
    if (source === undefined) return "ENOENT";
    const target = place.in.children.get(place.name);
    if (source.kind === "dir" && `${to}/`.startsWith(`${path}/`) && to !== path) return "EINVAL";
    if (target !== undefined && `${path}/`.startsWith(`${to}/`) && to !== path) return "ENOTEMPTY";
    if (source === target) return "";
    if (target !== undefined && target.kind !== source.kind)
      return source.kind === "dir" ? "ENOTDIR" : "EISDIR";
    if (target !== undefined && target.children.size > 0) return "ENOTEMPTY";
    from.in.children.delete(from.name);
    place.in.children.set(place.name, source);
    return "";
  }

  tree(at = this.root, path = "/mnt/t"): Record<string, string> {
    return Object.fromEntries(
      [...at.children].flatMap(([name, child]) => {
        const here = `${path}/${name}`;
        return [[here, child.kind === "dir" ? "dir" : child.text], ...Object.entries(this.tree(child, here))];
      }),
    );
  }
}

const path = fc
  .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));
const step = fc.record({
  op: fc.constantFrom("write", "mkdir", "unlink", "rmdir", "link", "rename"),
  path,
  to: path,
});

describe("any operations on tmpfs", () => {
  it("give what a simple model gives, and use no more when all is removed", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const w = mounted();
        const model = new Model();
        const free = statfs(w);
        const { files, kernel } = w;
        for (const [index, { op, path, to }] of steps.entries()) {
          const at = `/mnt/t/${path}`;
          const other = `/mnt/t/${to}`;
          const text = String(index);
          const results: Record<string, () => readonly [string, string]> = {
            write: () => [model.write(path, text), errorOf(() => w.write(at, text))],
            mkdir: () => [model.mkdir(path), errorOf(() => files.mkdir(kernel, at, 0o777))],
            unlink: () => [model.remove(path, "file"), errorOf(() => files.unlink(kernel, at))],
            rmdir: () => [model.remove(path, "dir"), errorOf(() => files.rmdir(kernel, at))],
            link: () => [model.link(path, to), errorOf(() => files.link(kernel, at, other))],
            rename: () => [model.rename(path, to), errorOf(() => files.rename(kernel, at, other))],
          };
          const [expected, got] = results[op]!();
          expect(`${op} ${path} ${to} ${got}`).toBe(`${op} ${path} ${to} ${expected}`);
        }
        const shown = Object.entries(w.tree("/mnt/t")).map(([name, what]) => [
          name,
          what.startsWith("dir") ? "dir" : what.replace(/^file \d+ \d+ /, ""),
        ]);
        expect(Object.fromEntries(shown)).toEqual(model.tree());
        removeAll(w, "/mnt/t");
        expect(statfs(w)).toEqual(free);
        expect(w.pages).toBe(0);
      }),
      { numRuns: 50 },
    );
  });
});

function removeAll(w: TestWorld, top: string): void {
  for (const name of w.list(top)) {
    const at = `${top}/${name}`;
    if (errorOf(() => w.files.unlink(w.kernel, at)) !== "EISDIR") continue;
    removeAll(w, at);
    w.files.rmdir(w.kernel, at);
  }
}
