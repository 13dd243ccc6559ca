/**
 * What a prediction is: values with ranges, and the mechanisms that produced them. A scenario is asked with options; what it
 * cannot answer it says in words, with no outputs.
 */

import type { Unit } from "../../figures/figure";

export interface Output {
  readonly value: number;
  readonly unit: Unit;
  /** Where the measured value is expected to lie. */
  readonly range: readonly [low: number, high: number];
}

export type InputValue = string | number;
export type Inputs = Readonly<Record<string, InputValue>>;

export interface Answer {
  readonly outputs: Readonly<Record<string, Output>>;
  readonly mechanisms: readonly string[];
  /** Why there are no outputs: the mechanism that the model lacks. */
  readonly missing?: string;
}

export interface Prediction extends Answer {
  readonly scenario: string;
  readonly inputs: Inputs;
}

export type Option =
  | { readonly kind: "choice"; readonly allowed: readonly string[]; readonly fallback?: string }
  | { readonly kind: "whole"; readonly least: number; readonly most: number; readonly fallback?: number };

/** By name. An option without a fallback must be given. */
export type Options = Readonly<Record<string, Option>>;
export type Given = Readonly<Record<string, string>>;

export interface Scenario {
  readonly name: string;
  /** One line for a list. */
  readonly summary: string;
  readonly options: Options;
  /** Other sets of options, and when one is meant; the first that fits counts. */
  readonly otherForms?: readonly { readonly when: (given: Given) => boolean; readonly options: Options }[];
  predict(inputs: Inputs): Answer;
}

/** An option or value that a scenario does not have; says what is allowed. */
export class PredictionInputError extends Error {
  override readonly name = "PredictionInputError";
}

const DIGITS = 4;

/** Four significant digits: what a model of this kind can mean. */
export const rounded = (value: number): number => Number(value.toPrecision(DIGITS));

/** @throws RangeError if the value is outside of its range or not finite: a mistake of the model. */
export function output(value: number, unit: Unit, low: number, high: number): Output {
  const [v, l, h] = [rounded(value), rounded(low), rounded(high)];
  if (!(Number.isFinite(v) && l <= v && v <= h)) throw new RangeError(`${v} ${unit} is not in ${l} to ${h}`);
  return { value: v, unit, range: [l, h] };
}

/** A range by factors: `times(3, "ms", 0.5, 2)` is 3 ms, 1.5 to 6. */
export const times = (value: number, unit: Unit, low: number, high: number): Output =>
  output(value, unit, value * low, value * high);

export const missing = (what: string): Answer => ({ outputs: {}, mechanisms: [], missing: what });
