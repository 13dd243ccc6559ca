import { useShallow } from "zustand/react/shallow";
import type { ColumnState } from "@/app/guest/lab/state";
import { totalExits } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { PhaseAxis, PhaseBar, PhaseSwatch } from "@/app/ui/PhaseBar";
import { axisEnd } from "@/app/ui/scale";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { ValueTable } from "@/app/ui/ValueTable";
import { bootMsFigure, exitsFigure, idleMsFigure, instructionsFigure, pagesFigure } from "../figures";
import { useColumns, useLabApi } from "../labStore";
import { columnName, phaseWords, viaWords } from "../words";
import styles from "./Comparison.module.css";
import { type Booted, caveat, finding, sleepers } from "./finding";

const bootOf = (column: ColumnState): Booted[] =>
  column.boot === undefined ? [] : [{ name: columnName(column), boot: column.boot }];

/** The boots of all columns on one axis, once there are two to compare. */
export function Comparison() {
  const { costs } = useLabApi().scenario;
  const names = useColumns(useShallow((columns) => columns.flatMap(bootOf).map(({ name }) => name)));
  const boots = useColumns(useShallow((columns) => columns.flatMap(bootOf).map(({ boot }) => boot)));
  const rows = boots.map((boot, at) => ({ name: names[at] ?? "", boot }));
  if (rows.length < 2) return null;
  const axisMs = axisEnd(Math.max(...rows.map(({ boot }) => boot.virtualMs)));
  const phases = [...new Set(rows.flatMap(({ boot }) => boot.phases.map(({ name }) => name)))];
  const warning = caveat(rows);
  return (
    <figure className={styles.figure} data-testid="comparison" aria-labelledby="comparison-title">
      <h2 id="comparison-title" className={styles.title}>
        {finding(rows)}
      </h2>
      <div className={styles.bars}>
        {rows.map(({ name, boot }) => (
          <div key={name} className={styles.row} data-track={boot.track}>
            <span className={styles.name}>
              <TrackGlyph track={boot.track} /> {name}
            </span>
            <PhaseBar
              track={boot.track}
              segments={boot.phases}
              axisMs={axisMs}
              label={`${name}: ${boot.phases.map((p) => `${phaseWords[p.name]} ${p.virtualMs.toFixed(2)} ms`).join(", ")}`}
            />
            <FigureValue figure={bootMsFigure(boot, costs)} label={`${name}: boot`} />
          </div>
        ))}
        <div className={styles.row}>
          <span />
          <PhaseAxis axisMs={axisMs} />
        </div>
      </div>
      <ul className={styles.legend} aria-label="Phases">
        {phases.map((name) => (
          <li key={name}>
            <PhaseSwatch track={rows[0]?.boot.track ?? "vm"} name={name} />
            {phaseWords[name]}
          </li>
        ))}
      </ul>
      <figcaption className={styles.caption}>
        {warning} {sleepers(rows)} Bars: virtual time to the prompt, modelled from instructions and exits that
        were measured in this tab. Open a number for its formula.
      </figcaption>
      <details className={styles.table}>
        <summary>The same as a table</summary>
        <ValueTable
          caption="Boots side by side. Time is modelled; instructions, exits and pages are measured."
          head={["Column", "way in", "seed", "boot", "asleep", "instructions", "exits", "pages"]}
          rows={rows.map(({ name, boot }) => ({
            key: name,
            cells: [
              name,
              viaWords[boot.via].name,
              boot.seed,
              <FigureValue key="ms" figure={bootMsFigure(boot, costs)} label={`${name}: boot`} bare />,
              <FigureValue key="a" figure={idleMsFigure(boot)} label={`${name}: asleep`} bare />,
              <FigureValue
                key="i"
                figure={instructionsFigure(boot.instructions)}
                label={`${name}: instructions`}
                bare
              />,
              <FigureValue
                key="e"
                figure={exitsFigure(totalExits(boot.exits))}
                label={`${name}: exits`}
                bare
              />,
              <FigureValue key="p" figure={pagesFigure(boot.pagesTouched)} label={`${name}: pages`} bare />,
            ],
          }))}
        />
      </details>
    </figure>
  );
}
