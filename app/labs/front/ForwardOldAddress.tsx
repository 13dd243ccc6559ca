"use client";

import { useEffect } from "react";
import { siteUrl } from "@/app/ui/site";
import { meansWorkbench } from "./oldAddress";

/** Sends on who comes by an address from the time when the workbench was the first page. */
export function ForwardOldAddress() {
  useEffect(() => {
    const { search, hash } = location;
    if (meansWorkbench(search)) location.replace(`${siteUrl("/workbench/")}${search}${hash}`);
  }, []);
  return null;
}
