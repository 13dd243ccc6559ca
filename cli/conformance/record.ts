/**
 * Records answers of the real guest. Each script is asked twice: on the lab's standard machine, and on one with another seed
 * and a slower host. An answer that depends on either would not be an answer about the kernel.
 */
import { compare, type Difference } from "./compare";
import type { Script } from "./corpus";
import type { Outcome } from "./outcome";
import { RealWorld } from "./real";

export interface Recording {
  readonly script: Script;
  readonly outcome: Outcome;
  /** How the second answer differs from the first; undefined if they are equal. */
  readonly unsteady: Difference | undefined;
}

const OTHER_MACHINE = { seed: 2, costs: { nsPerInstruction: 1.5, nsPerExit: 2500 } };

export async function record(
  scripts: readonly Script[],
  onRecording: (recording: Recording) => void,
): Promise<void> {
  const standard = await RealWorld.boot();
  const other = await RealWorld.boot(OTHER_MACHINE);
  try {
    for (const script of scripts) {
      const outcome = await standard.run(script.bytes);
      const again = await other.run(script.bytes);
      onRecording({ script, outcome, unsteady: compare(outcome, again, script.substitutions) });
    }
  } finally {
    standard.dispose();
    other.dispose();
  }
}
