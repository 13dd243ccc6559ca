"use client";

import { useCallback, useState } from "react";
import type { OrderInput } from "@/app/sim/scenario/schema";
import { asLabError } from "../../workbench/orders";
import { useHostLabApi } from "../hostStore";
import { checked } from "./settings";

/** Gives one control's orders to the host. What is refused, by the scenario's rules or by the host, is said in words. */
export function useInstanceOrder() {
  const lab = useHostLabApi();
  const [wrong, setWrong] = useState<string>();
  const give = useCallback(
    async (order: OrderInput): Promise<boolean> => {
      const result = checked(order);
      if ("wrong" in result) {
        setWrong(result.wrong);
        return false;
      }
      try {
        await lab.order(result.order);
        setWrong(undefined);
        return true;
      } catch (cause) {
        setWrong(asLabError(cause, "the host").what);
        return false;
      }
    },
    [lab],
  );
  return { give, wrong, dismiss: useCallback(() => setWrong(undefined), []) };
}
