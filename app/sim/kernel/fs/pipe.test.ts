import { describe, expect, it } from "vitest";
import { O, POLL, S } from "../abi/flags";
import { anonymousPath } from "./anonymous";
import type { OpenFile } from "./contract";
import { StaticSymlink, TableDirectory } from "./generated";
import { type Path, shownPath } from "./path";
import { makePipe } from "./pipe";
import { PseudoSuperBlock } from "./pseudo-super-block";
import { errorOf, TestWorld } from "./test-world";

const w = new TestWorld();
const bytes = (count: number, value = 1) => new Uint8Array(count).fill(value);
/** What a call gives, or the error if it fails; the kernel as a caller fails with EAGAIN where a task would wait. */
const result = (call: Generator) => {
  let value: unknown;
  const error = errorOf(() => {
    value = call.next().value;
  });
  return error || value;
};

describe("a pipe", () => {
  it("holds 64 KiB in 16 slots and keeps the order", () => {
    const [read, write] = makePipe(7, O.NONBLOCK);
    expect(read.label).toBe("pipe:[7]");
    expect(result(write.write(bytes(70000), 0, w.kernel))).toBe(65536);
    expect(result(write.write(bytes(1), 0, w.kernel))).toBe("EAGAIN");
    expect(write.poll()).toBe(0);
    expect((result(read.read(5000, 0, w.kernel)) as Uint8Array).length).toBe(5000);
    expect(read.poll()).toBe(POLL.IN);
  });

  it("does not divide a write of at most 4096 bytes", () => {
    const [, write] = makePipe(7, O.NONBLOCK);
    for (let n = 0; n < 16; n++) expect(result(write.write(bytes(3000), 0, w.kernel))).toBe(3000);
    expect(result(write.write(bytes(1097), 0, w.kernel))).toBe("EAGAIN");
    expect(result(write.write(bytes(1096), 0, w.kernel))).toBe(1096);
  });

  it("ends with its writers, breaks with its readers", () => {
    const [read, write] = makePipe(7);
    expect(result(read.read(1, 0, w.kernel))).toBe("EAGAIN");
    write.drop();
    expect((result(read.read(1, 0, w.kernel)) as Uint8Array).length).toBe(0);
    expect(read.poll() & POLL.HUP).toBe(POLL.HUP);
    const [reader, writer] = makePipe(8);
    reader.drop();
    expect(result(writer.write(bytes(1), 0, w.kernel))).toBe("EPIPE");
  });
});

describe("a pipe without a name", () => {
  it("can be opened again through a magic link, and waits for nobody", () => {
    const [read, write] = makePipe(9, 0, w.kernel);
    const sb = new PseudoSuperBlock("test", 1, 98, w.userNs);
    const root = new TableDirectory(sb, 1, 0o755);
    sb.root = root;
    root.add("1", new MagicLink(sb, read));
    w.mounts.place(w.kernel, sb, "test", "/lib");
    const again = result(w.files.open(w.kernel, "/lib/1", O.WRONLY | O.TRUNC, 0)) as OpenFile;
    expect(result(again.write(bytes(2), 0, w.kernel))).toBe(2);
    expect((result(read.read(9, 0, w.kernel)) as Uint8Array).length).toBe(2);
    write.drop();
    expect(result(read.read(9, 0, w.kernel))).toBe("EAGAIN");
    again.drop();
    expect((result(read.read(9, 0, w.kernel)) as Uint8Array).length).toBe(0);
    expect(w.files.fstat(w.kernel, read)).toMatchObject({ ino: 9, mode: S.IFIFO | 0o600, nlink: 1 });
    expect(shownPath(anonymousPath(read), w.root)).toBe("pipe:[9]");
    expect(errorOf(() => w.files.open(w.user(7), "/lib/1", O.WRONLY, 0).next())).toBe("EACCES");
  });
});

class MagicLink extends StaticSymlink {
  constructor(
    sb: PseudoSuperBlock,
    private readonly file: OpenFile,
  ) {
    super(sb, 2, file.label);
  }

  override jump(): Path {
    return anonymousPath(this.file);
  }
}

describe("a fifo", () => {
  it("needs the other end, but for O_RDWR and a nonblocking reader", () => {
    w.files.mknod(w.kernel, "/tmp/p", S.IFIFO | 0o666, { major: 0, minor: 0 });
    const open = (flags: number) => result(w.files.open(w.kernel, "/tmp/p", flags, 0));
    expect(open(O.WRONLY | O.NONBLOCK)).toBe("ENXIO");
    expect(open(O.RDONLY)).toBe("EAGAIN");
    const reader = open(O.RDONLY | O.NONBLOCK) as OpenFile;
    const writer = open(O.WRONLY) as OpenFile;
    expect(result(writer.write(bytes(3), 0, w.kernel))).toBe(3);
    expect((result(reader.read(10, 0, w.kernel)) as Uint8Array).length).toBe(3);
    expect(result(reader.read(10, 0, w.kernel)) as string).toBe("EAGAIN");
    writer.drop();
    expect((result(reader.read(10, 0, w.kernel)) as Uint8Array).length).toBe(0);
    expect(open(O.RDWR)).toBeInstanceOf(Object);
  });
});

describe("devices", () => {
  it("are what their numbers say", () => {
    const open = (path: string) => w.files.open(w.kernel, path, O.RDWR, 0).next().value as OpenFile;
    expect(result(open("/dev/null").read(9, 0, w.kernel))).toEqual(bytes(0));
    expect(result(open("/dev/zero").read(9, 0, w.kernel))).toEqual(bytes(9, 0));
    expect(result(open("/dev/full").write(bytes(1), 0, w.kernel))).toBe("ENOSPC");
    const random = result(open("/dev/urandom").read(32, 0, w.kernel)) as Uint8Array;
    expect(new Set(random).size).toBeGreaterThan(8);
    expect(errorOf(() => open("/dev/ttyS1"))).toBe("ENXIO");
  });
});
