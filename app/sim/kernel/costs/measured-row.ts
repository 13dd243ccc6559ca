/** One row of the table of counts from the real guest (measured.ts, made by `lab measure --write`). */
export interface MeasuredRow {
  readonly id: string;
  /** What was counted. */
  readonly label: string;
  /** What else is in the count, or is not. */
  readonly includes?: string;
  /**
   * program: one step of a program of system calls, between marks; script: a body in a loop of the shell, whole
   * scripts with different turns subtracted; kbench: its loop between its marks; sum: computed from other rows.
   */
  readonly kind: "program" | "script" | "kbench" | "sum";
  /** For a sum: of what. */
  readonly formula?: string;
  /** Retired instructions; for steps of a program the median of the turns after the first. */
  readonly instructions: number;
  /** The range within one run. A repetition of the run gives the same numbers. */
  readonly lowest: number;
  readonly highest: number;
}

export interface MeasuredTable {
  /** SHA-256 of the guest's saved state, as in public/images/manifest.json. */
  readonly imageSha256: string;
  /** The day of the measurement. */
  readonly date: string;
  readonly command: string;
  readonly rows: readonly MeasuredRow[];
}
