/** Character and block devices by number (Documentation/admin-guide/devices.txt). */
import type { SeededRandom } from "../../time/random";
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import type { Device } from "../abi/sys";
import { type Caller, type Inode, OpenFile, textOf } from "./contract";

/** Opens a device for a caller; `inode` is the node through which it was opened. */
export type DeviceDriver = (flags: number, caller: Caller, inode: Inode) => Call<OpenFile>;

export class DeviceRegistry {
  private readonly characters = new Map<string, DeviceDriver>();
  private readonly blocks = new Map<string, DeviceDriver>();

  character(major: number, minor: number, driver: DeviceDriver): void {
    this.characters.set(key({ major, minor }), driver);
  }

  block(major: number, minor: number, driver: DeviceDriver): void {
    this.blocks.set(key({ major, minor }), driver);
  }

  /** @throws SysError ENXIO for a device that is not there */
  open(kind: "character" | "block", inode: Inode, flags: number, caller: Caller): Call<OpenFile> {
    const driver = (kind === "character" ? this.characters : this.blocks).get(key(inode.rdev));
    if (driver === undefined) throw new SysError("ENXIO");
    return driver(flags, caller, inode);
  }
}

function key({ major, minor }: Device): string {
  return `${major}:${minor}`;
}

/** Where /dev/kmsg writes to, and the terminal that /dev/tty stands for. */
export interface DeviceHooks {
  readonly random: SeededRandom;
  log(text: string): void;
  /** The kernel's log as dmesg shows it. */
  logText(): string;
  /** Opens the caller's controlling terminal. @throws SysError ENXIO if it has none */
  openTerminal?(flags: number, caller: Caller): Call<OpenFile>;
}

/** The devices of major 1, and /dev/tty. */
export function standardDevices(hooks: DeviceHooks): DeviceRegistry {
  const registry = new DeviceRegistry();
  const bytes = hooks.random.split("/dev/urandom");
  const random = (count: number) => {
    const data = new Uint8Array(count);
    for (let index = 0; index < count; index++) data[index] = bytes.int32() & 0xff;
    return data;
  };
  const memory = (minor: number, read: ReadFunction, write: WriteFunction) =>
    registry.character(
      1,
      minor,
      opener((flags, inode) => new MemoryDevice(flags, inode, read, write)),
    );
  const swallow: WriteFunction = (data) => data.length;
  const zeros = (count: number) => new Uint8Array(count);
  memory(3, () => new Uint8Array(0), swallow);
  memory(5, zeros, swallow);
  memory(7, zeros, () => {
    throw new SysError("ENOSPC");
  });
  memory(8, random, swallow);
  memory(9, random, swallow);
  registry.character(
    1,
    11,
    opener((flags, inode) => new LogDevice(flags, inode, hooks)),
  );
  registry.character(5, 0, (flags, caller) => {
    if (hooks.openTerminal === undefined) throw new SysError("ENXIO");
    return hooks.openTerminal(flags, caller);
  });
  return registry;
}

function opener(make: (flags: number, inode: Inode) => OpenFile): DeviceDriver {
  // biome-ignore lint/correctness/useYield: opens at once
  return function* (flags, _caller, inode) {
    return make(flags, inode);
  };
}

type ReadFunction = (count: number) => Uint8Array;
type WriteFunction = (data: Uint8Array) => number;

class MemoryDevice extends OpenFile {
  constructor(
    flags: number,
    inode: Inode,
    private readonly readBytes: ReadFunction,
    private readonly writeBytes: WriteFunction,
  ) {
    super(flags, inode);
  }

  override get seekable(): boolean {
    return true;
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *read(count: number): Call<Uint8Array> {
    return this.readBytes(count);
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *write(data: Uint8Array): Call<number> {
    return this.writeBytes(data);
  }
}

/** /dev/kmsg: a write is a line of the log; a read answers one record. */
class LogDevice extends OpenFile {
  private next = 0;

  constructor(
    flags: number,
    inode: Inode,
    private readonly hooks: DeviceHooks,
  ) {
    super(flags, inode);
  }

  // A reader at the end is told EAGAIN rather than left to wait for ever.
  override *read(count: number): Call<Uint8Array> {
    const line = this.hooks
      .logText()
      .split("\n")
      .filter((text) => text !== "")[this.next];
    if (line === undefined) throw new SysError("EAGAIN");
    const match = /^\[ *([0-9]+)\.([0-9]+)\] (.*)$/.exec(line);
    const record = match
      ? `6,${this.next},${Number(match[1]! + match[2]!)},-;${match[3]}\n`
      : `6,${this.next},0,-;${line}\n`;
    if (record.length > count) throw new SysError("EINVAL");
    this.next++;
    return Uint8Array.from(record, (char) => char.charCodeAt(0));
  }

  // biome-ignore lint/correctness/useYield: never waits
  override *write(data: Uint8Array): Call<number> {
    this.hooks.log(
      textOf(data)
        .replace(/^<[0-9]+>/, "")
        .replace(/\n$/, ""),
    );
    return data.length;
  }
}
