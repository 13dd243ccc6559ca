"use client";

import { useEffect, useState } from "react";

/** A lab of this page's own, for as long as the component is mounted and `canRun`; `resting` stands in until it is there. */
export function usePageLab<L extends { dispose(): void }>(create: () => L, resting: L, canRun: boolean): L {
  const [lab, setLab] = useState<L>();
  useEffect(() => {
    if (!canRun) return;
    const created = create();
    setLab(created);
    return () => {
      setLab(undefined);
      created.dispose();
    };
  }, [create, canRun]);
  return lab ?? resting;
}
