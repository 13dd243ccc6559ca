/** The Linux guest and its disk behind each controller: what is written by one way is read by every other, whenever it is moved. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DiskInterface, Medium } from "@/app/sim/vmm/devices";
import type { MachineConfig } from "../../guest";
import { TestHost } from "../../hosted.test-kit";
import { commandLine } from "../../lab/command-line";
import { nodeImages } from "../../lab/node";
import { LocalGuest } from "../../local";
import { Machine } from "../machine";
import { linuxConfig, nextTurn, text, tinyConfig } from "../machine.test-kit";
import { nodeParts } from "../node-parts";
import { tinyGuest, x86 } from "../tiny-guest";
import { CHUNK_BYTES } from "./contents";
import type { MachineDisk } from "./machine-disk";

const SECTOR = 512;
const SECTORS = 1024;
const SIZE = SECTORS * SECTOR;
const MS = 1e6;
const LIMIT = { timeoutNs: 600e9 };
const WAYS = ["ide-pio", "ide-dma", "virtio-blk"] as const;
const NODE: Record<DiskInterface, string> = {
  "ide-pio": "/dev/sda",
  "ide-dma": "/dev/sda",
  "virtio-blk": "/dev/vda",
};

const images = nodeImages();
const digest = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

/** A disk's worth of bytes that do not repeat. */
const noise = (seed: number): Uint8Array =>
  Uint8Array.from({ length: SIZE }, (_, i) => Math.imul(i ^ seed, 2654435761) >>> 24);

/** A Linux guest at its prompt, with a disk that holds these bytes. Interpreted: compiled code that is moved is ../machine.test.ts's. */
async function guestWith(way: DiskInterface, medium: Medium, contents: Uint8Array): Promise<LocalGuest> {
  const devices = { disk: { interface: way, medium, sizeBytes: SIZE } };
  const image = await images.image("linux");
  const config = await linuxConfig({
    devices,
    commandLine: commandLine(image.commandLine, "vm", devices),
    jit: "never",
  });
  const files = await images.filesFor("linux", "direct", "vm", () => {});
  const disk = contents.slice().buffer;
  const guest = await LocalGuest.create(await nodeParts(), config, { ...files, disk }, nextTurn);
  expect(await guest.run({ untilNs: 60e9, stopAtReady: true })).toBe("ready");
  return guest;
}

/** A guest at its prompt whose hard disk holds `noise(1)`, saved. */
async function boot(way: DiskInterface) {
  const guest = await guestWith(way, "hdd", noise(1));
  const { virtualNs: startNs } = await guest.counters();
  const saved = { config: guest.config, state: await guest.snapshot(), startNs };
  guest.dispose();
  return saved;
}

const booted = new Map<DiskInterface, ReturnType<typeof boot>>();

function savedWith(way: DiskInterface): ReturnType<typeof boot> {
  const saved = booted.get(way) ?? boot(way);
  booted.set(way, saved);
  return saved;
}

const resume = async (config: MachineConfig, state: ArrayBuffer): Promise<LocalGuest> =>
  LocalGuest.create(await nodeParts(), config, { resume: state }, nextTurn);

const machineOf = (guest: LocalGuest): Machine => (guest as unknown as { machine: Machine }).machine;
const diskOf = (guest: LocalGuest): MachineDisk =>
  (machineOf(guest) as unknown as { peripherals: { disk: MachineDisk } }).peripherals.disk;

interface Copy {
  readonly from: number;
  readonly to: number;
  readonly sectors: number;
}

const copy = fc
  .record({
    from: fc.nat({ max: SECTORS - 1 }),
    to: fc.nat({ max: SECTORS - 1 }),
    sectors: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 500 })),
  })
  .filter(({ from, to, sectors }) => Math.max(from, to) + sectors <= SECTORS);

const asScript = (node: string, { from, to, sectors }: Copy): string =>
  `dd if=${node} of=/tmp/x skip=${from} count=${sectors} bs=512 2>/dev/null
   dd if=/tmp/x of=${node} seek=${to} bs=512 conv=notrunc 2>/dev/null`;

describe("what is written to a disk", () => {
  it("is read back equal by each other way and by the host, at any offset and size", async () => {
    const copies = fc.array(copy, { minLength: 3, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(copies, { minLength: 3, maxLength: 3 }), fc.nat(), async (byWay, seed) => {
        const expected = noise(seed);
        let contents = expected.slice();
        for (const [i, way] of WAYS.entries()) {
          const guest = await guestWith(way, "ram", contents);
          const node = NODE[way];
          const script = [
            `md5sum < ${node}`,
            ...byWay[i]!.map((one) => asScript(node, one)),
            "sync; echo 3 > /proc/sys/vm/drop_caches",
            `md5sum < ${node}`,
          ];
          const before = digest(expected);
          for (const { from, to, sectors } of byWay[i]!)
            expected.copyWithin(to * SECTOR, from * SECTOR, (from + sectors) * SECTOR);
          const { stdout, status, exits } = await guest.exec(script.join("\n"), LIMIT);
          expect((exits.ide0?.reads ?? 0) > SIZE / 4).toBe(way === "ide-pio");
          expect([way, status, text(stdout)]).toEqual([way, 0, `${before}  -\n${digest(expected)}  -\n`]);
          contents = new Uint8Array(await guest.readDisk(0, SIZE));
          expect([way, digest(contents)]).toEqual([way, digest(expected)]);
          expect(machineOf(guest).deviceFaults).toBe(0);
          guest.dispose();
        }
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });
});

describe.each(WAYS)("a guest with a disk behind %s", (way) => {
  it("that is moved in the middle of transfers ends as one that was left alone", async () => {
    const node = NODE[way];
    const work = `dd if=${node} of=/tmp/a bs=64k count=3; dd if=/tmp/a of=${node} bs=16k seek=20 conv=fsync; md5sum ${node}\n`;
    const { config, state, startNs } = await savedWith(way);
    const resumed = (from: ArrayBuffer) => resume(config, from);

    /** Moves the guest to another machine while its disk is at work, at the first such moment after each of `cutsNs`. */
    const course = async (cutsNs: readonly number[]) => {
      let guest = await resumed(state);
      guest.type(new TextEncoder().encode(work), startNs + MS);
      let moved = 0;
      for (const cutNs of cutsNs) {
        let untilNs = startNs + cutNs;
        while (diskOf(guest).nextNs === Number.POSITIVE_INFINITY && untilNs < startNs + 900 * MS) {
          await guest.run({ untilNs });
          untilNs += 0.3 * MS;
        }
        if (diskOf(guest).nextNs < Number.POSITIVE_INFINITY) moved++;
        const saved = await guest.snapshot();
        guest.dispose();
        guest = await resumed(saved);
      }
      await guest.run({ untilNs: startNs + 1500 * MS });
      const { virtualNs, instructions, exits } = await guest.counters();
      const memory = digest(await guest.readMemory(0, config.memoryMiB * 2 ** 20));
      const disk = digest(await guest.readDisk(0, SIZE));
      guest.dispose();
      return { moved, end: { virtualNs, instructions, exits, memory, disk } };
    };
    const alone = await course([]);
    const moved = await course([1.5 * MS, 12 * MS, 40 * MS, 90 * MS, 150 * MS]);
    expect(moved.end).toEqual(alone.end);
    expect(moved.moved).toBeGreaterThanOrEqual(4);
    expect(alone.end.disk).not.toBe(digest(noise(1)));
  });
});

describe("a guest with a disk on a host", () => {
  it("sleeps until the medium is done, to the nanosecond", async () => {
    const { config, state } = await savedWith("virtio-blk");
    const guest = await resume(config, state);
    const host = await TestHost.of(guest);
    const here = "dd if=/dev/vda of=/dev/null bs=4k count=1 2>/dev/null skip=";
    host.begin(`for i in 9 3 7 1 8 2 6; do ${here}$((i * 50)); done; md5sum < /dev/vda`);
    let waits = 0;
    while (host.script === undefined) {
      await host.grant({ waitNs: 0, runNs: MS });
      const { next } = host;
      if (next.state === "sleeping" && next.untilNs === diskOf(guest).nextNs) waits++;
    }
    expect(text(host.script.stdout)).toBe(`${digest(noise(1))}  -\n`);
    expect(waits).toBeGreaterThanOrEqual(3);
    guest.dispose();
  });
});

describe("a disk", () => {
  it("of a saved state that is not of the machine's size is refused", async () => {
    const disk = { interface: "virtio-blk", medium: "ssd", sizeBytes: CHUNK_BYTES } as const;
    const files = { multiboot: tinyGuest([...x86.haltForEver]), disk: Uint8Array.of(1).buffer };
    const config = { ...tinyConfig, devices: { disk } };
    const machine = await Machine.create(await nodeParts(), config, files, () => {});
    const state = Buffer.from(machine.snapshot());
    const at = state.indexOf('"diskChunks":[0]');
    expect(at).toBeGreaterThan(0);
    state.write('"diskChunks":[9]', at);
    expect(() => machine.restore(Uint8Array.from(state).buffer)).toThrow(
      /disk in the saved state is damaged/,
    );
  });

  it("that cannot be, or that cannot hold its contents, is refused", async () => {
    const config = await linuxConfig({
      devices: { disk: { interface: "virtio-blk", medium: "ssd", sizeBytes: 1000 } },
    });
    const parts = await nodeParts();
    await expect(LocalGuest.create(parts, config, {}, nextTurn)).rejects.toThrow(/multiple of 512/);
    const small = { ...config, devices: { disk: { ...config.devices!.disk!, sizeBytes: 512 } } };
    await expect(LocalGuest.create(parts, small, { disk: new ArrayBuffer(513) }, nextTurn)).rejects.toThrow(
      /513 bytes do not fit/,
    );
  });
});
