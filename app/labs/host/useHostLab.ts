"use client";

import { useEffect, useState } from "react";
import type { HostLabApi } from "@/app/guest/host/api";
import { createBrowserHostLab } from "@/app/guest/host/browser";
import { restingHostLab } from "./restingHostLab";

/** The host lab of this page, for as long as the component is mounted and `canRun`. */
export function useHostLab(canRun: boolean): HostLabApi {
  const [lab, setLab] = useState<HostLabApi>();
  useEffect(() => {
    if (!canRun) return;
    const created = createBrowserHostLab();
    setLab(created);
    return () => {
      setLab(undefined);
      created.dispose();
    };
  }, [canRun]);
  return lab ?? restingHostLab;
}
