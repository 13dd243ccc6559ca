/** A guess held against what was measured, in words. */
import type { Unit } from "@/app/sim/figures/figure";
import { numberText } from "@/app/ui/format";

/** How far apart they are: in percentage points where both are shares, as a factor otherwise. */
export function comparison(guess: number, measured: number, unit: Unit): string {
  if (guess === measured) return "Exactly so.";
  const direction = guess < measured ? "too low" : "too high";
  if (unit === "%")
    return `Your prediction was ${rounded(Math.abs(measured - guess))} percentage points ${direction}.`;
  const small = Math.min(guess, measured);
  const factor = Math.max(guess, measured) / small;
  if (small <= 0) return `Your prediction was ${numberText(Math.abs(measured - guess), unit)} ${direction}.`;
  if (factor < 1.1) return "Your prediction was within a tenth.";
  return `Your prediction was ${direction} by a factor of ${rounded(factor)}.`;
}

const rounded = (value: number): string =>
  new Intl.NumberFormat("en-GB", { maximumSignificantDigits: value < 100 ? 2 : 3 }).format(value);

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Reads what was typed: a decimal comma will do, and so will separators between thousands. */
export function readGuess(
  text: string,
  { min, max }: Range,
): { readonly value: number } | { readonly why: string } {
  const tidy = text.trim().replace(/[\s_'’]/g, "");
  const grouped = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(tidy) ? tidy.replaceAll(",", "") : tidy.replace(",", ".");
  const value = /^-?\d+(\.\d+)?$/.test(grouped) ? Number(grouped) : Number.NaN;
  if (value >= min && value <= max) return { value };
  const range = new Intl.NumberFormat("en-GB");
  return { why: `Type a number from ${range.format(min)} to ${range.format(max)}.` };
}
