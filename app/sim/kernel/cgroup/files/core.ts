/** The files that every cgroup has. */
import { SysError } from "../../abi/errno";
import type { Cgroup } from "../cgroup";
import { controlSubtree, makeThreaded } from "../control";
import { listed } from "../controllers";
import { listProcesses, listThreads, moveProcess, moveThread } from "../migrate";
import { signed32, stripped } from "../numbers";
import { isThreadedCgroup, typeOf } from "../threaded";
import { cpuStat } from "./cpu";
import type { FileSpec, FileUse } from "./spec";

/** INT_MAX stands for "max". */
const MOST = 0x7fffffff;

const limit = (name: string, field: "maxDepth" | "maxDescendants"): FileSpec => ({
  name,
  show: ({ cgroup }) => (cgroup[field] === Number.POSITIVE_INFINITY ? "max\n" : `${cgroup[field]}\n`),
  store: (text, { cgroup }) => {
    const word = stripped(text);
    const value = word === "max" ? MOST : signed32(word);
    if (value < 0) throw new SysError("ERANGE");
    cgroup[field] = value === MOST ? Number.POSITIVE_INFINITY : value;
  },
});

/** 0 or 1. @throws SysError EINVAL, ERANGE */
function flag(text: string): boolean {
  const value = signed32(stripped(text));
  if (value < 0 || value > 1) throw new SysError("ERANGE");
  return value === 1;
}

function kill(text: string, { tree, cgroup }: FileUse): void {
  if (signed32(stripped(text)) !== 1) throw new SysError("ERANGE");
  if (isThreadedCgroup(cgroup)) throw new SysError("EOPNOTSUPP");
  tree.kill(cgroup);
}

const changes = (cgroup: Cgroup) => cgroup.eventsChanged;

export const CORE_FILES: readonly FileSpec[] = [
  {
    name: "cgroup.type",
    notInRoot: true,
    show: ({ cgroup }) => `${typeOf(cgroup)}\n`,
    store: (text, { tree, cgroup }) => {
      if (stripped(text) !== "threaded") throw new SysError("EINVAL");
      makeThreaded(tree, cgroup);
    },
  },
  { name: "cgroup.procs", delegated: true, show: listProcesses, store: moveProcess },
  { name: "cgroup.threads", delegated: true, show: listThreads, store: moveThread },
  { name: "cgroup.controllers", show: ({ tree, cgroup }) => listed(tree.available(cgroup)) },
  {
    name: "cgroup.subtree_control",
    delegated: true,
    show: ({ cgroup }) => listed(cgroup.subtreeControl),
    store: (text, { tree, cgroup }) => controlSubtree(tree, cgroup, stripped(text)),
  },
  {
    name: "cgroup.events",
    notInRoot: true,
    changes,
    show: ({ cgroup }) => `populated ${cgroup.populated ? 1 : 0}\nfrozen ${cgroup.frozen ? 1 : 0}\n`,
  },
  limit("cgroup.max.descendants", "maxDescendants"),
  limit("cgroup.max.depth", "maxDepth"),
  {
    name: "cgroup.stat",
    show: ({ cgroup }) =>
      `nr_descendants ${cgroup.descendants}\nnr_dying_descendants ${cgroup.dyingDescendants}\n`,
  },
  {
    name: "cgroup.freeze",
    notInRoot: true,
    show: ({ cgroup }) => `${cgroup.freeze ? 1 : 0}\n`,
    store: (text, { tree, cgroup }) => tree.freezer.set(cgroup, flag(text)),
  },
  { name: "cgroup.kill", notInRoot: true, store: kill },
  { name: "cpu.stat", show: cpuStat },
];

export const PRESSURE_SWITCH: FileSpec = {
  name: "cgroup.pressure",
  show: ({ cgroup }) => `${cgroup.pressure.enabled ? 1 : 0}\n`,
  store: (text, { cgroup }) => {
    cgroup.pressure.enabled = flag(text);
  },
};
