"use client";

import { useId } from "react";
import { bootMsFigure, exitsFigure, instructionsFigure } from "@/app/labs/workbench/figures";
import { phaseWords, viaWords } from "@/app/labs/workbench/words";
import { type BootRecord, totalExits } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { PhaseAxis, PhaseBar, PhaseSwatch } from "@/app/ui/PhaseBar";
import { axisEnd } from "@/app/ui/scale";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { tracks } from "@/app/ui/tracks";
import { ValueTable } from "@/app/ui/ValueTable";
import { useLesson } from "../LessonContext";
import styles from "./BootBars.module.css";

const nameOf = ({ track, via }: BootRecord): string => `${tracks[track].short}, ${viaWords[via].name}`;

/** One boot for each machine and way in: the latest, since equal boots give equal bars. In the order of first boots. */
function distinct(boots: readonly BootRecord[]): readonly BootRecord[] {
  const latest = new Map<string, BootRecord>();
  for (const boot of boots) latest.set(`${boot.image} ${boot.track} ${boot.via} ${boot.seed}`, boot);
  return [...latest.values()];
}

/** Every kind of boot that the lab has seen so far, on one axis. */
export function BootBars() {
  const boots = distinct(useLesson().run.boots);
  const title = useId();
  if (boots.length === 0) return null;
  const axisMs = axisEnd(Math.max(...boots.map(({ virtualMs }) => virtualMs)));
  const phases = [...new Set(boots.flatMap((boot) => boot.phases.map(({ name }) => name)))];
  return (
    <figure className={styles.figure} aria-labelledby={title} data-testid="boot-bars">
      <h3 id={title} className={styles.title}>
        Your boots so far, from power-on to prompt
      </h3>
      {boots.map((boot) => (
        <div key={nameOf(boot)} className={styles.row} data-track={boot.track}>
          <span className={styles.name}>
            <TrackGlyph track={boot.track} /> {nameOf(boot)}
          </span>
          <FigureValue figure={bootMsFigure(boot)} label={`${nameOf(boot)}: boot`} bare />
          <PhaseBar
            track={boot.track}
            segments={boot.phases}
            axisMs={axisMs}
            label={`${nameOf(boot)}: ${boot.phases.map((p) => `${phaseWords[p.name]} ${p.virtualMs.toFixed(2)} ms`).join(", ")}`}
          />
        </div>
      ))}
      <PhaseAxis axisMs={axisMs} />
      <ul className={styles.legend} aria-label="Phases">
        {phases.map((name) => (
          <li key={name}>
            <PhaseSwatch track={boots[0]?.track ?? "vm"} name={name} />
            {phaseWords[name]}
          </li>
        ))}
      </ul>
      <figcaption className={styles.caption}>
        Virtual time, modelled from instructions and exits that were measured in this tab. Open a number for
        its formula.
      </figcaption>
      <details className={styles.table}>
        <summary>The same as a table</summary>
        <ValueTable
          caption="Time is modelled; instructions and exits are measured."
          head={["Boot", "time", "instructions", "exits"]}
          rows={boots.map((boot) => ({
            key: nameOf(boot),
            cells: [
              nameOf(boot),
              <FigureValue key="ms" figure={bootMsFigure(boot)} label={`${nameOf(boot)}: boot`} bare />,
              <FigureValue
                key="i"
                figure={instructionsFigure(boot.instructions)}
                label={`${nameOf(boot)}: instructions`}
                bare
              />,
              <FigureValue
                key="e"
                figure={exitsFigure(totalExits(boot.exits))}
                label={`${nameOf(boot)}: exits`}
                bare
              />,
            ],
          }))}
        />
      </details>
    </figure>
  );
}
