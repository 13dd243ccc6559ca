import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { tracks } from "@/app/ui/tracks";
import { useColumn } from "../labStore";
import { useOrders } from "../orders";
import { TerminalPanel } from "../terminal/TerminalPanel";
import { columnName, powerWords } from "../words";
import { Bill } from "./Bill";
import { BootFigure } from "./BootFigure";
import styles from "./Column.module.css";
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
export function Column({ id, embedded }: Props) {
  const track = useColumn(id, (column) => column.track);
  const error = useColumn(id, (column) => column.error);
  const crash = useColumn(id, (column) => column.crash);
  const { order, refusal } = useOrders(id);
  const Heading = embedded ? "h3" : "h2";
  const problem = error ?? refusal;
  return (
    <article
      className={styles.column}
      data-track={track}
      data-testid={`column-${id}`}
      aria-labelledby={`title-${id}`}
    >
      <header className={styles.header}>
        <Heading id={`title-${id}`} className={styles.title}>
          <TrackGlyph track={track} />
          {tracks[track].short}
          {id !== track && (
            <span className={styles.id}>{columnName({ id, track }).slice(tracks[track].short.length)}</span>
          )}
        </Heading>
        <PowerState id={id} />
        <p className={styles.line}>{tracks[track].line}</p>
      </header>
      <WayIn id={id} />
      <Machine id={id} />
      <PowerControls id={id} order={order} closable={id !== track && !embedded} />
      <SavedStates id={id} order={order} />
      {problem && <ErrorPanel id={id} error={problem} />}
      {crash && <CrashPanel id={id} crash={crash} />}
      <Downloads id={id} />
      <TerminalPanel id={id} />
      <BootFigure id={id} />
      <Bill id={id} />
      <ColumnPath id={id} />
    </article>
  );
}

function PowerState({ id }: { readonly id: string }) {
  const power = useColumn(id, (column) => column.power);
  return (
    <p
      className={styles.power}
      role="status"
      data-testid={`power-${id}`}
      data-value={power}
      data-power={power}
    >
      {powerWords[power]}
    </p>
  );
}
