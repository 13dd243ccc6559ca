import { useId } from "react";
import { FigureValue } from "@/app/ui/FigureValue";
import { ExitTable } from "../workbench/column/ExitTable";
import { callsFigure } from "./figures";
import styles from "./NetworkBench.module.css";
import { useMachines } from "./networkStore";

/** What the guests' work cost at the boundary, by device; a container has none. */
export function Exits() {
  const id = useId();
  const machines = useMachines();
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="exits">
      <h2 id={`${id}title`} className={styles.title}>
        Exits
      </h2>
      <p className={styles.note}>
        Each access of a guest to a device leaves the guest, and is counted from the moment it was plugged in.
        A script that the lab runs in a guest comes and goes through its second console, and is counted too.
      </p>
      <div className={styles.columns}>
        {machines.map(({ id: machine, name, kind, counters }) => (
          <section key={machine} aria-label={`Exits of ${name}`} data-track={kind}>
            <h3>{name}</h3>
            {counters.kind === "guest" ? (
              <ExitTable id={machine} exits={counters.exits} />
            ) : (
              <div className={styles.note}>
                No exits: its programs and the container’s make system calls to one kernel.{" "}
                <FigureValue figure={callsFigure(counters.systemCalls)} label="System calls" /> so far.
              </div>
            )}
          </section>
        ))}
      </div>
    </section>
  );
}
