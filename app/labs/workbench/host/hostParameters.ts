/** The host of the columns in an address: `?cores=2&vm.weight=200`. */
import {
  CORES,
  type HostSettings,
  readCores,
  readWeight,
  USUAL_HOST,
  WEIGHTS,
  WEIGHTS_ALLOWED,
} from "@/app/sim/together/settings";

type Reject = (field: string, value: string, allowed: string, kept: string) => void;

/** What the address says wrongly is told to `reject`, and the usual stands. */
export function hostFrom(parameters: URLSearchParams, ids: readonly string[], reject: Reject): HostSettings {
  const coresText = parameters.get("cores");
  const cores = coresText === null ? undefined : readCores(coresText);
  if (coresText !== null && cores === undefined)
    reject("cores", coresText, CORES.join(", "), `The host has ${USUAL_HOST.cores}.`);
  const weights: Record<string, number> = {};
  for (const id of ids) {
    const field = `${id}.weight`;
    const text = parameters.get(field);
    if (text === null) continue;
    const weight = readWeight(text);
    if (weight === undefined) reject(field, text, WEIGHTS_ALLOWED, `It is ${WEIGHTS.usual}.`);
    else weights[id] = weight;
  }
  return { cores: cores ?? USUAL_HOST.cores, weights };
}

/** The parameters that `hostFrom` reads the same settings from, of these columns. */
export function hostParameters(host: HostSettings, ids: readonly string[]): [string, string][] {
  const weights = ids.flatMap((id): [string, string][] => {
    const weight = host.weights[id];
    return weight === undefined || weight === WEIGHTS.usual ? [] : [[`${id}.weight`, String(weight)]];
  });
  return host.cores === USUAL_HOST.cores ? weights : [["cores", String(host.cores)], ...weights];
}
