/** The worker's side of a container lab: everything that computes is ContainerLab; this carries messages. */
import { outcomeOf } from "@/app/guest/worker/lab-calls";
import { type ContainerEnvironment, ContainerLab, TERMINALS } from "../lab";
import type { Call, FromContainers, ToContainers } from "./messages";

export interface LabScope {
  postMessage(message: FromContainers): void;
  onmessage: ((event: { data: ToContainers }) => void) | null;
}

/** Calls after which the state is as it was. */
const ONLY_READS: ReadonlySet<Call> = new Set(["record", "readFile", "guestPlan"]);

export function serveContainerLab(scope: LabScope, environment: ContainerEnvironment): void {
  const lab = new ContainerLab(environment);
  const tellState = () => scope.postMessage({ state: lab.state() });
  lab.subscribe(tellState);
  for (let terminal = 0; terminal < TERMINALS; terminal++)
    lab.onConsole(terminal, {
      bytes: (bytes) => scope.postMessage({ console: terminal, bytes }),
      reset: () => scope.postMessage({ console: terminal, reset: true }),
    });
  scope.onmessage = async ({ data }) => {
    if ("tell" in data) {
      if (data.tell === "play") lab.play(data.pacing);
      else if (data.tell === "type") lab.type(data.terminal, data.bytes);
      else lab.resize(data.terminal, data.rows, data.columns);
      return;
    }
    const outcome = await outcomeOf(lab, data);
    // The state comes before the answer: whoever awaited the call finds it there.
    if ("failed" in outcome || !ONLY_READS.has(data.call)) tellState();
    scope.postMessage(outcome);
  };
}
