/** Made-up views for tests: what a machine could look like, without a machine. */
import type { NamespaceView } from "@/app/sim/kernel/view/namespaces";
import type { ProcessView } from "@/app/sim/kernel/view/processes";
import type { StartStep } from "@/app/sim/runtime/engine/contract";

export const INITIAL = {
  cgroup: 4026531835,
  ipc: 4026531839,
  mnt: 4026531832,
  net: 4026531840,
  pid: 4026531836,
  time: 4026531834,
  user: 4026531837,
  uts: 4026531838,
} as const;

export const BOX_PID = 4026532103;

export function processOf(pid: number, ppid: number, more: Partial<ProcessView> = {}): ProcessView {
  return {
    pid,
    ppid,
    numbers: [pid],
    comm: `p${pid}`,
    args: `/bin/p${pid}`,
    state: "S",
    uid: 0,
    uidInside: 0,
    hostname: "triptych",
    namespaces: INITIAL,
    cgroup: "/",
    root: "/",
    capabilities: "000001ffffffffff",
    userNs: 0,
    systemNs: 0,
    rssPages: 0,
    threads: 1,
    owner: 0,
    ...more,
  };
}

/** init, a shell, unshare, and below it a process that is number 1 in a namespace of its own, with a child. */
export const handMade: readonly ProcessView[] = [
  processOf(1, 0),
  processOf(3, 1),
  processOf(12, 3),
  processOf(14, 12, {
    numbers: [14, 1],
    namespaces: { ...INITIAL, pid: BOX_PID },
    uid: 100000,
    uidInside: 0,
  }),
  processOf(15, 14, { numbers: [15, 2], namespaces: { ...INITIAL, pid: BOX_PID } }),
];

export const namespaceOf = (
  kind: NamespaceView["kind"],
  inode: number,
  more: Partial<NamespaceView> = {},
): NamespaceView => ({
  kind,
  inode,
  owner: INITIAL.user,
  parent: undefined,
  members: [],
  holds: "",
  ...more,
});

/** So many processes below init. */
export const crowd = (count: number): readonly ProcessView[] =>
  Array.from({ length: count }, (_, index) => processOf(index + 1, index === 0 ? 0 : 1));

export const stepOf = (
  name: string,
  fromNs: number,
  toNs: number,
  more: Partial<StartStep> = {},
): StartStep => ({
  name,
  phase: "rootfs",
  fromNs,
  toNs,
  kind: "kernel",
  detail: "",
  ...more,
});
