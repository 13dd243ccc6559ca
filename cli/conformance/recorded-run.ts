/** The simulated kernel's answers to scripts, held against recorded ones. */
import { DEFAULT_SEED } from "@/app/guest/lab/defaults";
import { compare, type Difference } from "./compare";
import { byteString, TIMEOUT_VIRTUAL_MS } from "./outcome";
import type { RunScript } from "./simulated";

export interface Case {
  readonly path: string;
  /** The script, a byte string. */
  readonly source: string;
  readonly substitutions: readonly string[];
  readonly answer: { readonly stdout: string; readonly stderr: string; readonly status: number | null };
}

export interface Differing extends Difference {
  readonly script: string;
  readonly wallMs: number;
}

export function differences(cases: readonly Case[], runScript: RunScript): Differing[] {
  return cases.flatMap(({ path, source, substitutions, answer }) => {
    const began = performance.now();
    const { stdout, stderr, status, timedOut } = runScript(Buffer.from(source, "latin1"), {
      seed: DEFAULT_SEED,
      timeoutVirtualMs: TIMEOUT_VIRTUAL_MS,
    });
    const simulated = {
      stdout: byteString(stdout),
      stderr: byteString(stderr),
      status: timedOut ? null : status,
    };
    const difference = compare(answer, simulated, substitutions);
    return difference === undefined
      ? []
      : [{ script: path, ...difference, wallMs: performance.now() - began }];
  });
}
