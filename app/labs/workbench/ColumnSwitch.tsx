import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { tracks } from "@/app/ui/tracks";
import styles from "./ColumnSwitch.module.css";
import { useColumns } from "./labStore";

interface Props {
  readonly panels: readonly string[];
  readonly shown: string | undefined;
  readonly onChoose: (panel: string) => void;
}

/** Chooses the column to look at where there is room for one only. */
export function ColumnSwitch({ panels, shown, onChoose }: Props) {
  const columns = useColumns((all) => all);
  return (
    <fieldset className={styles.switch}>
      <legend className="visually-hidden">Column shown</legend>
      {panels.map((id) => {
        const column = columns.find((candidate) => candidate.id === id);
        if (column === undefined) return null;
        const { track } = column;
        const sameTrack = columns.filter((candidate) => candidate.track === track).length > 1;
        return (
          <label key={id} className={styles.choice} data-track={track}>
            <input
              type="radio"
              name="column-shown"
              value={id}
              checked={id === shown}
              onChange={() => onChoose(id)}
            />
            <TrackGlyph track={track} /> {sameTrack ? id : tracks[track].short}
          </label>
        );
      })}
    </fieldset>
  );
}
