import {
  allCalls,
  callsFigure,
  containerClockFigure,
  containerInstructionsFigure,
  containerPagesFigure,
  faultsFigure,
  switchesFigure,
} from "../containerFigures";
import { useContainer } from "../labStore";
import { columnName } from "../words";
import { BillLines, WallTime } from "./Bill";
import styles from "./Bill.module.css";
import { CallTable } from "./CallTable";

/** What a container has cost since its start was ordered. */
export function ContainerBill({ id }: { readonly id: string }) {
  const name = useContainer(id, columnName);
  const counters = useContainer(id, (column) => column.counters);
  const { switches, faults, privatePages, sharedPages } = counters;
  return (
    <section className={styles.bill} aria-label={`Bill of ${name}`}>
      <BillLines
        id={id}
        lines={[
          { label: "Virtual time", name: "virtual-ms", figure: containerClockFigure(counters) },
          { label: "Instructions", name: "instructions", figure: containerInstructionsFigure(counters) },
          { label: "System calls", name: "calls", figure: callsFigure(allCalls(counters)) },
          { label: "Context switches", name: "switches", figure: switchesFigure(switches) },
          { label: "Page faults", name: "faults", figure: faultsFigure(faults) },
          { label: "Pages of its own", name: "pages", figure: containerPagesFigure(privatePages, false) },
          { label: "Pages shared", name: "shared", figure: containerPagesFigure(sharedPages, true) },
        ]}
      />
      <CallTable id={id} calls={counters.calls} />
      <WallTime id={id} />
    </section>
  );
}
