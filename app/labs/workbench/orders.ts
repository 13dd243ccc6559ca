"use client";

import { useCallback, useState } from "react";
import type { LabError } from "@/app/guest/lab/state";
import { useLabApi } from "./labStore";

const isLabError = (cause: unknown): cause is LabError =>
  typeof cause === "object" && cause !== null && "what" in cause && "whatToDo" in cause;

/** Turns whatever an order was refused with into something a person can act on. */
export function asLabError(cause: unknown, where: string): LabError {
  if (isLabError(cause)) return cause;
  return {
    what: cause instanceof Error ? cause.message : String(cause),
    where,
    whatToDo: "Try again. If it comes back, reload the page.",
  };
}

/**
 * Gives orders to the lab for one column. A refusal that the column itself does not report (it reports failed boots) is
 * kept as `refusal` until the next order.
 */
export function useOrders(column: string) {
  const lab = useLabApi();
  const [refusal, setRefusal] = useState<LabError>();
  const order = useCallback(
    (what: (id: string) => unknown) => {
      setRefusal(undefined);
      const refuse = (cause: unknown) => {
        const { error, power } = lab.column(column);
        const reported = cause === error || (error !== undefined && !isLabError(cause));
        // What a machine that was switched off or has crashed did not get done is no news.
        const on = power !== "off" && power !== "crashed";
        if (!reported && (on || isLabError(cause))) setRefusal(asLabError(cause, column));
      };
      try {
        Promise.resolve(what(column)).catch(refuse);
      } catch (cause) {
        refuse(cause);
      }
    },
    [lab, column],
  );
  return { lab, order, refusal, dismiss: () => setRefusal(undefined) };
}
