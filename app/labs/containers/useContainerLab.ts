"use client";

import { useEffect, useState } from "react";
import type { ContainerLabApi } from "@/app/container/lab/api";
import { createBrowserContainerLab } from "@/app/container/lab/browser";
import { restingContainerLab } from "./restingContainerLab";

/** The container lab of this page, for as long as the component is mounted and `canRun`. */
export function useContainerLab(canRun: boolean): ContainerLabApi {
  const [lab, setLab] = useState<ContainerLabApi>();
  useEffect(() => {
    if (!canRun) return;
    const created = createBrowserContainerLab();
    setLab(created);
    return () => {
      setLab(undefined);
      created.dispose();
    };
  }, [canRun]);
  return lab ?? restingContainerLab;
}
