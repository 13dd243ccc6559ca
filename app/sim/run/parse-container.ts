/** The part of a record that is about a simulated kernel. JSON leaves out what was undefined; here it comes back. */
import { z } from "zod";
import { type CgroupView, SHOWN_FILES } from "../kernel/view/cgroups";
import type { KernelView } from "../kernel/view/kernel-view";
import type { NamespaceView } from "../kernel/view/namespaces";
import type { ProcessView } from "../kernel/view/processes";
import type { KernelEvent } from "../kernel/view/recorder";
import { type ContainerRun, MOST_EVENTS } from "./container-record";

const MOST_PROCESSES = 40_000;
const MOST_MOUNTS = 100_000;
/** A path, a command line, or what a file of a cgroup says. */
const LONGEST_TEXT = 150_000;

const text = z.string().max(LONGEST_TEXT);
const count = z.number().int().nonnegative();
const time = z.number().nonnegative();
const pid = count;
const inode = count;
const pids = z.array(pid).max(MOST_PROCESSES);

const process: z.ZodType<ProcessView> = z.object({
  pid,
  ppid: pid,
  numbers: z.array(pid).max(64),
  comm: text,
  args: text,
  state: z.enum(["R", "S", "D", "T", "Z"]),
  uid: count,
  uidInside: count,
  hostname: text,
  namespaces: z.object({
    cgroup: inode,
    ipc: inode,
    mnt: inode,
    net: inode,
    pid: inode,
    time: inode,
    user: inode,
    uts: inode,
  }),
  cgroup: text,
  root: text,
  capabilities: z.string().max(40),
  userNs: time,
  systemNs: time,
  rssPages: count,
  threads: count,
  owner: count,
});

const namespace: z.ZodType<NamespaceView> = z
  .object({
    kind: z.enum(["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"]),
    inode,
    owner: inode,
    parent: inode.optional(),
    members: pids,
    holds: text,
  })
  .transform(({ parent, ...rest }) => ({ ...rest, parent }));

const cgroup: z.ZodType<CgroupView> = z
  .object({
    path: text,
    parent: text.optional(),
    processes: pids,
    files: z.partialRecord(z.enum(SHOWN_FILES), text),
  })
  .transform(({ parent, ...rest }) => ({ ...rest, parent }));

const view: z.ZodType<KernelView> = z.object({
  nowNs: time,
  processes: z.array(process).max(MOST_PROCESSES),
  namespaces: z.array(namespace).max(MOST_PROCESSES),
  cgroups: z.array(cgroup).max(MOST_PROCESSES),
  mounts: z.array(z.object({ namespace: inode, lines: z.array(text).max(MOST_MOUNTS) })).max(MOST_PROCESSES),
  userNs: time,
  systemNs: time,
  idleNs: time,
  totalPages: count,
  freePages: count,
});

const event: z.ZodType<KernelEvent> = z.object({
  fromNs: time,
  toNs: time,
  pid,
  comm: text,
  owner: count,
  call: text,
  detail: text,
  error: z.string().max(40),
});

/** A container lab's record as JSON makes it. */
export const containerRun: z.ZodType<ContainerRun> = z.object({
  setup: z.string().max(200),
  seed: z.number().int(),
  view,
  containers: z
    .array(
      z.object({
        name: z.string().max(1000),
        status: z.string().max(40),
        pid,
        exitCode: z.number().int(),
        oomKilled: z.boolean(),
      }),
    )
    .max(MOST_PROCESSES),
  events: z.array(event).max(MOST_EVENTS),
  calls: count,
});
