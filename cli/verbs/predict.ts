/** `lab predict`: what the model says to a published scenario, with a range and the mechanisms that produced it. */
import {
  type Prediction,
  PredictionInputError,
  type Scenario,
} from "@/app/sim/experiments/predict/prediction";
import { formWords } from "@/app/sim/experiments/predict/read-inputs";
import { predict as ask, SCENARIOS } from "@/app/sim/experiments/predict/scenarios";
import { UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const scenarioLines = ({ name, options, otherForms = [] }: Scenario): readonly string[] =>
  [options, ...otherForms.map((form) => form.options)].map((form) => `  ${name} ${formWords(form)}`);

const usage = `lab predict <scenario> [options] [--json]

What the model says, each value with the range in which a measurement is expected, and how it comes about. Calibrated on
published rows only (lab calibrate). Where the model has no mechanism there are no outputs, and it says what is missing.
An option in brackets has a usual value.

${SCENARIOS.flatMap(scenarioLines).join("\n")}`;

export const predict: Verb = {
  usage,
  async run(args) {
    const { name, given, json } = readArguments(args);
    const prediction = asked(name, given);
    if (json) printJson(prediction);
    else process.stdout.write(words(prediction));
    return 0;
  },
};

interface Asked {
  readonly name: string;
  readonly given: Readonly<Record<string, string>>;
  readonly json: boolean;
}

/** Options belong to a scenario, which knows them; so they are taken apart here without a list. */
function readArguments(args: readonly string[]): Asked {
  const given = new Map<string, string>();
  let name: string | undefined;
  let json = false;
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === "--json") json = true;
    else if (word.startsWith("--")) {
      const [option, inline] = split(word.slice(2));
      const value = inline ?? args[++at];
      if (value === undefined || (inline === undefined && value.startsWith("--")))
        throw new UsageError(`--${option} wants a value`);
      if (given.has(option)) throw new UsageError(`--${option} is given twice`);
      given.set(option, value);
    } else if (name === undefined) name = word;
    else throw new UsageError(`predict takes one scenario; "${word}" is one too many`);
  }
  if (name === undefined)
    throw new UsageError(`predict wants a scenario: ${SCENARIOS.map((one) => one.name).join(", ")}`);
  return { name, given: Object.fromEntries(given), json };
}

function split(word: string): readonly [string, string | undefined] {
  const at = word.indexOf("=");
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

function asked(name: string, given: Readonly<Record<string, string>>): Prediction {
  try {
    return ask(name, given);
  } catch (error) {
    if (error instanceof PredictionInputError) throw new UsageError(error.message);
    throw error;
  }
}

function words({ scenario, inputs, outputs, mechanisms, missing }: Prediction): string {
  const rows = Object.entries(outputs).map(
    ([
      name,
      {
        value,
        unit,
        range: [low, high],
      },
    ]) => `  ${name.padEnd(22)}${String(value).padStart(10)} ${unit.padEnd(12)} ${low} to ${high}`,
  );
  const asked = Object.entries(inputs).map(([option, value]) => `${option} ${value}`);
  return [
    `${scenario}: ${asked.join(", ")} (modelled)`,
    ...rows,
    ...(missing === undefined ? [] : [`  missing: ${missing}`]),
    ...mechanisms.map((mechanism) => `  - ${mechanism}`),
    "",
  ].join("\n");
}
