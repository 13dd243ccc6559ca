"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { useSettings } from "@/app/ui/settings/settings";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import type { ConsoleLab, OpenTerminal } from "./openTerminal";
import { Hint } from "./TerminalAtRest";
import styles from "./TerminalPanel.module.css";

interface ConsoleViewProps {
  readonly lab: ConsoleLab;
  readonly id: string;
  /** What a screen reader calls it. */
  readonly name: string;
  /** How many columns its type gives way to; the guest's own 80 unless told. */
  readonly columns?: number | undefined;
  readonly children?: ReactNode;
}

/** The console of one guest, typed into and read. */
export function ConsoleView({ lab, id, name, columns, children }: ConsoleViewProps) {
  const screenReader = useSettings((settings) => settings.screenReader);
  const presenter = useSettings((settings) => settings.presenter);
  const dark = useIsDark();
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<OpenTerminal>();

  useEffect(() => {
    let opened: OpenTerminal | undefined;
    let gone = false;
    // xterm is a third of the page's code and nobody reads before there is something to read.
    void import("./openTerminal").then(async ({ openTerminal }) => {
      if (gone || host.current === null) return;
      opened = await openTerminal(host.current, lab, id, name, columns);
      if (gone) opened.dispose();
      else setTerminal(opened);
    });
    return () => {
      gone = true;
      opened?.dispose();
      setTerminal(undefined);
    };
  }, [lab, id, name, columns]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and size are read from the styles that these change
  useEffect(() => {
    terminal?.restyle(dark, screenReader);
  }, [terminal, dark, screenReader, presenter]);

  return (
    <section className={styles.panel} aria-label={name}>
      <div
        className={styles.screen}
        ref={host}
        data-testid={`terminal-${id}`}
        data-open={terminal !== undefined}
      />
      {children}
      <Hint />
    </section>
  );
}
