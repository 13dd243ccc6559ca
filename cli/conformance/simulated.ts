/** The simulated kernel's side: every script on a fresh simulated machine. */
import type { runScript } from "@/app/container/run-script";
import { DEFAULT_SEED } from "@/app/guest/lab/defaults";
import { byteString, type Outcome, TIMEOUT_VIRTUAL_MS, type World } from "./outcome";

type Result = Pick<
  ReturnType<typeof runScript>,
  "stdout" | "stderr" | "status" | "timedOut" | "virtualMs" | "faults"
>;

/** The part of app/container/run-script.ts that is used here. */
export type RunScript = (
  script: Uint8Array,
  options: { readonly seed: number; readonly timeoutVirtualMs: number },
) => Result;

export class SimulatedWorld implements World {
  constructor(private readonly runScript: RunScript) {}

  /** Loads the simulated kernel, which the other verbs do without. */
  static async load(): Promise<SimulatedWorld> {
    const { runScript } = await import("@/app/container/run-script");
    return new SimulatedWorld(runScript);
  }

  /** Faults of the simulation itself are added to stderr, so that they are differences and do not end the run. */
  async run(script: Uint8Array): Promise<Outcome> {
    try {
      const { stdout, stderr, status, virtualMs, faults } = this.runScript(script, {
        seed: DEFAULT_SEED,
        timeoutVirtualMs: TIMEOUT_VIRTUAL_MS,
      });
      const faulty = faults.map((fault) => `fault of the simulation: ${fault}\n`).join("");
      return { stdout: byteString(stdout), stderr: byteString(stderr) + faulty, status, virtualMs };
    } catch (error) {
      const stderr = `fault of the simulation: ${(error as Error).message}\n`;
      return { stdout: "", stderr, status: null, virtualMs: 0 };
    }
  }

  dispose(): void {}
}
