/** One cost of the simulated kernel: so many instructions, and where the number comes from. */
export interface CostEntry {
  readonly id: string;
  readonly label: string;
  readonly instructions: number;
  readonly origin: CostOrigin;
}

export type CostOrigin =
  /** Counted in the real guest: this row of measured.ts. */
  | { readonly kind: "measured"; readonly row: string }
  /** Computed from rows, or taken from a row of the same kind; `because` says which and why. */
  | { readonly kind: "derived"; readonly rows: readonly string[]; readonly because: string }
  /** A learner's own number. */
  | { readonly kind: "override"; readonly was: number };

/** What a call's cost depends on beside its name. */
export interface CostDetail {
  /** Bytes that are copied. */
  readonly bytes?: number;
  /** Pages written for the first time, given back, or whose entries are copied. */
  readonly pages?: number;
  /** Namespace flags of clone and unshare; flags of mount and umount. */
  readonly flags?: number;
  /** Of mount and umount: the file system; of setns: the kind of namespace. */
  readonly type?: string;
  /** Components of the path; 3 are in the base cost of a call with a path. */
  readonly components?: number;
  /** Entries of a directory; mounts that are copied; layers of an overlay. */
  readonly count?: number;
}
