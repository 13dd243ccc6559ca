/** The worker's side of a host lab: everything that computes is HostLab; this carries messages. */
import { outcomeOf } from "../../worker/lab-calls";
import { type HostEnvironment, HostLab } from "../lab";
import type { Call, FromHost, ToHost } from "./messages";

export interface HostScope {
  postMessage(message: FromHost, transfer?: Transferable[]): void;
  onmessage: ((event: { data: ToHost }) => void) | null;
}

/** Calls after which the state is as it was. */
const ONLY_READS: ReadonlySet<Call> = new Set(["timeline", "memoryMap", "record", "export"]);

export function serveHost(scope: HostScope, environment: HostEnvironment): void {
  const lab = new HostLab(environment);
  lab.subscribe(() => scope.postMessage({ state: lab.state() }));
  scope.onmessage = async ({ data }) => {
    if ("tell" in data) {
      tell(lab, scope, data);
      return;
    }
    const outcome = await outcomeOf(lab, data);
    // The state comes before the answer: whoever awaited the call finds it there.
    if ("failed" in outcome || !ONLY_READS.has(data.call)) scope.postMessage({ state: lab.state() });
    scope.postMessage(outcome);
  };
}

function tell(lab: HostLab, scope: HostScope, message: Extract<ToHost, { tell: string }>): void {
  if (message.tell === "play") lab.play(message.pacing);
  else if (message.tell === "type") lab.type(message.instance, message.bytes);
  else
    lab.onConsole(message.instance, {
      bytes: (bytes) => scope.postMessage({ console: message.instance, bytes }),
      reset: () => scope.postMessage({ console: message.instance, reset: true }),
    });
}
