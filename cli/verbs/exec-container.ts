/** `lab exec --track container`: the script runs in the simulated kernel, on a machine like the guest's. */
import { runScript } from "@/app/container/run-script";
import { UsageError } from "../options";
import { asText, printJson } from "../verb";

export interface InContainer {
  readonly seed: number;
  readonly limitMs: number;
  readonly json: boolean;
}

/** Answers the script's status. @throws UsageError if it does not end in time */
export async function inContainer(script: string, { seed, limitMs, json }: InContainer): Promise<number> {
  const result = runScript(script, {
    seed,
    timeoutVirtualMs: limitMs,
    ...(json
      ? {}
      : {
          onOutput: (stream: "stdout" | "stderr", bytes: Uint8Array) => void process[stream].write(bytes),
        }),
  });
  if (json)
    printJson({
      ...asText("stdout", result.stdout),
      ...asText("stderr", result.stderr),
      status: result.status,
      timedOut: result.timedOut,
      virtualMs: result.virtualMs,
      systemCalls: result.calls,
    });
  const [fault] = result.faults;
  if (fault !== undefined)
    throw new UsageError(`a program of the simulated userland failed, which is a fault of the lab: ${fault}`);
  if (result.status === null)
    throw new UsageError(
      `the script did not end within ${limitMs} virtual ms and was killed; raise --timeout-virtual-ms if it needs longer`,
    );
  return result.status;
}
