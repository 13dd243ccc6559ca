/** Files whose text the kernel makes as they are read: /proc and a cgroup's. */
import { O } from "@/app/sim/kernel/abi/flags";
import type { Measurement, ProgramMeasurement } from "../measurement";
import type { Argument, Call } from "../program";

const BUFFER: Argument = { space: "buffer", size: 65536 };
const openRead = (path: string): Call => ({ call: "open", args: [path, O.RDONLY], as: "other" });
const closeOther: Call = { call: "close", args: [{ result: "other" }] };

const readWhole = (path: string, id: string): ProgramMeasurement["turn"] => [
  { mark: `(open ${id})` },
  openRead(path),
  { mark: id },
  { call: "read", args: [{ result: "other" }, BUFFER, 32768] },
  { mark: `(close ${id})` },
  closeOther,
];

const proc: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [
    ...readWhole("/proc/self/status", "proc.status"),
    ...readWhole("/proc/self/mounts", "proc.mounts"),
    ...readWhole("/proc/self/mountinfo", "proc.mountinfo"),
    ...readWhole("/proc/meminfo", "proc.meminfo"),
    ...readWhole("/proc/1/stat", "proc.stat"),
    ...readWhole("/proc/1/cmdline", "proc.cmdline"),
    ...readWhole("/sys/fs/cgroup/cgroup.controllers", "cgroup.read"),
    ...readWhole("/sys/fs/cgroup/cpu.stat", "cgroup.read.stat"),
    { mark: "proc.open" },
    openRead("/proc/1/stat"),
    { mark: "proc.close" },
    closeOther,
    { mark: "proc.readlink" },
    { call: "readlink", args: ["/proc/self/ns/uts", BUFFER, 64] },
  ],
  steps: {
    "proc.status": { label: "read of /proc/self/status" },
    "proc.mounts": { label: "read of /proc/self/mounts, 10 mounts" },
    "proc.mountinfo": { label: "read of /proc/self/mountinfo, 10 mounts" },
    "proc.meminfo": { label: "read of /proc/meminfo" },
    "proc.stat": { label: "read of /proc/1/stat" },
    "proc.cmdline": { label: "read of /proc/1/cmdline" },
    "proc.open": { label: "open of /proc/1/stat" },
    "proc.close": { label: "close of /proc/1/stat" },
    "proc.readlink": { label: "readlink of /proc/self/ns/uts" },
    "cgroup.read": { label: "read of a short file of a cgroup" },
    "cgroup.read.stat": { label: "read of cpu.stat" },
  },
};

export const PROC: readonly Measurement[] = [proc];
