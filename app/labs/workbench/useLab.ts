"use client";

import { useEffect, useMemo, useState } from "react";
import { createBrowserLab } from "@/app/guest/lab/browser";
import type { LabApi, Scenario } from "@/app/guest/lab/state";
import { restingLab } from "./restingLab";

export { useColumn, useColumns } from "./labStore";

/**
 * The lab of a scenario, for as long as the component is mounted. The scenario must be the same object from render to
 * render; another one means another lab. `undefined` waits, and shows `shownFirst` at rest.
 */
export function useLab(scenario: Scenario | undefined, shownFirst: Scenario | undefined = scenario): LabApi {
  const resting = useMemo(() => {
    if (shownFirst === undefined) throw new Error("useLab needs a scenario to show while it waits for one.");
    return restingLab(shownFirst);
  }, [shownFirst]);
  const [lab, setLab] = useState<LabApi>();
  useEffect(() => {
    if (scenario === undefined) return;
    const created = createBrowserLab(scenario, "kept");
    setLab(created);
    return () => {
      setLab(undefined);
      created.dispose();
    };
  }, [scenario]);
  return lab ?? resting;
}
