/** The worker's side of a container lab: everything that computes is ContainerLab; this carries messages. */
import { type ContainerEnvironment, ContainerLab, TERMINALS } from "../lab";
import type { Failure, FromLab, ToLab } from "./messages";

export interface LabScope {
  postMessage(message: FromLab): void;
  onmessage: ((event: { data: ToLab }) => void) | null;
}

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
    const { id, call, args } = data;
    try {
      const method = lab[call] as (...args: readonly unknown[]) => Promise<unknown>;
      const answer = await method.apply(lab, [...args]);
      // The state comes before the answer: whoever awaited the call finds it there.
      if (call !== "record" && call !== "readFile" && call !== "guestPlan") tellState();
      scope.postMessage({ id, answer });
    } catch (error) {
      tellState();
      scope.postMessage({ id, failed: failure(error as Error) });
    }
  };
}

function failure(error: Error & Partial<Failure>): Failure {
  const { message, what, where, whatToDo } = error;
  return what === undefined || where === undefined || whatToDo === undefined
    ? { message }
    : { message, what, where, whatToDo };
}
