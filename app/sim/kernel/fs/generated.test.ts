import { describe, expect, it } from "vitest";
import { O, POLL } from "../abi/flags";
import type { OpenFile } from "./contract";
import {
  ChangeNotifier,
  type GeneratedContent,
  GeneratedFile,
  StaticSymlink,
  TableDirectory,
} from "./generated";
import { PseudoSuperBlock } from "./pseudo-super-block";
import { errorOf, TestWorld } from "./test-world";

/** A file system with one directory of these files, mounted on /mnt. */
function mounted(contents: Record<string, GeneratedContent>): TestWorld {
  const w = new TestWorld();
  const sb = new PseudoSuperBlock("test", 1, 99, w.userNs);
  const root = new TableDirectory(sb, 1, 0o755);
  sb.root = root;
  let ino = 2;
  for (const [name, content] of Object.entries(contents))
    root.add(name, new GeneratedFile(sb, ino++, 0o644, content));
  root.add("link", new StaticSymlink(sb, ino, () => "file"));
  w.mounts.place(w.kernel, sb, "test", "/mnt");
  return w;
}

const open = (w: TestWorld, path: string, flags: number) =>
  w.files.open(w.kernel, path, flags, 0).next().value as OpenFile;
const read = (w: TestWorld, file: OpenFile, count: number, offset: number) =>
  String.fromCharCode(...(file.read(count, offset, w.kernel).next().value as Uint8Array));

describe("a generated file", () => {
  it("shows one text from its beginning to its end, and a new one from the beginning", () => {
    let count = 0;
    const w = mounted({ file: { show: () => `text ${++count}` } });
    const file = open(w, "/mnt/link", O.RDONLY);
    expect([read(w, file, 3, 0), read(w, file, 9, 3), read(w, file, 9, 0)]).toEqual(["tex", "t 1", "text 2"]);
  });

  it("takes writes, and says what it cannot do", () => {
    const stored: string[] = [];
    const w = mounted({
      file: { show: () => "", store: (text) => void stored.push(text) },
      only: { show: () => "" },
      strict: { show: () => "", strict: true },
    });
    w.write("/mnt/file", "abc");
    expect(stored).toEqual(["abc"]);
    expect(errorOf(() => w.write("/mnt/only", "x"))).toBe("EINVAL");
    expect(errorOf(() => w.write("/mnt/strict", "x"))).toBe("EACCES");
    expect(errorOf(() => w.write("/mnt/new", "x"))).toBe("EACCES");
    expect(errorOf(() => w.mkdirs("/mnt/new"))).toBe("EPERM");
    expect(errorOf(() => w.files.unlink(w.kernel, "/mnt/file"))).toBe("EPERM");
  });

  it("tells pollers of changes until they read again", () => {
    const changes = new ChangeNotifier();
    const w = mounted({ file: { show: () => "x", changes } });
    const file = open(w, "/mnt/file", O.RDONLY);
    expect(file.poll() & POLL.PRI).toBe(0);
    changes.notify();
    expect(file.poll() & POLL.PRI).toBe(POLL.PRI);
    read(w, file, 1, 0);
    expect(file.poll() & POLL.PRI).toBe(0);
  });
});
