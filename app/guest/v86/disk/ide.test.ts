/** The IDE drive under a driver that does not mean well. What one that does gets is in disk.test.ts, with the real kernel. */
import { beforeEach, describe, expect, it } from "vitest";
import type { IdeDrive, V86Cpu } from "../contract";
import { ChunkContents } from "./chunk-contents";
import { Disk } from "./disk";
import { IdeDisk } from "./ide";

const READ_DMA = 0xc8;
const WRITE_SECTORS = 0x30;
const TABLE = 0x100;
const RAM_BYTES = 1 << 20;
const FAILED = 0x51;
const READY = 0x50;
const BUSY = 0xd0;

describe("the IDE drive", () => {
  let ram: DataView;
  let disk: Disk;
  let ide: IdeDisk;
  let drive: { -readonly [K in keyof IdeDrive]: IdeDrive[K] };
  let interrupts: number;

  beforeEach(() => {
    ram = new DataView(new ArrayBuffer(RAM_BYTES));
    disk = new Disk(
      { interface: "ide-dma", medium: "ram", sizeBytes: 65536 },
      new ChunkContents(65536),
      () => 0,
    );
    ide = new IdeDisk(disk);
    interrupts = 0;
    drive = {
      current_command: READ_DMA,
      channel: { irq: 14, prdt_addr: TABLE, dma_status: 1 },
      status_reg: READY,
      error_reg: 0,
      push_irq: () => {
        interrupts++;
      },
      ata_read_sectors: () => {},
      do_ata_read_sectors_dma: () => {},
      do_ata_write_sectors_dma: () => {},
    };
    const cpu = { devices: { ide: { primary: { master: drive } } }, device_lower_irq: () => {} };
    ide.attach(cpu as unknown as V86Cpu, {
      bytes: () => new Uint8Array(ram.buffer),
      write: () => {},
    });
  });

  function region(index: number, address: number, bytes: number, last: boolean): void {
    ram.setUint32(TABLE + 8 * index, address, true);
    ram.setUint16(TABLE + 8 * index + 4, bytes, true);
    ram.setUint16(TABLE + 8 * index + 6, last ? 0x8000 : 0, true);
  }

  /** Reads 1 KiB; answers whether v86 was given the bytes. */
  function readKiB(offset = 0): boolean {
    let given = false;
    ide.get(offset, 1024, () => {
      given = true;
    });
    disk.deliver(Number.POSITIVE_INFINITY);
    return given;
  }

  it("reads into regions that are memory and are as long as the command says", () => {
    region(0, 0x1000, 512, false);
    region(1, 0x8000, 512, true);
    expect(readKiB()).toBe(true);
    expect(ide.faults).toBe(0);
  });

  it.each<[string, () => void]>([
    ["a region outside of memory", () => region(0, RAM_BYTES - 512, 1024, true)],
    ["regions that are too short", () => region(0, 0x1000, 512, true)],
    ["regions that are too long", () => region(0, 0x1000, 2048, true)],
    ["a table without an end", () => region(0, 0x1000, 1024, false)],
    [
      "a table outside of memory",
      () => {
        drive.channel = { ...drive.channel, prdt_addr: -8 };
      },
    ],
  ])("fails a command with %s, and tells the driver", (_, prepare) => {
    prepare();
    expect(readKiB()).toBe(false);
    expect(ide.faults).toBe(1);
    expect(drive.status_reg).toBe(FAILED);
    expect(drive.channel.dma_status).toBe(2);
    expect(interrupts).toBe(1);
  });

  it("fails a command whose sectors were moved off the disk after it was given", () => {
    region(0, 0x1000, 1024, true);
    expect(readKiB(65536 - 512)).toBe(false);
    ide.set(65536, new Uint8Array(512), () => {});
    expect(ide.faults).toBe(2);
    expect(disk.contents.save()).toEqual([]);
  });

  it("is busy with what came through the data port until the medium is done", () => {
    drive.current_command = WRITE_SECTORS;
    ide.set(512, Uint8Array.of(1, 2, 3), () => {});
    expect([drive.status_reg, interrupts]).toEqual([BUSY, 0]);
    disk.deliver(Number.POSITIVE_INFINITY);
    expect([drive.status_reg, interrupts]).toEqual([READY, 1]);
    expect([...disk.contents.read(511, 5)]).toEqual([0, 1, 2, 3, 0]);
  });

  it("answers only the last of two commands that were given at once", () => {
    region(0, 0x1000, 1024, true);
    let first = false;
    ide.get(0, 1024, () => {
      first = true;
    });
    expect(readKiB()).toBe(true);
    expect(first).toBe(false);
  });
});
