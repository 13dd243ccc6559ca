/** Namespaces as rows of boxes, nested where the kernel nests them. Pure. */
import type { NamespaceView } from "@/app/sim/kernel/view/namespaces";
import type { ProcessView } from "@/app/sim/kernel/view/processes";

export type Kind = NamespaceView["kind"];

/** In the order in which they came to Linux, user and time last. */
export const KINDS: readonly Kind[] = ["mnt", "uts", "ipc", "pid", "net", "cgroup", "user", "time"];

export const kindWords: Readonly<Record<Kind, string>> = {
  mnt: "mounts: which file systems are where",
  uts: "host name",
  ipc: "shared memory, semaphores, message queues",
  pid: "process numbers",
  net: "network devices, addresses, routes, ports",
  cgroup: "what is the root of the cgroup tree",
  user: "user numbers and capabilities",
  time: "clocks since boot",
};

export interface Member {
  readonly pid: number;
  readonly comm: string;
}

export interface NamespaceBox {
  readonly inode: number;
  readonly initial: boolean;
  readonly owner: number;
  readonly holds: string;
  readonly members: readonly Member[];
  /** Members that are not listed because there are too many. */
  readonly omitted: number;
  readonly children: readonly NamespaceBox[];
}

export interface NamespaceRow {
  readonly kind: Kind;
  readonly boxes: readonly NamespaceBox[];
  readonly count: number;
  /** Namespaces that are not drawn because there are too many. */
  readonly omitted: number;
}

/** The lowest inode of a kind is the initial namespace's: it was made at boot. */
export function namespaceRows(
  namespaces: readonly NamespaceView[],
  processes: readonly ProcessView[],
  mostBoxes: number,
  mostMembers: number,
): readonly NamespaceRow[] {
  const names = new Map(processes.map(({ pid, comm }) => [pid, comm]));
  return KINDS.map((kind) => {
    const all = namespaces.filter((one) => one.kind === kind).sort((a, b) => a.inode - b.inode);
    const shown = all.slice(0, mostBoxes);
    const known = new Set(shown.map(({ inode }) => inode));
    const boxOf = (one: NamespaceView): NamespaceBox => ({
      inode: one.inode,
      initial: one === all[0],
      owner: one.owner,
      holds: holdsText(one),
      members: one.members.slice(0, mostMembers).map((pid) => ({ pid, comm: names.get(pid) ?? "" })),
      omitted: Math.max(0, one.members.length - mostMembers),
      children: shown.filter(({ parent }) => parent === one.inode).map(boxOf),
    });
    return {
      kind,
      boxes: shown.filter(({ parent }) => parent === undefined || !known.has(parent)).map(boxOf),
      count: all.length,
      omitted: all.length - shown.length,
    };
  });
}

/** Docker names cgroups by 64 digits. */
const LONG_ID = /\b([0-9a-f]{12})[0-9a-f]{52}\b/g;
const WHOLE_RANGE = 4294967295;

/** The kernel's line in a reader's words where it is a row of numbers. */
export function holdsText({ kind, holds }: Pick<NamespaceView, "kind" | "holds">): string {
  switch (kind) {
    case "uts":
      return `“${holds}”`;
    case "net":
      return holds === "" ? "no devices" : holds;
    case "cgroup":
      return `root ${holds.replaceAll(LONG_ID, "$1…")}`;
    case "user": {
      const maps = [...holds.matchAll(/(\d+) (\d+) (\d+)/g)].map(([, inside, outside, count]) =>
        Number(count) === WHOLE_RANGE
          ? "every uid is itself"
          : Number(count) === 1
            ? `uid ${inside} here is ${outside} on the host`
            : `uids ${inside} to ${Number(inside) + Number(count) - 1} here are ${outside} and up on the host`,
      );
      return maps.length === 0 ? "no uid map: everybody is nobody" : maps.join("; ");
    }
    case "time":
      return holds === "boot time 0 s later" ? "the host’s clocks" : holds;
    default:
      return holds.replace(/^1 (mount|task|object)s$/, "1 $1");
  }
}
