import type { Figure } from "@/app/sim/figures/figure";
import { type GuestTrack, totalExits } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { clockFigure, exitsFigure, instructionsFigure, pagesFigure } from "../figures";
import { useColumn, useGuest, useLabApi } from "../labStore";
import { columnName } from "../words";
import styles from "./Bill.module.css";
import { ExitTable } from "./ExitTable";

const pagesPerMiB = 256;

const boundaries: Readonly<Record<GuestTrack, string>> = {
  vm: "Boundary: exits by device (● measured)",
  pv: "Boundary: queue kicks and other exits, by device (● measured)",
};

/** What the guest has cost since power-on. */
export function Bill({ id }: { readonly id: string }) {
  const lab = useLabApi();
  const name = useGuest(id, columnName);
  const track = useGuest(id, (column) => column.track);
  const counters = useGuest(id, (column) => column.counters);
  const pages = useGuest(id, (column) => column.pagesTouched);
  const memoryMiB = useGuest(id, (column) => column.boot?.memoryMiB);
  return (
    <section className={styles.bill} aria-label={`Bill of ${name}`}>
      <BillLines
        id={id}
        lines={[
          {
            label: "Virtual time",
            name: "virtual-ms",
            figure: clockFigure({ counters }, lab.scenario.costs),
          },
          {
            label: "Instructions",
            name: "instructions",
            figure: instructionsFigure(counters.instructions),
          },
          { label: "Exits", name: "exits", figure: exitsFigure(totalExits(counters.exits)) },
          {
            label:
              memoryMiB === undefined
                ? "Pages touched"
                : `Pages touched, of ${numberText(memoryMiB * pagesPerMiB, "pages")}`,
            name: "pages",
            figure: pagesFigure(pages),
          },
        ]}
      />
      <ExitTable id={id} exits={counters.exits} caption={boundaries[track]} />
      <WallTime id={id} />
    </section>
  );
}

interface BillLine {
  readonly label: string;
  /** For tests: `<name>-<column>`. */
  readonly name: string;
  readonly figure: Figure;
}

/** The lines of a bill: what was counted, and how much. */
export function BillLines({ id, lines }: { readonly id: string; readonly lines: readonly BillLine[] }) {
  return (
    <dl className={styles.lines}>
      {lines.map(({ label, name, figure }) => (
        <div key={name}>
          <dt>{label}</dt>
          <dd>
            <FigureValue figure={figure} label={label} testId={`${name}-${id}`} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The only wall-clock number of a column: the speed of the lab, which says nothing about virtualization. */
export function WallTime({ id }: { readonly id: string }) {
  const wallMs = useColumn(id, (column) => column.wallMs);
  return (
    <p className={styles.wall} data-testid={`wall-${id}`} data-value={wallMs}>
      {wallMs === undefined
        ? "The lab's own speed is not part of the bill."
        : `Not part of the bill: the lab itself took ${numberText(Math.round(wallMs), "ns").replace(" ns", "")} ms of wall time for this boot.`}
    </p>
  );
}
