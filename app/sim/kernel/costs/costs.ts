/**
 * What the simulated kernel charges: instructions of each step, counted in the real guest (measured.ts) and mapped to calls in
 * call-entries.ts and part-entries.ts. The host turns them into time. docs/measurements.md says what they hold and what not.
 */
import { MNT, MS } from "../abi/flags";
import { CALL_ENTRIES } from "./call-entries";
import type { CostDetail, CostEntry } from "./cost-entry";
import { NAMESPACE_FLAGS, PART_ENTRIES, PROGRAM_ENTRIES } from "./part-entries";

export type { CostDetail } from "./cost-entry";

const KIB = 1024;
/** Components of the path in the measured calls. */
const MEASURED_COMPONENTS = 3;

/** Calls whose bytes are copied, and what a KiB of it costs. */
const PER_KIB: Readonly<Record<string, string>> = {
  copy: "copy.kib",
  read: "read.kib",
  pread64: "read.kib",
  write: "write.kib",
  pwrite64: "write.kib",
  sendto: "tcp.send.kib",
  sendmsg: "tcp.send.kib",
  recvfrom: "tcp.receive.kib",
};

/** Calls whose cost grows with pages, and what one costs. */
const PER_PAGE: Readonly<Record<string, string>> = {
  fork: "fork.page",
  clone: "fork.page",
  munmap: "munmap.page",
};

export interface Costs {
  /** Instructions of a call, a whole number; the null system call's for a name that has no entry. */
  costOf(call: string, detail?: CostDetail): number;
  /** What the arguments add to `costOf(call)`, for a kernel that charges a call by its name before it looks at them. */
  extraOf(call: string, detail: CostDetail): number;
  /** Instructions of a part or of a program's own work. @throws RangeError for an id that there is not. */
  partOf(id: string): number;
  /** For the page: every entry, in the order of the tables. */
  readonly entries: readonly CostEntry[];
}

const ENTRIES: readonly CostEntry[] = [...CALL_ENTRIES, ...PART_ENTRIES, ...PROGRAM_ENTRIES];

/** @throws RangeError for an override of something that there is not, or that is not a count of instructions. */
export function makeCosts(overrides: Readonly<Record<string, number>> = {}): Costs {
  const known = new Set(ENTRIES.map(({ id }) => id));
  for (const [id, value] of Object.entries(overrides)) {
    if (!known.has(id)) throw new RangeError(`there is no cost "${id}" to override`);
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER))
      throw new RangeError(`cost "${id}": ${value} is not a count of instructions`);
  }
  const entries = ENTRIES.map((entry): CostEntry => {
    if (!Object.hasOwn(overrides, entry.id)) return entry;
    const origin = { kind: "override", was: entry.instructions } as const;
    return { ...entry, instructions: overrides[entry.id]!, origin };
  });
  return new CostTable(entries);
}

class CostTable implements Costs {
  private readonly byId = new Map<string, number>();

  constructor(readonly entries: readonly CostEntry[]) {
    for (const { id, instructions } of entries) this.byId.set(id, instructions);
  }

  partOf(id: string): number {
    const value = this.byId.get(id);
    if (value === undefined) throw new RangeError(`there is no cost "${id}"`);
    return Math.round(value);
  }

  costOf(call: string, detail: CostDetail = {}): number {
    return Math.round(this.base(call, detail) + this.added(call, detail));
  }

  extraOf(call: string, detail: CostDetail): number {
    return Math.max(0, this.costOf(call, detail) - this.costOf(call));
  }

  private base(call: string, { type, flags = 0 }: CostDetail): number {
    if (call === "copy") return 0;
    if (call === "mount") return this.mountBase(type, flags);
    if (call === "umount")
      return (flags & MNT.DETACH) !== 0 || type === undefined
        ? this.first("umount.detach")
        : this.first(`umount.${type}`, "umount.tmpfs");
    if (call === "setns") return this.first(`setns.${type}`, call);
    return this.first(call);
  }

  private mountBase(type: string | undefined, flags: number): number {
    if ((flags & MS.REMOUNT) !== 0) return this.first("mount.remount");
    if ((flags & MS.BIND) !== 0) return this.first("mount.bind");
    const propagation = MS.SHARED | MS.PRIVATE | MS.SLAVE | MS.UNBINDABLE;
    if ((flags & propagation) !== 0) return this.first("mount.propagation");
    return type === undefined ? this.first("mount") : this.first(`mount.${type}`, "mount.tmpfs");
  }

  /** The first of these that is in the table, and the null system call if none is. */
  private first(...ids: readonly string[]): number {
    for (const id of [...ids, "getpid"]) {
      const value = this.byId.get(id);
      if (value !== undefined) return value;
    }
    return 0;
  }

  private added(call: string, detail: CostDetail): number {
    const { bytes = 0, pages = 0, flags = 0, components, count = 0 } = detail;
    let sum = 0;
    if (Object.hasOwn(PER_KIB, call)) sum += (bytes / KIB) * this.first(PER_KIB[call]!);
    if (Object.hasOwn(PER_PAGE, call)) sum += pages * this.first(PER_PAGE[call]!);
    if (call === "page_fault" && pages > 1) sum += (pages - 1) * this.first("fault");
    if (call === "clone" || call === "unshare") sum += this.namespaces(flags, count);
    if (call === "getdents64") sum += count * this.first("getdents.entry");
    if (call === "mount" && detail.type === "overlay")
      sum += Math.max(0, count - 1) * this.first("mount.overlay.layer");
    if (components !== undefined) sum += (components - MEASURED_COMPONENTS) * this.first("path.component");
    return sum;
  }

  /** `mounts` of the old mnt namespace are copied into a new one; what the first ten cost is in the measured base. */
  private namespaces(flags: number, mounts: number): number {
    let sum = 0;
    for (const [name, flag] of Object.entries(NAMESPACE_FLAGS))
      if ((flags & flag) !== 0) sum += this.first(`ns.${name}`);
    if ((flags & NAMESPACE_FLAGS.mnt!) !== 0) sum += Math.max(0, mounts - 10) * this.first("ns.mnt.mount");
    return sum;
  }
}

const STANDARD = makeCosts();

/** Instructions of one system call of the simulated kernel, or of a copy of `bytes`. */
export const costOf = (call: string, detail?: CostDetail): number => STANDARD.costOf(call, detail);

/** What the arguments of a call add to `costOf(call)`: the cheapest mount, umount and setns are the base of theirs. */
export const extraCost = (call: string, detail: CostDetail): number => STANDARD.extraOf(call, detail);

/** Instructions of a part of a call, or of a program's own work (part-entries.ts). */
export const partCost = (id: string): number => STANDARD.partOf(id);

/** Every cost with its origin. */
export const allCosts = (): readonly CostEntry[] => STANDARD.entries;
