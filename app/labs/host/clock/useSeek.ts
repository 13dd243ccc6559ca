"use client";

import { useCallback, useRef, useState } from "react";
import { useHostLabApi } from "../hostStore";
import type { Attempt } from "../useAttempt";

/**
 * Goes to a moment of the run. While one way is under way only the last wish is kept, so a scrubber can be dragged as fast
 * as one likes. `wishNs` is where the learner has put it, until the run is there.
 */
export function useSeek(attempt: Attempt) {
  const lab = useHostLabApi();
  const [wishNs, setWishNs] = useState<number>();
  const next = useRef<number>(undefined);
  const going = useRef(false);
  const seek = useCallback(
    async (atNs: number) => {
      next.current = Math.max(0, Math.round(atNs));
      setWishNs(next.current);
      if (going.current) return;
      going.current = true;
      await attempt(async () => {
        if (lab.state().playing !== undefined) await lab.pause();
        while (next.current !== undefined) {
          const target = next.current;
          next.current = undefined;
          await lab.seek(target);
        }
      });
      next.current = undefined;
      going.current = false;
      setWishNs(undefined);
    },
    [lab, attempt],
  );
  return { seek, wishNs };
}
