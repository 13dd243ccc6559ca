/** What the exercises of lesson 18 must show: advice that its own runs bear out, and that no platform serves all. */
import type { LabRun } from "../run/record";
import type { TrialRun, TrialsRun } from "../run/trial-record";
import { type Demand, meets, missed, type TrialClient } from "../trial/demands";
import { PLATFORM_IDS, PLATFORMS, type PlatformId, runsOn, type WayId } from "../trial/platforms";
import { END_WORDS, platformWords, SHARING_WORDS } from "../trial/words";
import { trialsIn } from "./trial";
import { type Hint, hint, type Verdict, verdictOf } from "./verdict";

const CLIENTS = ["gateway", "users", "old", "strangers"] as const;

/** Each of four clients is advised a run that meets all that the client demands. */
export function fourClients(run: LabRun): Verdict {
  const trials = trialsIn(run, "Four clients");
  const marks = CLIENTS.map((id) => ({ id, passed: trials !== undefined && isServed(trials, id) }));
  return verdictOf(marks, () => (trials === undefined ? hint("not-set-up") : adviceHint(trials)));
}

const clientIn = ({ clients }: TrialsRun, id: string): TrialClient | undefined =>
  clients.find((client) => client.id === id);

const adviceFor = ({ advice }: TrialsRun, id: string): TrialRun | undefined =>
  Object.hasOwn(advice, id) && advice[id]?.client === id ? advice[id] : undefined;

function isServed(trials: TrialsRun, id: string): boolean {
  const [client, advised] = [clientIn(trials, id), adviceFor(trials, id)];
  return client !== undefined && advised !== undefined && missed(advised, client) === undefined;
}

function adviceHint(trials: TrialsRun): Hint {
  for (const id of CLIENTS) {
    const [client, advised] = [clientIn(trials, id), adviceFor(trials, id)];
    const demand = client && advised && missed(advised, client);
    if (demand !== undefined) return missedHint(client!.name, advised!, demand);
  }
  const left = CLIENTS.find((id) => adviceFor(trials, id) === undefined);
  return hint("no-advice", { client: clientIn(trials, left ?? "")?.name ?? "" });
}

/** A hint for each kind of demand, with what the run shows of it. */
function missedHint(client: string, { inputs, fits, endedBy, storm }: TrialRun, demand: Demand): Hint {
  const values = { client, platform: platformWords(inputs) };
  switch (demand.kind) {
    case "runs":
      return hint(demand.work, values);
    case "wall":
      return hint(demand.wall === "own-kernel" ? "own-kernel" : "own-view", values);
    case "fits":
      return hint("fits", { ...values, fits, least: demand.least, by: END_WORDS[endedBy] });
    case "storm":
      return hint("storm", { ...values, last: storm?.lastMs ?? 0, most: demand.mostMs });
  }
}

const markOf = (platform: PlatformId): string => platform.replace(" ", "-");

/** For each platform a run, as good as it can be made, that misses what a client demands. */
export function oneForAll(run: LabRun): Verdict {
  const trials = trialsIn(run, "One for all");
  const marks = PLATFORM_IDS.map((platform) => ({
    id: markOf(platform),
    passed: runsFor(trials, platform).some((one) => shows(trials!, one)),
  }));
  return verdictOf(marks, () => (trials === undefined ? hint("not-set-up") : leftHint(trials)));
}

const runsFor = (trials: TrialsRun | undefined, platform: PlatformId): readonly TrialRun[] =>
  (trials?.runs ?? []).filter(({ inputs, client }) => inputs.platform === platform && client !== undefined);

/** What the run misses of its client's demands. */
const missedIn = (trials: TrialsRun, run: TrialRun): readonly Demand[] =>
  (clientIn(trials, run.client ?? "")?.demands ?? []).filter((demand) => !meets(run, demand));

const shows = (trials: TrialsRun, run: TrialRun): boolean =>
  missedIn(trials, run).some((demand) => betterBy(run, demand) === undefined);

/** Of a platform's ways to start one, the quickest. */
const QUICKEST: Readonly<Record<PlatformId, WayId>> = {
  process: "process",
  container: "container-pooled",
  unikernel: "unikernel-kv",
  "thin vm": "pv-snapshot",
  vm: "vm-direct",
};

/** What of the same platform has not been tried and could meet the demand; undefined where nothing is left. */
function betterBy({ inputs }: TrialRun, demand: Demand): string | undefined {
  const { ways, sharing } = PLATFORMS[inputs.platform];
  switch (demand.kind) {
    case "wall":
      return undefined;
    case "runs":
      return ways.some((way) => runsOn(demand.work, inputs.platform, way))
        ? "another way to start"
        : undefined;
    case "storm":
      if (inputs.way !== QUICKEST[inputs.platform]) return "a quicker way to start";
      break;
    case "fits":
  }
  const off = sharing.filter((name) => !inputs[name]).map((name) => SHARING_WORDS[name]);
  return off.length === 0 ? undefined : off.join(", ");
}

function leftHint(trials: TrialsRun): Hint {
  const unshown = PLATFORM_IDS.filter(
    (platform) => !runsFor(trials, platform).some((one) => shows(trials, one)),
  );
  const tried = unshown.flatMap((platform) => runsFor(trials, platform).at(-1) ?? []).at(0);
  if (tried === undefined) {
    const platform = PLATFORMS[unshown[0] ?? "vm"].label;
    return hint(trials.runs.length === 0 ? "nothing-yet" : "left", { platform });
  }
  const values = {
    platform: platformWords(tried.inputs),
    client: clientIn(trials, tried.client ?? "")?.name ?? "",
  };
  const off = missedIn(trials, tried).flatMap((demand) => betterBy(tried, demand) ?? [])[0];
  return off === undefined ? hint("serves", values) : hint("unfair", { ...values, off });
}
