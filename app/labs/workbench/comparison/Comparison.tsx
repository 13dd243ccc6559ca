import { useShallow } from "zustand/react/shallow";
import type { Scenario } from "@/app/guest/lab/state";
import type { Figure } from "@/app/sim/figures/figure";
import { totalExits } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { PhaseAxis, PhaseBar } from "@/app/ui/PhaseBar";
import { axisEnd } from "@/app/ui/scale";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { ValueTable } from "@/app/ui/ValueTable";
import {
  allCalls,
  callsFigure,
  containerInstructionsFigure,
  containerPagesFigure,
  startMsFigure,
} from "../containerFigures";
import { bootMsFigure, exitsFigure, idleMsFigure, instructionsFigure, pagesFigure } from "../figures";
import { useColumns, useLabApi } from "../labStore";
import { inWords, viaWords } from "../words";
import styles from "./Comparison.module.css";
import { type Booted, bootOf, caption, finding, idleMsOf } from "./finding";
import { PhaseLegend } from "./PhaseLegend";

interface Counts {
  readonly ms: Figure;
  readonly way: string;
  readonly instructions: Figure;
  /** Crossings of its boundary, and what they are. */
  readonly crossings: Figure;
  readonly boundary: string;
  readonly pages: Figure;
}

function countsOf(boot: Booted["boot"], costs: Scenario["costs"]): Counts {
  if (boot.track === "container")
    return {
      ms: startMsFigure(boot),
      way: boot.runtime,
      instructions: containerInstructionsFigure(boot),
      crossings: callsFigure(allCalls(boot)),
      boundary: "system calls",
      pages: containerPagesFigure(boot.privatePages, false),
    };
  return {
    ms: bootMsFigure(boot, costs),
    way: viaWords[boot.via].name,
    instructions: instructionsFigure(boot.instructions),
    crossings: exitsFigure(totalExits(boot.exits)),
    boundary: "VM exits",
    pages: pagesFigure(boot.pagesTouched),
  };
}

/** The boots of all columns on one axis, once there are two to compare. */
export function Comparison() {
  const { costs } = useLabApi().scenario;
  const names = useColumns(useShallow((columns) => columns.flatMap(bootOf).map(({ name }) => name)));
  const boots = useColumns(useShallow((columns) => columns.flatMap(bootOf).map(({ boot }) => boot)));
  const rows = boots.map((boot, at) => ({ name: names[at] ?? "", boot, counts: countsOf(boot, costs) }));
  if (rows.length < 2) return null;
  const axisMs = axisEnd(Math.max(...rows.map(({ boot }) => boot.virtualMs)));
  return (
    <figure className={styles.figure} data-testid="comparison" aria-labelledby="comparison-title">
      <h2 id="comparison-title" className={styles.title}>
        {finding(rows)}
      </h2>
      <div className={styles.bars}>
        {rows.map(({ name, boot, counts }) => (
          <div key={name} className={styles.row} data-track={boot.track}>
            <span className={styles.name}>
              <TrackGlyph track={boot.track} /> {name}
            </span>
            <PhaseBar
              track={boot.track}
              segments={boot.phases}
              axisMs={axisMs}
              label={`${name}: ${inWords(boot.phases)}`}
            />
            <FigureValue figure={counts.ms} label={`${name}: boot`} />
          </div>
        ))}
        <div className={styles.row}>
          <span />
          <PhaseAxis axisMs={axisMs} />
        </div>
      </div>
      <PhaseLegend boots={boots} />
      <figcaption className={styles.caption}>{caption(rows)}</figcaption>
      <details className={styles.table}>
        <summary>The same as a table</summary>
        <ValueTable
          caption="Starts side by side. Time is modelled; a guest's counts are measured, a container's modelled."
          head={[
            "Column",
            "way in",
            "seed",
            "start",
            "asleep",
            "instructions",
            "boundary",
            "crossings",
            "pages",
          ]}
          rows={rows.map(({ name, boot, counts }) => ({
            key: name,
            cells: [
              name,
              counts.way,
              boot.seed,
              <FigureValue key="ms" figure={counts.ms} label={`${name}: start`} bare />,
              <FigureValue
                key="a"
                figure={idleMsFigure({ idleMs: idleMsOf(boot) })}
                label={`${name}: asleep`}
                bare
              />,
              <FigureValue key="i" figure={counts.instructions} label={`${name}: instructions`} bare />,
              counts.boundary,
              <FigureValue key="e" figure={counts.crossings} label={`${name}: ${counts.boundary}`} bare />,
              <FigureValue key="p" figure={counts.pages} label={`${name}: pages`} bare />,
            ],
          }))}
        />
      </details>
    </figure>
  );
}
