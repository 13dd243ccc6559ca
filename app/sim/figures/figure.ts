/**
 * Every number that a person sees is a Figure: a value, its unit, and where it comes from. A figure without an origin
 * does not typecheck.
 */

export type Unit =
  | "ns"
  | "µs"
  | "ms"
  | "instructions"
  | "exits"
  | "pages"
  | "bytes"
  | "%"
  | "×"
  | "ns/instruction"
  /** A share among competitors; only the ratio of two weights means something. */
  | "weight"
  | "credits/ms"
  | "count"
  | "s"
  | "kB"
  | "/s"
  | "thousand/s"
  | "Mb/s"
  | "Gb/s"
  | "MB/s"
  | "GB/s"
  | "GFLOPS"
  | "GUPS";

export type Origin =
  /** Counted in this run, on the guest in front of the reader. `how` says what was counted. */
  | { readonly kind: "measured"; readonly how: string }
  /** Computed by the model; `from` names the constants and counts that went in. */
  | { readonly kind: "modelled"; readonly how: string; readonly from: readonly Constant[] }
  /** Printed in a paper or computed from its published data. */
  | { readonly kind: "published"; readonly source: Source };

export interface Source {
  readonly title: string;
  readonly authors: string;
  /** Venue and year. */
  readonly where: string;
  /** Table, figure or file within the source. */
  readonly table: string;
  /** The machine it was measured on. */
  readonly host: string;
  readonly url?: string;
}

export interface Figure {
  readonly value: number;
  readonly unit: Unit;
  readonly origin: Origin;
}

/** A named number of the model that a learner can open and override. */
export interface Constant {
  readonly id: string;
  readonly label: string;
  readonly value: number;
  readonly unit: Unit;
  /** Why this value: the source, or the reason it is a convention. */
  readonly because: string;
  readonly source?: Source;
}

export const measured = (value: number, unit: Unit, how: string): Figure => ({
  value,
  unit,
  origin: { kind: "measured", how },
});

export const modelled = (value: number, unit: Unit, how: string, from: readonly Constant[]): Figure => ({
  value,
  unit,
  origin: { kind: "modelled", how, from },
});

export const published = (value: number, unit: Unit, source: Source): Figure => ({
  value,
  unit,
  origin: { kind: "published", source },
});
