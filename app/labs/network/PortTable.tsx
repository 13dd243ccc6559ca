import { useId } from "react";
import { FigureValue } from "@/app/ui/FigureValue";
import { ValueTable } from "@/app/ui/ValueTable";
import { portCounts, portFigure } from "./figures";
import styles from "./NetworkBench.module.css";
import { useMachines } from "./networkStore";

/** All that is counted at the switch's ports. */
export function PortTable() {
  const id = useId();
  const machines = useMachines();
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="ports">
      <h2 id={`${id}title`} className={styles.title}>
        Ports in numbers
      </h2>
      <ValueTable
        caption="Since the network was built (● measured)"
        head={["Port", ...portCounts.map(({ head }) => head)]}
        scrollLabel="Table of ports"
        rows={machines.map((machine, port) => ({
          key: machine.id,
          cells: [
            `${port + 1}, ${machine.name}`,
            ...portCounts.map(({ count, head }) => (
              <FigureValue
                key={count}
                figure={portFigure(machine, count)}
                label={`${machine.name}, ${head}`}
                testId={`${count}-${machine.id}`}
                bare
              />
            )),
          ],
        }))}
      />
    </section>
  );
}
