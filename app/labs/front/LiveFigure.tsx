"use client";

import { useEffect, useState } from "react";
import { LabContext } from "../workbench/labStore";
import { Missing } from "../workbench/Missing";
import { missingRequirements } from "../workbench/requirements";
import { FigureBar } from "./FigureBar";
import styles from "./LiveFigure.module.css";
import { PanelsAtRest } from "./PanelsAtRest";
import { useRunningLab } from "./useRunningLab";
import { WORK } from "./work";

/** The lab at work, as a figure: three columns, started by one button. */
export function LiveFigure() {
  // The browser is known after mounting only: the page itself is a static file.
  const [missing, setMissing] = useState<readonly string[]>();
  useEffect(() => setMissing(missingRequirements(window)), []);
  const canRun = missing?.length === 0;
  const { running, failed, fetchNow } = useRunningLab(canRun);
  if (missing !== undefined && !canRun) return <Missing what={missing} />;
  return (
    <LabContext value={running?.store}>
      <section className={styles.figure} aria-label="The lab, running" inert={missing === undefined}>
        <FigureBar running={running} failed={failed} onFetch={fetchNow} />
        {running === undefined ? <PanelsAtRest /> : <running.Panels />}
        <p className={styles.caption}>
          The VM and the PV guest are real: a Linux that boots in this page. The container has a simulated
          kernel of the same release. At each prompt <code>{WORK}</code> is typed, the same in all three; then
          the terminals are yours.
        </p>
      </section>
    </LabContext>
  );
}
