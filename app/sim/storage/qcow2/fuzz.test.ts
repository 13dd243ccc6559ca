/** Damaged and hostile images: every one is read, checked and written, or refused with an error that says what and where. */
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../time/random";
import type { ByteFile } from "../byte-file";
import { mapOf } from "../chain";
import { StorageError } from "../errors";
import { MemoryFile } from "../memory-file";
import { view } from "./big-endian";
import { checkImage } from "./check";
import { createQcow2 } from "./create";
import { openQcow2, type Qcow2Image } from "./image";
import { snapshotsOf } from "./snapshots";
import { beginWork, draw, drawOptions, largeStep, pick, step } from "./workload.test-kit";

const FIRST = Number(process.env.QCOW2_SEED ?? 1);
const CASES = Number(process.env.QCOW2_CASES ?? 150);

/** Counts what is asked of the file: far more than it holds, many times over, would be a loop. */
class CountedFile implements ByteFile {
  asked = 0;
  constructor(
    readonly inner: MemoryFile,
    private readonly limit: number,
  ) {}
  get size(): number {
    return this.inner.size;
  }
  private count(bytes: number): void {
    this.asked += bytes;
    if (this.asked > this.limit) throw new Error(`${this.asked} bytes were asked of a file of ${this.size}`);
  }
  read(offset: number, into: Uint8Array): void {
    this.count(into.length);
    this.inner.read(offset, into);
  }
  write(offset: number, bytes: Uint8Array): void {
    this.count(bytes.length);
    this.inner.write(offset, bytes);
  }
  truncate(size: number): void {
    this.inner.truncate(size);
  }
  flush(): void {}
}

function drawImage(random: SeededRandom): MemoryFile {
  const file = new MemoryFile();
  createQcow2(file, drawOptions(random, 14));
  const work = beginWork(openQcow2(file, { writable: true }));
  for (let i = 0; i < 12; i++) (draw(random, 4) === 0 ? largeStep : step)(random, work);
  work.image.close();
  return file;
}

/** Changes a few numbers, most of them in the header and the first tables. */
function damage(random: SeededRandom, file: MemoryFile): string {
  const told: string[] = [];
  for (let i = 1 + draw(random, 4); i > 0; i--) {
    const reach = pick(random, [112, 112, 512, 8192, file.size]);
    const at = Math.floor(draw(random, Math.min(reach, file.size - 8)) / 4) * 4;
    const bytes = new Uint8Array(pick(random, [1, 4, 8]));
    const kind = draw(random, 5);
    for (let byte = 0; byte < bytes.length; byte++)
      bytes[byte] = kind === 0 ? 255 : kind === 1 ? 0 : draw(random, 256);
    if (kind === 2) bytes.fill(0, 1);
    if (kind === 3) file.read(Math.floor(draw(random, file.size - 8) / 8) * 8, bytes);
    told.push(`${at}: ${bytes.join(" ")}`);
    file.write(at, bytes);
  }
  if (draw(random, 10) === 0) file.truncate(draw(random, file.size));
  return told.join("; ");
}

/** Refusing is fine; anything but a `StorageError` is not. */
function allowed(told: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof StorageError)) throw new Error(`${told}: ${(error as Error).stack}`);
    expect(error.what.length * error.where.length * error.whatToDo.length, told).toBeGreaterThan(0);
  }
}

function use(image: Qcow2Image, told: string): void {
  const part = new Uint8Array(Math.min(image.size, 65536));
  allowed(told, () => image.read(0, part));
  allowed(told, () => image.read(image.size - part.length, part));
  allowed(told, () => snapshotsOf(image));
  allowed(told, () => {
    let runs = 0;
    for (const _ of mapOf(image)) if (runs++ > 1e5) break;
  });
}

describe("a damaged image", () => {
  it("is used or refused, and asks for no more than it holds", () => {
    for (let seed = FIRST; seed < FIRST + CASES; seed++) {
      const random = SeededRandom.fromSeed(seed);
      const file = drawImage(random);
      const told = `seed ${seed}: ${damage(random, file)}`;
      const limit = 400 * file.size + 600 * 2 ** 20;
      const counted = () => new CountedFile(file.copy(), limit);
      allowed(told, () => use(openQcow2(counted()), told));
      allowed(told, () => checkImage(openQcow2(counted())));
      allowed(told, () => {
        const written = counted();
        const image = openQcow2(written, { writable: true });
        allowed(told, () => image.write(0, new Uint8Array(Math.min(image.size, 5000)).fill(1)));
        allowed(told, () => image.discard(0, Math.min(image.size, 2 ** 20)));
        allowed(told, () => image.close());
        expect(written.inner.heldBytes, told).toBeLessThan(64 * 2 ** 20);
      });
      allowed(told, () => checkImage(openQcow2(counted(), { forRepair: true }), "all"));
    }
  });

  it("keeps an entry of zeros for sizes of 2^63 and above from being anything but an error", () => {
    const file = new MemoryFile();
    createQcow2(file, { size: 2 ** 20 });
    const field = view(new Uint8Array(8));
    field.setBigUint64(0, 1n << 63n);
    for (const [at, name] of [
      [8, "backing_file_offset"],
      [24, "size"],
      [40, "l1_table_offset"],
      [48, "refcount_table_offset"],
    ] as const) {
      const copy = file.copy();
      copy.write(at, new Uint8Array(field.buffer));
      expect(() => openQcow2(copy)).toThrow(`header, ${name}: the value 0x8000000000000000 is 2^53 or more`);
    }
  });
});
