"use client";

import { startTransition, useEffect, useState } from "react";
import type { HostSettings } from "@/app/sim/together/settings";
import { type Contender, startingTogether, type Together } from "@/app/sim/together/together";

/** Between two looks at what the person does. */
const TURN_MS = 8;

export interface Computed {
  readonly together: Together;
  readonly contenders: readonly Contender[];
}

/**
 * The starts together, computed in turns whenever something of them is different; the last answer stands until the next is there.
 * `contenders` must be the same object as long as they are the same.
 */
export function useTogether(
  contenders: readonly Contender[],
  settings: HostSettings,
  nsPerInstruction: number,
): Computed | undefined {
  const [computed, setComputed] = useState<Computed>();
  useEffect(() => {
    if (contenders.length === 0) return setComputed(undefined);
    const run = startingTogether(contenders, settings, nsPerInstruction);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = () => {
      const endsMs = performance.now() + TURN_MS;
      do {
        const { done, value } = run.next();
        // Charts and tables of it are drawn in turns, too.
        if (done === true) return startTransition(() => setComputed({ together: value, contenders }));
      } while (performance.now() < endsMs);
      timer = setTimeout(turn, 0);
    };
    turn();
    return () => clearTimeout(timer);
  }, [contenders, settings, nsPerInstruction]);
  return computed;
}
