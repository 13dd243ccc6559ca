"use client";

import { useCallback, useState } from "react";
import type { LabError } from "@/app/guest/lab/state";
import { asLabError } from "../workbench/orders";

export type Attempt = (what: () => unknown) => Promise<boolean>;

/** Tries something that may be refused, and keeps the refusal in words until the next try. */
export function useAttempt(where: string) {
  const [problem, setProblem] = useState<LabError>();
  const attempt: Attempt = useCallback(
    async (what: () => unknown): Promise<boolean> => {
      setProblem(undefined);
      try {
        await what();
        return true;
      } catch (cause) {
        setProblem(asLabError(cause, where));
        return false;
      }
    },
    [where],
  );
  return { attempt, problem };
}
