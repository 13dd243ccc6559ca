/** The numbers of a trial as figures: each modelled, with the constants that went in. */

import { RECORDED } from "../experiments/recorded";
import { startCell } from "../experiments/startup/alone";
import { WAY_CONSTANTS } from "../experiments/startup/ways";
import { structPageShare } from "../figures/density";
import { type Figure, modelled, type Unit } from "../figures/figure";
import type { TrialRun } from "../run/trial-record";
import type { TrialInputs } from "./inputs";
import { instanceOf, wayOf } from "./instance";
import { platformWords } from "./words";

/** Of the host as it was filled, or of one instance on it. */
export const fillFigure = ({ inputs }: TrialRun, value: number, unit: Unit, what: string): Figure =>
  modelled(value, unit, `${what}: ${platformWords(inputs)}`, [
    ...instanceOf(inputs, RECORDED).constants,
    structPageShare,
  ]);

/** Of many starts at one moment. */
export const stormFigure = ({ inputs }: TrialRun, value: number, unit: Unit, what: string): Figure =>
  modelled(value, unit, `${what}: ${platformWords(inputs)}; simulated, each with a share of the cores`, [
    ...WAY_CONSTANTS,
  ]);

/** One start with nothing else on the host, as the sum of its stages. */
export const startOf = (inputs: TrialInputs) => startCell(wayOf(inputs, RECORDED));

/** What one takes of memory, by what it is for. */
export const partsOf = (inputs: TrialInputs) => instanceOf(inputs, RECORDED).parts;
