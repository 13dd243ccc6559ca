import { useId, useState } from "react";
import { FigureValue } from "@/app/ui/FigureValue";
import { TexturePattern } from "@/app/ui/TexturePattern";
import { TextureSwatch } from "@/app/ui/TextureSwatch";
import { ValueTable } from "@/app/ui/ValueTable";
import { lengthText } from "../../host/virtualTime";
import { type Bar, phasePieces, placedOn, type Segment, type StepKind, type Stretch, spentNs } from "./bars";
import { stepFigure, wholeFigure } from "./figures";
import { stepInk, stepWords } from "./ink";
import styles from "./Starts.module.css";

const KINDS: readonly StepKind[] = ["kernel", "runtime", "waiting"];
const NARROWEST_LABEL = 2.5;

interface Props {
  readonly bar: Bar;
  /** All phases as they happen: their places are their numbers. */
  readonly order: readonly string[];
  /** What of it is shown; undefined if it has no such phase. */
  readonly stretch: Stretch | undefined;
  readonly axisNs: number;
  readonly dark: boolean;
}

/** One start: its lanes, its phases below them, and its steps as a table. */
export function StartRow({ bar, order, stretch, axisNs, dark }: Props) {
  const [open, setOpen] = useState(false);
  const steps = bar.lanes.flat().sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs);
  return (
    <article className={styles.start} aria-label={bar.name} data-testid={`start-${bar.key}`}>
      <div className={styles.startHead}>
        <h3 className={styles.name}>{bar.name}</h3>
        <FigureValue
          figure={wholeFigure(bar.lengthNs, bar.runtime)}
          label={`${bar.name}, whole start`}
          testId={`length-${bar.key}`}
        />
      </div>
      {stretch === undefined ? (
        <p className={styles.note}>This start has no such phase.</p>
      ) : (
        <>
          <Lanes bar={bar} stretch={stretch} axisNs={axisNs} dark={dark} />
          <div className={styles.phases} aria-hidden="true">
            {placedOn(phasePieces(bar.lanes[0] ?? []), stretch, axisNs).map(
              ({ phase, fromNs, left, width }) =>
                width > NARROWEST_LABEL && (
                  <span
                    key={fromNs}
                    className={styles.phase}
                    style={{ left: `${left}%`, width: `${width}%` }}
                  >
                    {order.indexOf(phase) + 1}
                  </span>
                ),
            )}
          </div>
        </>
      )}
      <details className={styles.more} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary data-testid={`steps-${bar.key}`}>
          {steps.length} {steps.length === 1 ? "step" : "steps"} of {bar.name}
        </summary>
        {open && <Steps bar={bar} steps={steps} dark={dark} />}
      </details>
    </article>
  );
}

type LanesProps = Pick<Props, "bar" | "axisNs" | "dark"> & { readonly stretch: Stretch };

function Lanes({ bar, stretch, axisNs, dark }: LanesProps) {
  const id = useId();
  const spent = KINDS.map((kind) => `${stepWords[kind]} ${lengthText(spentNs(bar, kind))}`).join(", ");
  return (
    <div role="img" aria-label={`${bar.name}: ${lengthText(bar.lengthNs)}. ${spent}`}>
      {bar.lanes.map((lane, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a lane is its place
        <svg key={index} className={styles.lane} aria-hidden="true">
          <defs>
            {KINDS.map((kind) => (
              <TexturePattern key={kind} id={`${id}${index}${kind}`} {...stepInk(kind, dark)} />
            ))}
          </defs>
          {placedOn(lane, stretch, axisNs).map(({ key, name, kind, left, width, fromNs, toNs }) => (
            <g key={key}>
              <title>{`${name}: ${lengthText(toNs - fromNs)}`}</title>
              <rect
                x={`${left}%`}
                width={`${Math.max(width, 0.05)}%`}
                height="100%"
                fill={`url(#${id}${index}${kind})`}
              />
              <rect x={`${left}%`} width="1" height="100%" className={styles.edge} />
            </g>
          ))}
        </svg>
      ))}
    </div>
  );
}

interface StepsProps extends Pick<Props, "bar" | "dark"> {
  readonly steps: readonly Segment[];
}

function Steps({ bar, steps, dark }: StepsProps) {
  return (
    <ValueTable
      caption="Times in virtual µs since the first step, modelled: open a number for its origin."
      head={["Step", "phase", "whose work", "from", "took"]}
      scrollLabel={`Steps of ${bar.name}`}
      rows={steps.map(({ key, name, phase, kind, fromNs, toNs, what }) => ({
        key,
        cells: [
          <span key="name" className={styles.step}>
            {name}
            {what !== "" && <span className={styles.what}>{what}</span>}
          </span>,
          phase,
          <span key="kind" className={styles.whose}>
            <TextureSwatch {...stepInk(kind, dark)} /> {kind}
          </span>,
          (fromNs / 1000).toFixed(2),
          <FigureValue key="took" figure={stepFigure(toNs - fromNs, kind, bar.runtime)} label={name} bare />,
        ],
      }))}
    />
  );
}
