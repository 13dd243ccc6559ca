/** What a lab of experiments is set to, how an order changes that, and the record of it. Pure: page and headless lab share it. */
import type { TrialRun, TrialsRun } from "../run/trial-record";
import { changed, type InputName, type TrialInputs } from "./inputs";
import type { ChooseOrder, TrialSetup } from "./setup";

/** Older ones are let go of. */
export const MOST_RUNS = 60;

export interface TrialLabState {
  readonly setup: TrialSetup;
  /** The id of the client whose host it is; undefined where there are none. */
  readonly client: string | undefined;
  readonly inputs: TrialInputs;
  readonly runs: readonly TrialRun[];
  readonly advice: Readonly<Record<string, TrialRun>>;
}

export function begun(setup: TrialSetup): TrialLabState {
  const first = setup.clients[0];
  const state: TrialLabState = { setup, client: undefined, inputs: setup.inputs, runs: [], advice: {} };
  return first === undefined ? state : forClient(state, first.id);
}

function forClient(state: TrialLabState, id: string): TrialLabState {
  const found = state.setup.clients.find((client) => client.id === id);
  if (found === undefined) throw new Error(`${state.setup.name} has no client ${id}.`);
  return { ...state, client: id, inputs: changed(state.setup.inputs, found.inputs) };
}

/** @throws Error for a client that is not there, or an input that the set-up gives. */
export function chosen(before: TrialLabState, { do: _do, client, ...change }: ChooseOrder): TrialLabState {
  const state = client === undefined ? before : forClient(before, client);
  const inputs = changed(state.inputs, change);
  for (const name of Object.keys(change) as InputName[])
    if (inputs[name] !== state.inputs[name] && !state.setup.free.includes(name))
      throw new Error(`${state.setup.name}: ${name} is given, and cannot be changed.`);
  return { ...state, inputs };
}

/** The same again takes the place of the one before. */
export const isSame = (a: TrialRun, b: TrialRun): boolean =>
  a.client === b.client && JSON.stringify(a.inputs) === JSON.stringify(b.inputs);

/** A run has ended: it is the latest. */
export const ran = (state: TrialLabState, run: TrialRun): TrialLabState => ({
  ...state,
  runs: [...state.runs.filter((one) => !isSame(one, run)), run].slice(-MOST_RUNS),
});

/** That run is what its client is advised. @throws Error for one that is there for nobody. */
export function advised(state: TrialLabState, run: TrialRun | undefined): TrialLabState {
  if (run?.client === undefined) throw new Error("Only what was run for a client can be advised.");
  return { ...state, advice: { ...state.advice, [run.client]: run } };
}

/** What checks and measures read. */
export const trialsRun = ({ setup, runs, advice }: TrialLabState): TrialsRun => ({
  setup: setup.name,
  clients: setup.clients,
  runs,
  advice,
});
