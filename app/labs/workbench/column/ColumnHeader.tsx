import type { PowerState } from "@/app/sim/run/record";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { type Track, tracks } from "@/app/ui/tracks";
import { useColumn } from "../labStore";
import { columnName, containerPowerWords, powerWords } from "../words";
import styles from "./Column.module.css";

interface Props {
  readonly id: string;
  readonly embedded: boolean;
}

/** What a column is, and the state that it is in. */
export function ColumnHeader({ id, embedded }: Props) {
  const track = useColumn(id, (column) => column.track);
  const power = useColumn(id, (column) => column.power);
  return <TrackHeader id={id} track={track} power={power} embedded={embedded} />;
}

interface TrackHeaderProps extends Props {
  readonly track: Track;
  readonly power: PowerState;
}

/** The same, of a column whose lab need not be there yet. */
export function TrackHeader({ id, track, power, embedded }: TrackHeaderProps) {
  const Heading = embedded ? "h3" : "h2";
  const { short, line } = tracks[track];
  return (
    <header className={styles.header}>
      <Heading id={`title-${id}`} className={styles.title}>
        <TrackGlyph track={track} />
        {short}
        {id !== track && <span className={styles.id}>{columnName({ id, track }).slice(short.length)}</span>}
      </Heading>
      <p
        className={styles.power}
        role="status"
        data-testid={`power-${id}`}
        data-value={power}
        data-power={power}
      >
        {track === "container" ? containerPowerWords[power] : powerWords[power]}
      </p>
      <p className={styles.line}>{line}</p>
    </header>
  );
}
