/** The worker's side of a network lab: everything that computes is LiveNetworkLab; this carries messages. */
import { outcomeOf } from "../../worker/lab-calls";
import { LiveNetworkLab, type NetworkEnvironment } from "../live";
import type { Call, FromNetwork, ToNetwork } from "./messages";

export interface NetworkScope {
  postMessage(message: FromNetwork): void;
  onmessage: ((event: { data: ToNetwork }) => void) | null;
}

/** Calls after which the state is as it was. */
const ONLY_READS: ReadonlySet<Call> = new Set(["capture", "record"]);

export function serveNetwork(scope: NetworkScope, environment: NetworkEnvironment): void {
  const lab = new LiveNetworkLab(environment);
  const tellState = () => scope.postMessage({ state: lab.state() });
  lab.subscribe(tellState);
  scope.onmessage = async ({ data }) => {
    if ("tell" in data) {
      tell(lab, scope, data);
      return;
    }
    const outcome = await outcomeOf(lab, data);
    // The state comes before the answer: whoever awaited the call finds it there.
    if (!ONLY_READS.has(data.call)) tellState();
    scope.postMessage(outcome);
  };
}

function tell(lab: LiveNetworkLab, scope: NetworkScope, message: Extract<ToNetwork, { tell: string }>): void {
  if (message.tell === "play") lab.play(message.pacing);
  else if (message.tell === "console")
    lab.onConsole(message.machine, {
      bytes: (bytes) => scope.postMessage({ console: message.machine, bytes }),
      reset: () => scope.postMessage({ console: message.machine, reset: true }),
    });
  // What is typed while there is no network goes nowhere.
  else if (lab.state().status === "ready") lab.type(message.machine, message.bytes);
}
