import { CONTAINER_PHASES } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { PhaseAxis, PhaseBar, PhaseSwatch } from "@/app/ui/PhaseBar";
import { ValueTable } from "@/app/ui/ValueTable";
import { runtimeMsFigure, startMsFigure, startPhaseFigure } from "../containerFigures";
import { useContainer } from "../labStore";
import { useBootAxis } from "../useBootAxis";
import { inWords, phaseWords } from "../words";
import styles from "./BootFigure.module.css";

/** A container's start as a bar of phases, on the axis of the boots beside it, and as a table. */
export function StartFigure({ id }: { readonly id: string }) {
  const start = useContainer(id, (column) => column.start);
  const axisMs = useBootAxis();
  const phases = start?.phases ?? [];
  const words =
    start === undefined
      ? "Not started yet."
      : `${inWords(phases)}; ${numberText(start.virtualMs, "ms")} in all.`;
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span>{start ? "docker run to prompt" : "Start"}</span>
        {start && (
          <FigureValue figure={startMsFigure(start)} label="docker run to prompt" testId={`boot-ms-${id}`} />
        )}
      </figcaption>
      <PhaseBar
        track="container"
        segments={phases}
        axisMs={axisMs}
        label={`Start in virtual time: ${words}`}
        testId={`boot-bar-${id}`}
      />
      <PhaseAxis axisMs={start === undefined ? undefined : axisMs} />
      <ValueTable
        caption="Phases of the start: virtual time, and how much of it is the runtime's own work; both modelled"
        captionHidden
        head={["Phase", "virtual ms ◇", "runtime's own ◇"]}
        rows={CONTAINER_PHASES.map((name) => {
          const phase = phases.find((candidate) => candidate.name === name);
          const label = phaseWords[name];
          return {
            key: name,
            cells: [
              <span key="name" data-testid={`phase-${id}-${name}`} data-value={phase?.virtualMs}>
                <PhaseSwatch track="container" name={name} />
                {label}
              </span>,
              phase ? (
                <FigureValue
                  key="ms"
                  figure={startPhaseFigure(phase)}
                  label={`Virtual time of ${label}`}
                  bare
                />
              ) : (
                "–"
              ),
              phase ? (
                <FigureValue
                  key="own"
                  figure={runtimeMsFigure(phase)}
                  label={`Runtime's own work in ${label}`}
                  bare
                />
              ) : (
                "–"
              ),
            ],
          };
        })}
      />
    </figure>
  );
}
