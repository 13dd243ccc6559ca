/** The block device, asked by a driver in a test: what it answers to requests in order, and to nonsense. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkContents } from "../disk/chunk-contents";
import { Disk } from "../disk/disk";
import { VirtioBlock } from "./block";
import { AVAILABLE, RAM_BYTES, TestDriver } from "./driver.test-kit";

const SECTOR = 512;
const SECTORS = 2048;
const EVENT_INDEX = 1 << 29;
const NEEDS_RESET = 64;
const Type = { read: 0, write: 1, flush: 4, getId: 8, discard: 11, writeZeroes: 13 };

function newDrive(medium: "ssd" | "ram" = "ssd") {
  const time = { ns: 0 };
  const disk = new Disk(
    { interface: "virtio-blk", medium, sizeBytes: SECTORS * SECTOR },
    new ChunkContents(SECTORS * SECTOR),
    () => time.ns,
  );
  const block = new VirtioBlock(disk);
  const driver = new TestDriver(block);
  block.attach(driver.transport);
  /** Lets everything end that is under way. */
  const settle = () => {
    while (disk.nextNs() < Number.POSITIVE_INFINITY) {
      time.ns = disk.nextNs();
      disk.deliver(time.ns);
    }
  };
  return { time, disk, block, driver, settle };
}

type Drive = ReturnType<typeof newDrive>;

function header(type: number, sector: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setBigUint64(8, BigInt(sector), true);
  return bytes;
}

/** Offers one request; answers where its status and its data will be. */
function request({ driver }: Drive, type: number, sector: number, out?: Uint8Array, room = 0) {
  const readable = [driver.buffer(16, header(type, sector))];
  if (out !== undefined) readable.push(driver.buffer(out.length, out));
  const into = driver.buffer(room);
  const status = driver.buffer(1, Uint8Array.of(0xff));
  driver.offer(readable, room > 0 ? [into, status] : [status]);
  return {
    status: () => driver.ram[status.address],
    data: () => driver.ram.slice(into.address, into.address + into.length),
  };
}

function range(sector: number, sectors: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(sector), true);
  view.setUint32(8, sectors, true);
  return bytes;
}

const pattern = (sectors: number, seed: number): Uint8Array =>
  Uint8Array.from({ length: sectors * SECTOR }, (_, i) => (i * 7 + seed * 31 + (i >> 8)) & 0xff);

describe("the virtio block device", () => {
  it("tells its capacity and what it can do", () => {
    const { driver } = newDrive();
    driver.setUp();
    expect(driver.status).toBe(15);
    expect(driver.read(64, 4)).toBe(SECTORS);
    expect(driver.read(64 + 12, 4)).toBe(126);
  });

  it("reads what was written, in as many pieces as the driver likes, when the medium is done", () => {
    const drive = newDrive();
    const { driver, disk, settle } = drive;
    driver.setUp();
    const bytes = pattern(3, 1);
    const write = request(drive, Type.write, 5, bytes);
    driver.notify();
    expect(write.status()).toBe(0xff);
    expect(driver.interruptLine).toBe(false);
    settle();
    expect(write.status()).toBe(0);
    expect(driver.interruptLine).toBe(true);
    expect(driver.read(56, 1)).toBe(1);
    expect(driver.interruptLine).toBe(false);
    expect(disk.contents.read(5 * SECTOR, bytes.length)).toEqual(bytes);

    const head = driver.buffer(16, header(Type.read, 5));
    const parts = [100, 412, 1000, 24].map((length) => driver.buffer(length));
    const status = driver.buffer(1);
    driver.offer(
      [
        { ...head, length: 7 },
        { address: head.address + 7, length: 9 },
      ],
      [...parts, status],
    );
    driver.notify();
    settle();
    const read = parts.flatMap(({ address, length }) => [...driver.ram.subarray(address, address + length)]);
    expect(Uint8Array.from(read)).toEqual(bytes);
    expect(driver.given().at(-1)!.bytes).toBe(bytes.length + 1);
  });

  it("has several requests under way, and ends each when it is done", () => {
    const drive = newDrive();
    drive.driver.setUp();
    const alone = request(drive, Type.read, 0, undefined, 4096);
    drive.driver.notify();
    drive.settle();
    expect(alone.status()).toBe(0);
    const aloneNs = drive.time.ns;
    const four = [8, 16, 24, 32].map((sector) => request(drive, Type.read, sector, undefined, 4096));
    drive.driver.notify();
    drive.settle();
    expect(four.map((one) => one.status())).toEqual([0, 0, 0, 0]);
    expect(drive.time.ns - aloneNs).toBeLessThan(2 * aloneNs);
  });

  it("answers identification, flush, discard and zeroes", () => {
    const drive = newDrive();
    drive.driver.setUp(32);
    drive.disk.contents.write(0, pattern(16, 2));
    const id = request(drive, Type.getId, 0, undefined, 20);
    const flush = request(drive, Type.flush, 0);
    const zeroes = request(drive, Type.writeZeroes, 0, range(2, 3));
    const discard = request(drive, Type.discard, 0, range(8, 1));
    const unknown = request(drive, 99, 0);
    drive.driver.notify();
    drive.settle();
    expect(new TextDecoder().decode(id.data())).toBe("triptych-disk".padEnd(20, "\0"));
    expect([id, flush, zeroes, discard, unknown].map((one) => one.status())).toEqual([0, 0, 0, 0, 2]);
    const expected = pattern(16, 2);
    expected.fill(0, 2 * SECTOR, 5 * SECTOR);
    expected.fill(0, 8 * SECTOR, 9 * SECTOR);
    expect(drive.disk.contents.read(0, expected.length)).toEqual(expected);
  });

  it.each([
    ["a read past the end", Type.read, SECTORS - 1, undefined, 1024],
    ["a read far past the end", Type.read, Number.MAX_SAFE_INTEGER, undefined, 512],
    ["a read of half a sector", Type.read, 0, undefined, 256],
    ["a write past the end", Type.write, SECTORS, pattern(1, 1), 0],
    ["zeroes past the end", Type.writeZeroes, 0, range(SECTORS - 1, 2), 0],
    ["zeroes of 2 TiB", Type.writeZeroes, 0, range(0, 0xffffffff), 0],
    ["a list that is cut short", Type.discard, 0, range(0, 1).slice(0, 15), 0],
  ])("fails %s, and goes on", (_, type, sector, out, room) => {
    const drive = newDrive();
    drive.driver.setUp();
    const bad = request(drive, type, sector, out, room);
    const good = request(drive, Type.read, 0, undefined, 512);
    drive.driver.notify();
    drive.settle();
    expect([bad.status(), good.status()]).toEqual([1, 0]);
    expect(drive.disk.contents.save()).toEqual([]);
  });

  it("interrupts once for many, if the driver asks for the last of them", () => {
    const drive = newDrive("ram");
    drive.driver.setUp();
    const view = new DataView(drive.driver.ram.buffer);
    view.setUint16(0x2000 + 4 + 2 * 16, 2, true);
    const interrupts: boolean[] = [];
    for (let i = 0; i < 3; i++) request(drive, Type.read, i, undefined, 512);
    drive.driver.notify();
    for (let i = 0; i < 3; i++) {
      drive.time.ns = drive.disk.nextNs();
      drive.disk.deliver(drive.time.ns);
      interrupts.push(drive.driver.interruptLine);
    }
    expect(interrupts).toEqual([false, false, true]);
  });

  it("goes on from a saved state in the middle of a transfer", () => {
    const drive = newDrive();
    drive.driver.setUp();
    drive.disk.contents.write(0, pattern(8, 3));
    request(drive, Type.read, 0, undefined, 4096);
    drive.driver.notify();
    const saved = JSON.parse(
      JSON.stringify({
        disk: drive.disk.save(),
        block: drive.block.save(),
        transport: drive.driver.transport.save(),
      }),
    );
    const other = newDrive();
    other.driver.ram.set(drive.driver.ram);
    other.disk.contents.prepare(drive.disk.contents.save())();
    other.disk.load(saved.disk);
    other.block.load(saved.block);
    other.driver.transport.load(saved.transport);
    drive.settle();
    other.settle();
    expect(other.time).toEqual(drive.time);
    expect(Buffer.compare(other.driver.ram, drive.driver.ram)).toBe(0);
    expect(other.driver.interruptLine).toBe(true);
  });

  it("forgets what is under way when the driver resets it", () => {
    const drive = newDrive();
    drive.driver.setUp();
    const read = request(drive, Type.read, 0, undefined, 512);
    drive.driver.notify();
    drive.driver.write(20, 1, 0);
    drive.settle();
    expect(read.status()).toBe(0xff);
    expect(drive.driver.given()).toEqual([]);
  });
});

describe("a driver that gives it nonsense", () => {
  const nonsense: Record<string, (drive: Drive) => void> = {
    "notifies before it is set up": ({ driver }) => {
      driver.write(20, 1, 0);
      driver.notify();
    },
    "notifies of a queue that there is not": ({ driver }) => driver.notify(7),
    "offers a chain that loops": ({ driver }) => {
      driver.descriptor(0, driver.buffer(16), 1, 1);
      driver.descriptor(1, driver.buffer(16), 1, 0);
      driver.offerHead(0);
      driver.notify();
    },
    "offers an indirect table of indirect tables": ({ driver }) => {
      const table = driver.buffer(16);
      driver.descriptor(0, table, 4, 0);
      const at = new DataView(driver.ram.buffer, table.address);
      at.setBigUint64(0, BigInt(table.address), true);
      at.setUint32(8, 16, true);
      at.setUint16(12, 4, true);
      driver.offerHead(0);
      driver.notify();
    },
    "offers 4 GiB": ({ driver }) => {
      driver.descriptor(0, { address: 0x10000, length: 0xffffffff }, 2, 0);
      driver.offerHead(0);
      driver.notify();
    },
    "offers what is not in memory": ({ driver }) => {
      driver.descriptor(0, { address: RAM_BYTES - 8, length: 16 }, 0, 0);
      driver.offerHead(0);
      driver.notify();
    },
    "offers what is beyond 4 GiB": ({ driver }) => {
      driver.descriptor(0, { address: 2 ** 32, length: 16 }, 0, 0);
      driver.offerHead(0);
      driver.notify();
    },
    "offers a descriptor that is not in the table": ({ driver }) => {
      driver.offerHead(16);
      driver.notify();
    },
    "offers more than the queue has": ({ driver }) => {
      driver.claim(17);
      driver.notify();
    },
    "offers a request without a header": ({ driver }) => {
      driver.offer([driver.buffer(4)], [driver.buffer(1)]);
      driver.notify();
    },
    "offers no room for the status": ({ driver }) => {
      driver.offer([driver.buffer(16)], []);
      driver.notify();
    },
    "has a queue of a size that is no power of two": ({ driver }) => driver.setUp(12),
    "has the device write where it offers": ({ driver }) => driver.setUp(16, 0, AVAILABLE),
    "has a queue that is too long": ({ driver }) => driver.setUp(256),
  };

  it.each(Object.entries(nonsense))("%s must reset it, and can then go on", (_, act) => {
    const drive = newDrive();
    drive.driver.setUp();
    act(drive);
    expect(drive.driver.status & NEEDS_RESET).toBe(NEEDS_RESET);
    expect(drive.driver.transport.faults).toBe(1);
    drive.driver.notify();
    expect(drive.driver.transport.faults).toBe(1);
    drive.settle();
    expect(drive.driver.given()).toEqual([]);
    const fresh = newDrive();
    drive.driver.ram.set(fresh.driver.ram);
    drive.driver.setUp();
    expect(drive.driver.status).toBe(15);
  });

  it("with descriptors, rings and registers drawn at random neither hangs it nor makes it throw", () => {
    const writes = fc.array(
      fc.record({
        at: fc.oneof(fc.integer({ min: 0, max: 127 }), fc.constantFrom(20, 22, 24, 28, 60, 60, 60)),
        width: fc.constantFrom(1 as const, 2 as const, 4 as const),
        value: fc.oneof(fc.nat({ max: 16 }), fc.integer({ min: 0, max: 0xffffffff })),
      }),
      { maxLength: 40 },
    );
    const memory = fc.array(
      fc.record({
        word: fc.integer({ min: 0x1000 / 4, max: 0x3100 / 4 }),
        value: fc.oneof(
          fc.nat({ max: 64 }),
          fc.nat({ max: RAM_BYTES }),
          fc.integer({ min: 0, max: 0xffffffff }),
        ),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(writes, memory, fc.boolean(), (registers, words, withEvents) => {
        const drive = newDrive("ram");
        drive.driver.setUp(16, withEvents ? 0 : EVENT_INDEX);
        const view = new DataView(drive.driver.ram.buffer);
        for (const { word, value } of words) view.setUint32(word * 4, value, true);
        for (const { at, width, value } of [{ at: 60, width: 2 as const, value: 0 }, ...registers]) {
          drive.driver.write(at, width, value);
          drive.driver.read(at, width);
        }
        drive.settle();
        expect(drive.disk.contents.sizeBytes).toBe(SECTORS * SECTOR);
      }),
      { numRuns: 300 },
    );
  });
});
