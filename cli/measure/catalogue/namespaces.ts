/** Namespaces: clone, unshare and setns of each, id maps, and the lifetimes that end with the process. */
import { CLONE, O } from "@/app/sim/kernel/abi/flags";
import { difference, type Measurement, type ProgramMeasurement } from "../measurement";
import type { Call, Item } from "../program";
import { forked } from "./processes";

const NAMES = {
  mnt: CLONE.NEWNS,
  uts: CLONE.NEWUTS,
  ipc: CLONE.NEWIPC,
  pid: CLONE.NEWPID,
  net: CLONE.NEWNET,
  user: CLONE.NEWUSER,
  cgroup: CLONE.NEWCGROUP,
} as const;
const CONTAINER = CLONE.NEWNS | CLONE.NEWUTS | CLONE.NEWIPC | CLONE.NEWPID | CLONE.NEWNET | CLONE.NEWCGROUP;
type Name = keyof typeof NAMES;
const names = Object.keys(NAMES) as Name[];

const described = (label: string, includes?: string) => ({
  label,
  ...(includes === undefined ? {} : { includes }),
});

/** Time for the kernel's workers: what they free after a process is counted here. */
const SETTLE_NS = 200_000_000;
const settle = (mark: string): readonly Item[] => [
  { mark },
  { call: "nanosleep", args: [{ words: [0, SETTLE_NS] }, 0] },
];

const clone: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [
    { mark: "clone.none" },
    ...forked([]),
    ...settle("rest.none"),
    ...names.flatMap((name): Item[] => [
      { mark: `clone.${name}` },
      ...forked([], NAMES[name]),
      ...settle(`rest.${name}`),
    ]),
    { mark: "clone.container" },
    ...forked([], CONTAINER),
    ...settle("rest.container"),
  ],
  steps: {
    "clone.none": { label: "clone without namespaces, exit, wait" },
    "rest.none": { label: "a sleep of 200 ms after it", includes: "what the kernel's workers free" },
    ...Object.fromEntries(
      names.flatMap((name) => [
        [`clone.${name}`, { label: `clone with a new ${name} namespace, exit, wait` }],
        [`rest.${name}`, { label: "a sleep of 200 ms after it", includes: "what the kernel's workers free" }],
      ]),
    ),
    "clone.container": { label: "clone with a new mnt, uts, ipc, pid, net and cgroup namespace, exit, wait" },
    "rest.container": { label: "a sleep of 200 ms after it", includes: "what the kernel's workers free" },
  },
};

const manyMounts: ProgramMeasurement = {
  kind: "program",
  times: 12,
  prelude: "mkdir /tmp/m; for i in $(seq 40); do mkdir /tmp/m/$i; mount -t tmpfs x /tmp/m/$i; done",
  turn: [{ mark: "clone.mnt.40" }, ...forked([], CLONE.NEWNS)],
  steps: { "clone.mnt.40": { label: "clone with a new mnt namespace of 40 more mounts, exit, wait" } },
};

/** unshare in a child, between marks of its own: the namespace's making without its end. */
const unshareOne = (name: string, flag: number): Item[] => [
  { mark: `(fork ${name})` },
  ...forked([{ mark: `unshare.${name}` }, { call: "unshare", args: [flag] }, { mark: `(exit ${name})` }]),
];

const unshare: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [...names.flatMap((name) => unshareOne(name, NAMES[name])), ...unshareOne("time", CLONE.NEWTIME)],
  steps: Object.fromEntries(
    [...names, "time"].map((name) => [
      `unshare.${name}`,
      described(
        `unshare of the ${name} namespace`,
        name === "pid" || name === "time" ? "it is entered by the next child" : undefined,
      ),
    ]),
  ),
};

const setnsNames = ["mnt", "uts", "ipc", "pid", "net", "cgroup", "time"] as const;
const setns: ProgramMeasurement = {
  kind: "program",
  times: 12,
  setup: setnsNames.map(
    (name): Call => ({ call: "open", args: [`/proc/self/ns/${name}`, O.RDONLY], as: name }),
  ),
  turn: setnsNames.flatMap((name): Item[] => [
    { mark: `setns.${name}` },
    { call: "setns", args: [{ result: name }, 0] },
  ]),
  steps: Object.fromEntries(
    setnsNames.map((name) => [`setns.${name}`, { label: `setns into the ${name} namespace of a file` }]),
  ),
};

const written = (path: string, text: string): Item[] => [
  { mark: `(open ${path})` },
  { call: "open", args: [path, O.WRONLY], as: "map" },
  { mark: path },
  { call: "write", args: [{ result: "map" }, text, text.length] },
  { mark: `(close ${path})` },
  { call: "close", args: [{ result: "map" }] },
];

const maps: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [
    { mark: "(clone)" },
    ...forked(
      [
        ...written("/proc/self/setgroups", "deny"),
        ...written("/proc/self/uid_map", "0 0 1\n"),
        ...written("/proc/self/gid_map", "0 0 1\n"),
      ],
      CLONE.NEWUSER,
    ),
  ],
  steps: {
    "/proc/self/setgroups": { label: "write of deny to setgroups" },
    "/proc/self/uid_map": { label: "write of one line to uid_map" },
    "/proc/self/gid_map": { label: "write of one line to gid_map" },
  },
};

const nsFile: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [
    { mark: "ns.open" },
    { call: "open", args: ["/proc/self/ns/uts", O.RDONLY], as: "ns" },
    { mark: "ns.close" },
    { call: "close", args: [{ result: "ns" }] },
  ],
  steps: {
    "ns.open": { label: "open of /proc/self/ns/uts" },
    "ns.close": { label: "close of it" },
  },
};

export const NAMESPACES: readonly Measurement[] = [
  clone,
  manyMounts,
  unshare,
  setns,
  maps,
  nsFile,
  ...names.map((name) =>
    difference(
      `ns.${name}`,
      `one ${name} namespace, beyond a clone without it`,
      `clone.${name}`,
      "clone.none",
      1,
      "its end, as far as that happens at once",
    ),
  ),
  difference(
    "ns.mnt.mount",
    "each mount that a new mnt namespace copies",
    "clone.mnt.40",
    "clone.mnt",
    40,
    "its end",
  ),
  ...names.map((name) =>
    difference(
      `ns.${name}.later`,
      `one ${name} namespace: what the kernel's workers do after its end`,
      `rest.${name}`,
      "rest.none",
    ),
  ),
  difference(
    "ns.container",
    "those six namespaces",
    "clone.container",
    "clone.none",
    1,
    "their ends, as far as that happens at once",
  ),
  difference(
    "ns.container.later",
    "what the kernel's workers do after their end",
    "rest.container",
    "rest.none",
  ),
];
