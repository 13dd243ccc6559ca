"use client";

import { useMemo } from "react";
import { ConsoleView } from "../../workbench/terminal/ConsoleView";
import { useHostLabApi } from "../hostStore";
import { consoleLab } from "./consoleLab";

/** The console of a real guest on the host. When the run jumps, it starts over with what was on it then. */
export function HostTerminal({ instance }: { readonly instance: string }) {
  const host = useHostLabApi();
  const lab = useMemo(() => consoleLab(host), [host]);
  return <ConsoleView lab={lab} id={instance} name={`Terminal of ${instance}`} />;
}
