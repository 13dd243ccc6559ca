"use client";

import { useEffect, useState } from "react";
import { missingRequirements } from "@/app/labs/workbench/requirements";

interface Alive {
  /** The page's own code runs: it is no longer only the static file. */
  readonly mounted: boolean;
  /** What this browser lacks to run guests. */
  readonly missing: readonly string[];
  readonly runsGuests: boolean;
}

/** What can be known of the browser once the page is alive in it. */
export function useAlive(): Alive {
  const [missing, setMissing] = useState<readonly string[]>();
  useEffect(() => setMissing(missingRequirements(window)), []);
  return { mounted: missing !== undefined, missing: missing ?? NOTHING, runsGuests: missing?.length === 0 };
}

const NOTHING: readonly string[] = [];
