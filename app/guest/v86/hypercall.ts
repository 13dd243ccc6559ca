/**
 * The hypervisor's side of the paravirtual clocks. v86's CPUID names VMware, so Linux asks the VMware backdoor (I/O port
 * 0x5658, EAX = magic, ECX = command) for the frequency of its clock instead of calibrating it against a timer, and for a steal clock (steal-clock.ts).
 */
import { REG32 } from "./contract";
import type { StealClock } from "./steal-clock";

export const BACKDOOR_PORT = 0x5658;
const MAGIC = 0x564d5868;
const GETVERSION = 10;
const GETHZ = 45;
const STEALCLOCK = 91;

/** v86 advances the time stamp counter by one a virtual nanosecond. */
const TSC_HZ = 1_000_000_000;

const EAX = 0;
const ECX = 1;
const EBX = 3;
const ESI = 6;
const EDI = 7;

/** Answers a backdoor call by writing the guest's registers; undefined if it is not one that this host knows. */
export function answerHypercall(
  memory: WebAssembly.Memory,
  stealClock: StealClock,
  ram: () => Uint8Array,
): number | undefined {
  const registers = new Int32Array(memory.buffer, REG32, 8);
  if (registers[EAX] !== MAGIC) return undefined;
  switch (registers[ECX]! & 0xffff) {
    case GETVERSION:
      registers[EBX] = MAGIC;
      registers[ECX] = 2;
      return 6;
    case GETHZ:
      registers[EBX] = 0;
      registers[ECX] = TSC_HZ;
      return TSC_HZ;
    case STEALCLOCK:
      return stealClock.command(registers[ESI]!, registers[EDI]!, ram());
    default:
      return undefined;
  }
}
