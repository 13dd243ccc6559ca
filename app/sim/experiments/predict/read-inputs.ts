/** Reads what was asked of a scenario, as text, strictly. */
import {
  type Given,
  type Inputs,
  type InputValue,
  type Option,
  type Options,
  PredictionInputError,
  type Scenario,
} from "./prediction";

const allowedWords = (option: Option): string =>
  option.kind === "choice"
    ? option.allowed.join(", ")
    : `a whole number from ${option.least} to ${option.most}`;

/** How an option is written, for usage: "--depth N", "[--block 4k|128k]". */
function optionWords(name: string, option: Option): string {
  const word = `--${name} ${option.kind === "choice" ? option.allowed.join("|") : "N"}`;
  return option.fallback === undefined ? word : `[${word}]`;
}

function readValue(name: string, option: Option, text: string): InputValue {
  if (option.kind === "choice") {
    if (option.allowed.includes(text)) return text;
  } else if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value >= option.least && value <= option.most) return value;
  }
  throw new PredictionInputError(`--${name} ${text}: allowed: ${allowedWords(option)}`);
}

/** How all options of a form are written. */
export const formWords = (options: Options): string =>
  Object.entries(options)
    .map(([name, option]) => optionWords(name, option))
    .join(" ");

/**
 * The inputs of a run, with what is usual for those that were not given.
 * @throws PredictionInputError for an option or a value that the scenario does not have, or a missing one.
 */
export function readInputs({ name: asked, options: usual, otherForms = [] }: Scenario, given: Given): Inputs {
  const options = otherForms.find(({ when }) => when(given))?.options ?? usual;
  for (const name of Object.keys(given))
    if (!Object.hasOwn(options, name))
      throw new PredictionInputError(`${asked} has no --${name} here; allowed: ${formWords(options)}`);
  const inputs: Record<string, InputValue> = {};
  for (const [name, option] of Object.entries(options)) {
    const text = given[name];
    const value = text === undefined ? option.fallback : readValue(name, option, text);
    if (value === undefined)
      throw new PredictionInputError(`${asked} wants --${name}: ${allowedWords(option)}`);
    inputs[name] = value;
  }
  return inputs;
}
