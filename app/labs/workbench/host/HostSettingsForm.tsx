import { useShallow } from "zustand/react/shallow";
import { CORES, type HostSettings, weightOf } from "@/app/sim/together/settings";
import { TrackGlyph } from "@/app/ui/TrackGlyph";
import { WeightControl } from "../../host/instances/WeightControl";
import { useColumn, useColumns } from "../labStore";
import { columnName } from "../words";
import styles from "./HostBelow.module.css";

interface Props {
  readonly settings: HostSettings;
  readonly onChange: (change: (was: HostSettings) => HostSettings) => void;
}

/** Cores of the host, and each column's share of them when they are wanted by more than there are. */
export function HostSettingsForm({ settings, onChange }: Props) {
  const ids = useColumns(useShallow((columns) => columns.map(({ id }) => id)));
  return (
    <div className={styles.settings}>
      <fieldset className={styles.cores}>
        <legend>Cores</legend>
        {CORES.map((cores) => (
          <label key={cores}>
            <input
              type="radio"
              name="host-cores"
              value={cores}
              checked={settings.cores === cores}
              onChange={() => onChange((was) => ({ ...was, cores }))}
              data-testid={`cores-${cores}`}
            />
            {cores}
          </label>
        ))}
      </fieldset>
      {ids.map((id) => (
        <Weight key={id} id={id} weight={weightOf(settings, id)} />
      ))}
    </div>
  );
}

function Weight({ id, weight }: { readonly id: string; readonly weight: number }) {
  const track = useColumn(id, (column) => column.track);
  const name = useColumn(id, columnName);
  return (
    <div className={styles.weight} data-track={track}>
      <span className={styles.name}>
        <TrackGlyph track={track} /> {name}
      </span>
      <WeightControl instance={id} weight={weight} />
    </div>
  );
}
