import { useState } from "react";
import { carryOut, type GuestPlan } from "@/app/container/in-guest";
import { createBrowserLab } from "@/app/guest/lab/browser";
import { DEFAULT_COSTS, DEFAULT_SEED } from "@/app/guest/lab/defaults";
import { totalExits } from "@/app/sim/run/record";
import { useAttempt } from "../../host/useAttempt";

const GUEST = "guest";
const LIMIT_NS = 120e9;

export interface GuestAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | undefined;
  readonly instructions: number;
  readonly exits: number;
}

/** Runs a plan in a real guest of its own, which is there only for that. */
export function useRealGuest(where: string) {
  const { attempt, problem } = useAttempt(where);
  const [stage, setStage] = useState<"boots" | "runs">();
  const [answer, setAnswer] = useState<GuestAnswer>();
  const run = async (plan: () => Promise<GuestPlan>) => {
    setAnswer(undefined);
    setStage("boots");
    await attempt(async () => {
      const lab = createBrowserLab({
        id: "foreign-image",
        seed: DEFAULT_SEED,
        costs: DEFAULT_COSTS,
        columns: [{ id: GUEST, track: "vm", image: "linux", via: "snapshot" }],
      });
      try {
        const [steps] = await Promise.all([plan(), lab.boot(GUEST)]);
        setStage("runs");
        let last = { instructions: 0, exits: 0 };
        const { stdout, stderr, status } = await carryOut(steps, async (script) => {
          const result = await lab.exec(GUEST, script, { timeoutNs: LIMIT_NS });
          if (script === steps.run)
            last = { instructions: result.instructions, exits: totalExits(result.exits ?? {}) };
          return result;
        });
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        setAnswer({ stdout: text(stdout), stderr: text(stderr), status, ...last });
      } finally {
        lab.dispose();
      }
    });
    setStage(undefined);
  };
  return { run, problem, stage, answer };
}
