import { useGuest } from "../labStore";
import { useOrders } from "../orders";
import { TerminalPanel } from "../terminal/TerminalPanel";
import { Bill } from "./Bill";
import { BootFigure } from "./BootFigure";
import styles from "./Column.module.css";
import { ColumnChain } from "./ColumnChain";
import { ColumnHeader } from "./ColumnHeader";
import { ColumnPath } from "./ColumnPath";
import { Downloads } from "./Downloads";
import { Machine } from "./Machine";
import { PowerControls } from "./PowerControls";
import { CrashPanel, ErrorPanel } from "./problems";
import { SavedStates } from "./SavedStates";
import { WayIn } from "./WayIn";

interface Props {
  readonly id: string;
  readonly embedded: boolean;
}

/** A column with a real guest, from how it starts to what it has cost. */
export function GuestColumn({ id, embedded }: Props) {
  const track = useGuest(id, (column) => column.track);
  const error = useGuest(id, (column) => column.error);
  const crash = useGuest(id, (column) => column.crash);
  const { order, refusal } = useOrders(id);
  const problem = refusal ?? error;
  return (
    <article
      className={styles.column}
      data-track={track}
      data-testid={`column-${id}`}
      aria-labelledby={`title-${id}`}
    >
      <ColumnHeader id={id} embedded={embedded} />
      <WayIn id={id} />
      <Machine id={id} />
      <ColumnChain id={id} order={order} />
      <PowerControls id={id} order={order} closable={id !== track && !embedded} />
      <SavedStates id={id} order={order} />
      {problem && <ErrorPanel id={id} error={problem} />}
      {crash && <CrashPanel id={id} crash={crash} />}
      <Downloads id={id} />
      <TerminalPanel id={id} />
      <div className={styles.below}>
        <BootFigure id={id} />
        <Bill id={id} />
        <ColumnPath id={id} />
      </div>
    </article>
  );
}
