/**
 * The calls of guests that are written for this hypervisor (guests/unikernel/base/hypervisor.h): one 32-bit read of a port,
 * EAX = command, arguments in EBX, ECX, ESI, EDI. A call is one exit, whatever it moves, and everything in it is the guest's
 * word: an address or a length that does not fit its memory is refused.
 */
import { REG32 } from "./contract";
import type { SharedWindow, VirtioPorts } from "./virtio-ports";

export const PV_PORT = 0x5470;

const Command = {
  consoleWrite: 1,
  consoleRead: 2,
  virtio: 3,
  date: 4,
  block: 5,
  shutdown: 6,
  sharedMemory: 7,
} as const;

/** No call keeps the host longer than this many bytes do. */
const MOST_BYTES = 64 * 1024;
const REFUSED = -1;

const EBX = 3;
const ECX = 1;
const ESI = 6;
const EDI = 7;
const EAX = 0;

export interface PvHost {
  ram(): Uint8Array;
  consoleWrite(bytes: Uint8Array): void;
  /** At most `room` bytes of what has been typed. */
  consoleRead(room: number): Uint8Array;
  virtio(type: number, index: number): VirtioPorts | undefined;
  sharedWindow(): SharedWindow | undefined;
  dateMs(): number;
  /** The next halt is a wait for an event, or for this moment. */
  block(untilNs: number): void;
  shutdown(status: number): void;
}

/** Answers a call by writing the guest's registers; the result is what the guest reads into EAX. */
export function answerPvCall(memory: WebAssembly.Memory, host: PvHost): number {
  const registers = new Int32Array(memory.buffer, REG32, 8);
  const at = (register: number) => registers[register]! >>> 0;
  switch (registers[EAX]) {
    case Command.consoleWrite: {
      const bytes = buffer(host, at(ESI), at(EDI));
      if (bytes === undefined) return REFUSED;
      host.consoleWrite(bytes);
      return bytes.length;
    }
    case Command.consoleRead: {
      const room = buffer(host, at(ESI), at(EDI));
      if (room === undefined) return REFUSED;
      const typed = host.consoleRead(room.length);
      room.set(typed);
      return typed.length;
    }
    case Command.virtio: {
      const ports = host.virtio(at(EBX), at(ECX));
      if (ports === undefined) return 0;
      registers[EBX] = ports.isr | (ports.device << 16);
      registers[ECX] = ports.notifyMultiplier;
      return ports.common | (ports.notify << 16);
    }
    case Command.sharedMemory: {
      const window = host.sharedWindow();
      if (window === undefined) return 0;
      registers[EBX] = window.memory;
      registers[ECX] = window.bytes;
      return window.registers;
    }
    case Command.date: {
      const ms = host.dateMs();
      registers[EBX] = Math.floor((ms % 1000) * 1e6);
      return Math.floor(ms / 1000);
    }
    case Command.block:
      host.block(at(ECX) * 2 ** 32 + at(EBX));
      return 0;
    case Command.shutdown:
      host.shutdown(at(EBX));
      return 0;
    default:
      return REFUSED;
  }
}

function buffer(host: PvHost, address: number, length: number): Uint8Array | undefined {
  const ram = host.ram();
  if (address + length > ram.length) return undefined;
  return ram.subarray(address, address + Math.min(length, MOST_BYTES));
}
