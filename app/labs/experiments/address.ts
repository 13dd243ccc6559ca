/** An experiment with its inputs in an address: `?experiment=density&cores=128`. Pure. */
import type { ExperimentId } from "@/app/sim/experiments/table";
import { type Asked, EXPERIMENT_IDS, EXPERIMENTS, usualInputs } from "./experiments";
import { allowedWords, type InputValue, readValue } from "./inputs";

export interface Address {
  readonly asked: Asked;
  /** The address names an experiment, and nothing in it is damaged: it can be run at once. */
  readonly complete: boolean;
  /** What could not be understood, one sentence each. */
  readonly notices: readonly string[];
}

const NAME = "experiment";
/** What of a bad value is repeated to the reader. */
const MOST_SHOWN = 60;
/** More notices than these help nobody. */
const MOST_NOTICES = 5;

const isExperiment = (id: string | null): id is ExperimentId => EXPERIMENT_IDS.some((known) => known === id);

export function linkTo({ experiment, inputs }: Asked): string {
  const query = new URLSearchParams({ [NAME]: experiment });
  for (const { name } of EXPERIMENTS[experiment].fields) query.set(name, String(inputs[name]));
  return `?${query}`;
}

/** What cannot be understood is named, and what is usual stands in its place. */
export function readAddress(search: string): Address {
  const parameters = new URLSearchParams(search);
  const notices: string[] = [];
  const says = (name: string, value: string) => `The address says ${name}=${value.slice(0, MOST_SHOWN)}.`;
  const named = parameters.get(NAME);
  const experiment = isExperiment(named) ? named : "startup";
  if (named !== null && named !== experiment)
    notices.push(
      `${says(NAME, named)} There are ${EXPERIMENT_IDS.join(", ")}; ${experiment} is shown instead.`,
    );
  const { fields } = EXPERIMENTS[experiment];
  const inputs: Record<string, InputValue> = { ...usualInputs(experiment) };
  for (const [name, text] of parameters) {
    if (name === NAME) continue;
    const field = fields.find((one) => one.name === name);
    if (field === undefined) {
      notices.push(
        `${says(name.slice(0, MOST_SHOWN), text)} ${experiment} has no such input; it is left out.`,
      );
      continue;
    }
    const value = readValue(field, text);
    if (value !== undefined) inputs[name] = value;
    else
      notices.push(`${says(name, text)} Allowed: ${allowedWords(field)}. ${field.usual} is taken instead.`);
  }
  return {
    asked: { experiment, inputs },
    complete: named !== null && notices.length === 0,
    notices: notices.slice(0, MOST_NOTICES),
  };
}
