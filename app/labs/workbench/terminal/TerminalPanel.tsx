"use client";

import { useEffect, useRef, useState } from "react";
import { useSettings } from "@/app/ui/settings/settings";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { useColumn, useLabApi } from "../labStore";
import { columnName } from "../words";
import type { OpenTerminal } from "./openTerminal";
import styles from "./TerminalPanel.module.css";

/** The console of a column: what the guest writes is shown, what the learner types goes to the guest. */
export function TerminalPanel({ id }: { readonly id: string }) {
  const lab = useLabApi();
  const off = useColumn(id, (column) => column.power === "off");
  const screenReader = useSettings((settings) => settings.screenReader);
  const presenter = useSettings((settings) => settings.presenter);
  const dark = useIsDark();
  const host = useRef<HTMLDivElement>(null);
  const [terminal, setTerminal] = useState<OpenTerminal>();
  const name = `Terminal of ${useColumn(id, columnName)}`;

  useEffect(() => {
    let opened: OpenTerminal | undefined;
    let gone = false;
    // xterm is a third of the page's code and nobody reads before there is something to read.
    void import("./openTerminal").then(async ({ openTerminal }) => {
      if (gone || host.current === null) return;
      opened = await openTerminal(host.current, lab, id, name);
      if (gone) opened.dispose();
      else setTerminal(opened);
    });
    return () => {
      gone = true;
      opened?.dispose();
      setTerminal(undefined);
    };
  }, [lab, id, name]);

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
      {off && <p className={styles.empty}>Off. Boot it, and its console appears here.</p>}
      <p className={styles.hint}>
        Click and type. <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the terminal.
      </p>
    </section>
  );
}
