import { useId } from "react";
import { fullName } from "@/app/sim/vmm/arrangements";
import type { Io } from "@/app/sim/vmm/io";
import { bulk } from "@/app/sim/vmm/throughput";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import styles from "./PathView.module.css";
import type { Drawn } from "./Totals";

const DEPTHS: readonly number[] = [1, 4, 16, 32, 64];

interface Props {
  readonly io: Io;
  readonly drawn: readonly Drawn[];
  readonly inFlight: number;
  readonly onInFlight: (inFlight: number) => void;
}

/** The same I/O many times in a row: what a MiB takes, by how many are in flight. Nothing for I/O that moves no data in bulk. */
export function Bulk({ io, drawn, inFlight, onInFlight }: Props) {
  const id = useId();
  if (!io.kind.startsWith("disk") && !io.kind.startsWith("packet")) return null;
  return (
    <section className={styles.totals} aria-labelledby={`${id}title`} data-testid="bulk">
      <h2 id={`${id}title`} className={styles.title}>
        A MiB of it
      </h2>
      <div className={styles.row}>
        <label htmlFor={id}>In flight at a time</label>
        <select
          id={id}
          value={inFlight}
          onChange={({ target }) => onInFlight(Number(target.value))}
          data-testid="in-flight"
        >
          {[...new Set([...DEPTHS, inFlight])]
            .sort((a, b) => a - b)
            .map((depth) => (
              <option key={depth} value={depth}>
                {depth}
              </option>
            ))}
        </select>
      </div>
      <ValueTable
        caption="Modelled, with modelled counts. A queue takes one notification and one interrupt for all that are in flight; an emulated device takes one request at a time."
        head={["Arrangement", "exits", "time", "processor time"]}
        scrollLabel="A MiB by arrangement"
        rows={drawn.map(({ side, arrangement }) => {
          const { exitsPerMiB, msPerMiB, busyMsPerMiB } = bulk(io, arrangement, inFlight);
          const name = fullName(arrangement);
          return {
            key: side,
            cells: [
              name,
              <FigureValue
                key="exits"
                figure={exitsPerMiB}
                label={`Exits for a MiB, ${name}`}
                testId={`bulk-exits-${side}`}
                bare
              />,
              <FigureValue
                key="time"
                figure={msPerMiB}
                label={`Time for a MiB, ${name}`}
                testId={`bulk-time-${side}`}
                bare
              />,
              <FigureValue
                key="busy"
                figure={busyMsPerMiB}
                label={`Processor time for a MiB, ${name}`}
                bare
              />,
            ],
          };
        })}
      />
    </section>
  );
}
