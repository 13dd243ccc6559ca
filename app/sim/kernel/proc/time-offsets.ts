/** /proc/PID/timens_offsets (time_namespaces(7)). */
import { SysError } from "../abi/errno";
import type { Caller } from "../fs/contract";
import type { TimeNamespace } from "../ns/namespaces";
import { capableIn } from "../process/credentials";

const SECOND_NS = 1_000_000_000;
/** KTIME_MAX / 2, in seconds. */
const MOST_SECONDS = 4_611_686_018;

const CLOCK_IDS: Readonly<Record<string, "monotonic" | "boottime">> = {
  "1": "monotonic",
  "7": "boottime",
  monotonic: "monotonic",
  boottime: "boottime",
};

export function timeOffsetsText({ monotonicOffsetNs, boottimeOffsetNs }: TimeNamespace): string {
  const line = (name: string, ns: number) => {
    const seconds = Math.floor(ns / SECOND_NS);
    return `${name.padEnd(10)} ${String(seconds).padStart(10)} ${String(ns - seconds * SECOND_NS).padStart(9)}\n`;
  };
  return line("monotonic", monotonicOffsetNs) + line("boottime", boottimeOffsetNs);
}

/** Lines of "clock seconds nanoseconds". @throws SysError EINVAL, ERANGE, EACCES, EPERM */
export function writeTimeOffsets(
  clock: { nowNs(): number },
  namespace: TimeNamespace,
  text: string,
  caller: Caller,
): void {
  const changes = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const match = line.trim().match(/^(\w+)\s+(-?\d+)\s+(\d+)$/);
      const name = match === null ? undefined : CLOCK_IDS[match[1]!];
      if (match === null || name === undefined) throw new SysError("EINVAL");
      const nanoseconds = Number(match[3]);
      if (nanoseconds >= SECOND_NS) throw new SysError("EINVAL");
      return { name, seconds: Number(match[2]), nanoseconds };
    });
  if (changes.length === 0 || changes.length > 2) throw new SysError("EINVAL");
  if (!capableIn(caller.creds, namespace.userNs, "SYS_TIME")) throw new SysError("EPERM");
  if (namespace.frozen) throw new SysError("EACCES");
  for (const { seconds, nanoseconds } of changes) {
    const offset = seconds * SECOND_NS + nanoseconds;
    if (Math.abs(seconds) > MOST_SECONDS || clock.nowNs() + offset < 0) throw new SysError("ERANGE");
  }
  for (const { name, seconds, nanoseconds } of changes) {
    const offset = seconds * SECOND_NS + nanoseconds;
    if (name === "monotonic") namespace.monotonicOffsetNs = offset;
    else namespace.boottimeOffsetNs = offset;
  }
}
