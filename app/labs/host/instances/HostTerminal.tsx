"use client";

import { useEffect, useRef, useState } from "react";
import { useSettings } from "@/app/ui/settings/settings";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import type { OpenTerminal } from "../../workbench/terminal/openTerminal";
import styles from "../../workbench/terminal/TerminalPanel.module.css";
import { useHostLabApi } from "../hostStore";
import { consoleLab } from "./consoleLab";

/** The console of a real guest on the host. When the run jumps, it starts over with what was on it then. */
export function HostTerminal({ instance }: { readonly instance: string }) {
  const lab = useHostLabApi();
  const screenReader = useSettings((settings) => settings.screenReader);
  const presenter = useSettings((settings) => settings.presenter);
  const dark = useIsDark();
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<OpenTerminal>();
  const name = `Terminal of ${instance}`;

  useEffect(() => {
    let opened: OpenTerminal | undefined;
    let gone = false;
    void import("../../workbench/terminal/openTerminal").then(async ({ openTerminal }) => {
      if (gone || host.current === null) return;
      opened = await openTerminal(host.current, consoleLab(lab), instance, name);
      if (gone) opened.dispose();
      else setTerminal(opened);
    });
    return () => {
      gone = true;
      opened?.dispose();
      setTerminal(undefined);
    };
  }, [lab, instance, name]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and size are read from the styles that these change
  useEffect(() => {
    terminal?.restyle(dark, screenReader);
  }, [terminal, dark, screenReader, presenter]);

  return (
    <section className={styles.panel} aria-label={name}>
      <div
        className={styles.screen}
        ref={host}
        data-testid={`terminal-${instance}`}
        data-open={terminal !== undefined}
      />
      <p className={styles.hint}>
        Click and type. <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the terminal.
      </p>
    </section>
  );
}
