/** One published row beside what the model says to it. */
import type { Figure } from "../../figures/figure";

/** How the model has the row: it starts from it; a constant was chosen to meet it; or it was not used and must be met anyway. */
export type Use = "input" | "fitted" | "checked";

export interface Tolerance {
  readonly kind: "relative" | "absolute";
  /** A share of the published value; or in its unit. */
  readonly amount: number;
  /** Who says so. */
  readonly from: string;
}

export interface CalibrationRow {
  /** `<scenario>.<what>`, for links and tests. */
  readonly id: string;
  readonly scenario: string;
  readonly what: string;
  readonly use: Use;
  readonly published: Figure;
  /** In the published figure's unit. */
  readonly model: number;
  readonly tolerance: Tolerance;
}

export const suggested = (amount: number, check: string): Tolerance => ({
  kind: "relative",
  amount,
  from: `published-figures.md, ${check}`,
});
export const within = (amount: number, check: string): Tolerance => ({
  ...suggested(amount, check),
  kind: "absolute",
});

/** Where no tolerance is suggested. */
export const usual: Tolerance = { kind: "relative", amount: 0.1, from: "no suggestion; the lab's own 10 %" };
export const exactly: Tolerance = { kind: "relative", amount: 1e-9, from: "published-figures.md: exact" };

export const errorOf = ({ published, model }: CalibrationRow): number => model - published.value;

export const relativeErrorOf = (row: CalibrationRow): number => errorOf(row) / row.published.value;

export function isWithin(row: CalibrationRow): boolean {
  const { kind, amount } = row.tolerance;
  return Math.abs(kind === "relative" ? relativeErrorOf(row) : errorOf(row)) <= amount;
}
