/** All scenarios, by name. */
import { appScenario } from "./app";
import { assignedScenario, sriovScenario } from "./assigned";
import { containerStartScenario } from "./container-start";
import { fioScenario } from "./fio";
import { iperfScenario } from "./iperf";
import { mysqlScenario } from "./mysql";
import { parallelBootScenario } from "./parallel-boot";
import { type Given, type Prediction, PredictionInputError, type Scenario } from "./prediction";
import { gupsScenario, linpackScenario, streamScenario } from "./processor-and-memory";
import { qcow2ChainScenario } from "./qcow2-chain";
import { readInputs } from "./read-inputs";
import { redisScenario } from "./redis";
import { sharingScenario } from "./sharing";
import { snapshotScenario } from "./snapshot";
import { vmMemoryScenario } from "./vm-memory";

export const SCENARIOS: readonly Scenario[] = [
  parallelBootScenario,
  vmMemoryScenario,
  gupsScenario,
  streamScenario,
  linpackScenario,
  redisScenario,
  fioScenario,
  mysqlScenario,
  appScenario,
  sharingScenario,
  snapshotScenario,
  assignedScenario,
  sriovScenario,
  qcow2ChainScenario,
  containerStartScenario,
  iperfScenario,
];

/**
 * What the model says to a scenario with these options, as text.
 * @throws PredictionInputError for a scenario, an option or a value that does not exist; it says what does.
 */
export function predict(name: string, given: Given): Prediction {
  const scenario = SCENARIOS.find((one) => one.name === name);
  if (scenario === undefined)
    throw new PredictionInputError(
      `there is no scenario "${name}"; scenarios: ${SCENARIOS.map((one) => one.name).join(", ")}`,
    );
  const inputs = readInputs(scenario, given);
  return { scenario: name, inputs, ...scenario.predict(inputs) };
}
