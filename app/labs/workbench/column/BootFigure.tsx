import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { PhaseAxis, PhaseBar, PhaseSwatch } from "@/app/ui/PhaseBar";
import { ValueTable } from "@/app/ui/ValueTable";
import { bootMsFigure, bootSegments, instructionsFigure, phaseMsFigure, segmentsMs } from "../figures";
import { useGuest, useLabApi } from "../labStore";
import { useBootAxis } from "../useBootAxis";
import { inWords, phasesOf, phaseWords } from "../words";
import styles from "./BootFigure.module.css";

/** The boot of a column as a bar of phases and as a table. It grows while the guest boots and then stands. */
export function BootFigure({ id }: { readonly id: string }) {
  const column = useGuest(id, (state) => state);
  const axisMs = useBootAxis();
  const { costs } = useLabApi().scenario;
  const { track, boot } = column;
  const segments = bootSegments(column);
  const totalMs = segmentsMs(segments);
  const names = [...new Set([...phasesOf[boot?.via ?? column.via], ...segments.map(({ name }) => name)])];
  const title = boot?.via === "snapshot" ? "Saved state to prompt" : "Power-on to prompt";
  const words =
    segments.length === 0
      ? "Not booted yet."
      : `${inWords(segments)}; ${numberText(totalMs, "ms")} ${boot ? "in all" : "so far"}.`;
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span>{boot ? title : "Boot"}</span>
        {boot && <FigureValue figure={bootMsFigure(boot, costs)} label={title} testId={`boot-ms-${id}`} />}
      </figcaption>
      <PhaseBar
        track={track}
        segments={segments}
        axisMs={axisMs}
        label={`Boot in virtual time: ${words}`}
        testId={`boot-bar-${id}`}
      />
      <PhaseAxis axisMs={totalMs > 0 ? axisMs : undefined} />
      <ValueTable
        caption="Phases of the boot: virtual time is modelled, instructions are measured"
        captionHidden
        head={["Phase", "virtual ms ◇", "instructions ●"]}
        rows={names.map((name) => {
          const segment = segments.find((candidate) => candidate.name === name);
          const label = phaseWords[name];
          return {
            key: name,
            cells: [
              <span key="name" data-testid={`phase-${id}-${name}`} data-value={segment?.virtualMs}>
                <PhaseSwatch track={track} name={name} />
                {label}
              </span>,
              segment ? <PhaseMs key="ms" ms={segment.virtualMs} label={label} /> : "–",
              segment ? <PhaseInstructions key="count" count={segment.instructions} label={label} /> : "–",
            ],
          };
        })}
      />
    </figure>
  );
}

function PhaseMs({ ms, label }: { readonly ms: number; readonly label: string }) {
  return (
    <FigureValue
      figure={phaseMsFigure(ms, useLabApi().scenario.costs)}
      label={`Virtual time of ${label}`}
      bare
    />
  );
}

function PhaseInstructions({ count, label }: { readonly count: number; readonly label: string }) {
  return <FigureValue figure={instructionsFigure(count)} label={`Instructions in ${label}`} bare />;
}
