/** `snapshot`: saving and restoring a minimal guest under Xen, with a stock and with a lean control plane. */
import * as constants from "../../figures/predict/starting";
import { type Answer, type Inputs, type Scenario, times } from "./prediction";

export interface SaveRestore {
  readonly saveMs: number;
  readonly restoreMs: number;
}

const PAGE_BYTES = 4096;
const memoryMs = ((constants.unikernelBytes.value / PAGE_BYTES) * constants.savePageUs.value) / 1000;

/** Shared memory in place of the central store, no scripts, domains prepared beforehand. */
const lightVm = (): SaveRestore => ({
  // The domain that was saved is destroyed, which takes as long as making one.
  saveMs: constants.suspendMs.value + memoryMs + constants.lightVmBootMs.value,
  restoreMs: constants.lightVmBootMs.value + memoryMs + constants.suspendMs.value,
});

/** The stock toolstack. @param guests that run meanwhile. */
function xen(guests: number): SaveRestore {
  const { forkExecMs, scriptProcesses, toolProcesses, storeRequestMs, storeRequests, storeGrowth } =
    constants;
  const storeMs = storeRequests.value * storeRequestMs.value * (1 + storeGrowth.value * guests);
  const processesMs = (scriptProcesses.value + toolProcesses.value) * forkExecMs.value;
  const lean = lightVm();
  return {
    saveMs: lean.saveMs + processesMs + storeMs,
    // Devices are made in the store first, then handed over state by state: twice the requests and scripts of taking down.
    restoreMs: lean.restoreMs + processesMs + scriptProcesses.value * forkExecMs.value + 2 * storeMs,
  };
}

function predict(inputs: Inputs): Answer {
  const shared =
    "The guest suspends or resumes its devices; its pages, a few MiB, are mapped by hypercalls and copied; the domain is destroyed or made.";
  if (inputs.system === "lightvm") {
    const { saveMs, restoreMs } = lightVm();
    return {
      outputs: { saveMs: times(saveMs, "ms", 0.4, 5), restoreMs: times(restoreMs, "ms", 0.4, 5) },
      mechanisms: [
        shared,
        "The control plane is memory shared with the guest and one call; nothing in it depends on how many guests run.",
      ],
    };
  }
  const { saveMs, restoreMs } = xen(inputs.guests as number);
  return {
    outputs: { saveMs: times(saveMs, "ms", 0.5, 4), restoreMs: times(restoreMs, "ms", 0.5, 5) },
    mechanisms: [
      shared,
      "The stock toolstack starts processes for hotplug scripts and helpers, a millisecond each.",
      "Every device passes through its states in a central store: some 150 requests, each of which takes longer the more guests are registered.",
    ],
  };
}

export const snapshotScenario: Scenario = {
  name: "snapshot",
  summary: "saving and restoring a minimal guest under Xen",
  options: {
    system: { kind: "choice", allowed: ["lightvm", "xen"] },
    guests: { kind: "whole", least: 0, most: 10_000 },
  },
  predict,
};
