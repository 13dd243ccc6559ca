/** Flags that Docker has and the lab's engine has nothing for: said in words, never passed over. */
import type { Flags } from "../grammar/parse-flags";
import { ValueError } from "./sizes";

/** Values of such flags that ask for what the lab does anyway. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  "log-driver": ["json-file"],
  "memory-swappiness": ["-1"],
  platform: ["linux", "linux/386"],
  "volume-driver": ["local"],
  "detach-keys": ["ctrl-p,ctrl-q"],
  driver: ["bridge", "local"],
  "oom-kill-disable": ["false"],
  "sig-proxy": ["true"],
};

const REASONS: Readonly<Record<string, string>> = {
  "blkio-weight": "its disks have no weights",
  "memory-reservation": "it writes memory.max, memory.high and memory.swap.max",
  "add-host": "it writes /etc/hosts itself; containers of one network know each other by name",
  "health-cmd": "it runs no health checks",
  gpus: "its machine has none",
  ip6: "its network has no IPv6",
  link: "put both containers into one network",
  "sig-proxy": "who is attached to a container hands on signals",
  platform: "its kernel is an i386 one",
};

const UNKNOWN = [
  "add-host",
  "blkio-weight",
  "blkio-weight-device",
  "cgroup-parent",
  "cpu-rt-period",
  "cpu-rt-runtime",
  "cpuset-mems",
  "detach-keys",
  "device",
  "device-cgroup-rule",
  "device-read-bps",
  "device-read-iops",
  "device-write-bps",
  "device-write-iops",
  "dns",
  "dns-option",
  "dns-search",
  "domainname",
  "gpus",
  "group-add",
  "health-cmd",
  "health-interval",
  "health-retries",
  "health-start-period",
  "health-timeout",
  "ip",
  "ip6",
  "link",
  "log-driver",
  "log-opt",
  "mac-address",
  "memory-reservation",
  "memory-swappiness",
  "oom-kill-disable",
  "platform",
  "sig-proxy",
  "storage-opt",
  "volume-driver",
];

/** @param names of the command's flags that the engine cannot carry out @throws ValueError */
export function refuseUnknownFlags(flags: Flags, names: readonly string[] = UNKNOWN): void {
  for (const name of names) {
    if (!flags.has(name)) continue;
    const harmless = HARMLESS[name] ?? [];
    if (flags.all(name).every((value) => harmless.includes(value))) continue;
    const reason = REASONS[name];
    throw new ValueError(
      `--${name} is not known to the lab's engine${reason === undefined ? "" : `: ${reason}`}`,
    );
  }
}
