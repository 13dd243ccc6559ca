import { useEffect, useRef, useState } from "react";
import { type Comings, nextComings, noComings } from "./comings";

const SHOWN_MS = 2500;

/** What of a list is new, and what was in it a moment ago. */
export function useComings<T>(items: ReadonlyMap<string, T>): Pick<Comings<T>, "came" | "gone"> {
  const last = useRef<Comings<T>>(noComings());
  const [shown, show] = useState<Pick<Comings<T>, "came" | "gone">>({ came: [], gone: [] });
  useEffect(() => {
    const look = () => {
      const { came, gone } = nextComings(last.current, items, performance.now(), SHOWN_MS);
      last.current = { items, came, gone };
      show((now) =>
        now.came.length === 0 && now.gone.length === 0 && came.length === 0 && gone.length === 0
          ? now
          : { came, gone },
      );
      return came.length > 0 || gone.length > 0;
    };
    if (!look()) return;
    const timer = setTimeout(look, SHOWN_MS + 50);
    return () => clearTimeout(timer);
  }, [items]);
  return shown;
}
