import type { ColumnState } from "@/app/guest/lab/state";
import type { Figure } from "@/app/sim/figures/figure";
import { totalExits } from "@/app/sim/run/record";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { clockFigure, exitsFigure, instructionsFigure, pagesFigure } from "../figures";
import { useColumn, useLabApi } from "../labStore";
import { columnName } from "../words";
import styles from "./Bill.module.css";
import { ExitTable } from "./ExitTable";

const pagesPerMiB = 256;

/** What the guest has cost since power-on. */
export function Bill({ id }: { readonly id: string }) {
  const lab = useLabApi();
  const name = useColumn(id, columnName);
  const counters = useColumn(id, (column) => column.counters);
  const pages = useColumn(id, (column) => column.pagesTouched);
  const memoryMiB = useColumn(id, (column) => column.boot?.memoryMiB);
  return (
    <section className={styles.bill} aria-label={`Bill of ${name}`}>
      <dl className={styles.lines}>
        <Line
          label="Virtual time"
          figure={clockFigure({ counters }, lab.scenario.costs)}
          testId={`virtual-ms-${id}`}
        />
        <Line
          label="Instructions"
          figure={instructionsFigure(counters.instructions)}
          testId={`instructions-${id}`}
        />
        <Line label="Exits" figure={exitsFigure(totalExits(counters.exits))} testId={`exits-${id}`} />
        <Line
          label={
            memoryMiB === undefined
              ? "Pages touched"
              : `Pages touched, of ${numberText(memoryMiB * pagesPerMiB, "pages")}`
          }
          figure={pagesFigure(pages)}
          testId={`pages-${id}`}
        />
      </dl>
      <ExitTable id={id} exits={counters.exits} />
      <WallTime id={id} />
    </section>
  );
}

interface LineProps {
  readonly label: string;
  readonly figure: Figure;
  readonly testId: string;
}

function Line({ label, figure, testId }: LineProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <FigureValue figure={figure} label={label} testId={testId} />
      </dd>
    </div>
  );
}

/** The only wall-clock number of a column: the speed of the lab, which says nothing about virtualization. */
function WallTime({ id }: { readonly id: string }) {
  const wallMs = useColumn(id, (column: ColumnState) => column.wallMs);
  return (
    <p className={styles.wall} data-testid={`wall-${id}`} data-value={wallMs}>
      {wallMs === undefined
        ? "The lab's own speed is not part of the bill."
        : `Not part of the bill: the lab itself took ${numberText(Math.round(wallMs), "ns").replace(" ns", "")} ms of wall time for this boot.`}
    </p>
  );
}
