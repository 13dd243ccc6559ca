/** Control groups: making and removing one, its files, moving a process. */
import { O } from "@/app/sim/kernel/abi/flags";
import { difference, type Measurement, type ProgramMeasurement } from "../measurement";
import type { Item } from "../program";
import { forked } from "./processes";

const GROUP = "/sys/fs/cgroup/measured";

const written = (name: string, text: string): Item[] => [
  { mark: `(open ${name})` },
  { call: "open", args: [`${GROUP}/${name}`, O.WRONLY], as: "file" },
  { mark: `cgroup.write.${name}` },
  { call: "write", args: [{ result: "file" }, text, text.length] },
  { mark: `(close ${name})` },
  { call: "close", args: [{ result: "file" }] },
];

const FILES = {
  "cpu.max": "50000 100000",
  "cpu.weight": "200",
  "memory.max": "8388608",
  "memory.high": "8388608",
  "pids.max": "100",
  "cpuset.cpus": "0",
  "cgroup.freeze": "1",
  "cgroup.kill": "1",
} as const;

const made: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [
    { mark: "cgroup.mkdir" },
    { call: "mkdir", args: [GROUP, 0o755] },
    { mark: "cgroup.open" },
    { call: "open", args: [`${GROUP}/cgroup.procs`, O.WRONLY], as: "procs" },
    { mark: "cgroup.close" },
    { call: "close", args: [{ result: "procs" }] },
    ...Object.entries(FILES).flatMap(([name, text]) => written(name, text)),
    ...written("cgroup.subtree_control", "+memory"),
    ...written("cgroup.subtree_control", "-memory").map((item) =>
      "mark" in item ? { mark: `${item.mark} off` } : item,
    ),
    { mark: "(thaw)" },
    { call: "open", args: [`${GROUP}/cgroup.freeze`, O.WRONLY], as: "file" },
    { call: "write", args: [{ result: "file" }, "0", 1] },
    { call: "close", args: [{ result: "file" }] },
    { mark: "(fork)" },
    ...forked([
      { call: "open", args: [`${GROUP}/cgroup.procs`, O.WRONLY], as: "file" },
      { mark: "cgroup.write.cgroup.procs" },
      { call: "write", args: [{ result: "file" }, "0", 1] },
      { mark: "(exit)" },
    ]),
    { mark: "cgroup.rmdir" },
    { call: "rmdir", args: [GROUP] },
    { mark: "cgroup.rest" },
    { call: "nanosleep", args: [{ words: [0, 200_000_000] }, 0] },
  ],
  steps: {
    "cgroup.mkdir": {
      label: "mkdir of a cgroup with its cpu, memory, io, pids and cpuset files",
    },
    "cgroup.open": { label: "open of a file of a cgroup" },
    "cgroup.close": { label: "close of it" },
    ...Object.fromEntries(
      Object.keys(FILES).map((name) => [
        `cgroup.write.${name}`,
        { label: `write to ${name} of an empty cgroup` },
      ]),
    ),
    "cgroup.write.cgroup.subtree_control": { label: "write of +memory to cgroup.subtree_control" },
    "cgroup.write.cgroup.procs": { label: "write to cgroup.procs: a process moves itself" },
    "cgroup.rmdir": {
      label: "rmdir of a cgroup",
      includes: "what the kernel's workers free later is not in it: cgroup.later",
    },
    "cgroup.rest": { label: "a sleep of 200 ms after it", includes: "what the kernel's workers free" },
  },
};

export const CGROUPS: readonly Measurement[] = [
  made,
  difference(
    "cgroup.later",
    "a cgroup: what the kernel's workers do after its rmdir",
    "cgroup.rest",
    "rest.none",
    1,
    "less what follows the end of a process",
  ),
];
