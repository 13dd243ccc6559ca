import type { LabApi } from "@/app/guest/lab/state";
import { Button } from "@/app/ui/Button";
import { useColumn, useLabApi } from "../labStore";
import { columnName, isOn, isStarting } from "../words";
import styles from "./PowerControls.module.css";

interface Props {
  readonly id: string;
  readonly order: (what: (id: string) => unknown) => void;
  /** A column that was added can go again, with its machine. */
  readonly closable: boolean;
}

const bootAfresh = (lab: LabApi) => (id: string) => {
  if (isOn(lab.column(id).power)) lab.stop(id);
  return lab.boot(id);
};

/** Boot, pause, stop, save. */
export function PowerControls({ id, order, closable }: Props) {
  const lab = useLabApi();
  const track = useColumn(id, (column) => column.track);
  const power = useColumn(id, (column) => column.power);
  const name = useColumn(id, columnName);
  const starting = isStarting(power);
  const verb = track === "container" ? "Start" : "Boot";
  const playing = power === "running" || power === "paused";
  return (
    <fieldset className={styles.controls}>
      <legend className="visually-hidden">Power</legend>
      <Button kind="accent" off={starting} onClick={() => order(bootAfresh(lab))} data-testid={`boot-${id}`}>
        {playing ? `${verb} again` : verb}
      </Button>
      {power === "paused" ? (
        <Button onClick={() => order(lab.resume.bind(lab))} data-testid={`resume-${id}`}>
          Resume
        </Button>
      ) : (
        <Button
          off={power !== "running"}
          onClick={() => order(lab.pause.bind(lab))}
          data-testid={`pause-${id}`}
        >
          Pause
        </Button>
      )}
      <Button off={!isOn(power)} onClick={() => order(lab.stop.bind(lab))} data-testid={`stop-${id}`}>
        Stop
      </Button>
      {track !== "container" && (
        <Button
          off={!playing}
          onClick={() => order((column) => lab.snapshot(column))}
          data-testid={`snapshot-${id}`}
        >
          Save state
        </Button>
      )}
      {closable && (
        <Button onClick={() => lab.removeColumn(id)} aria-label={`Close ${name}`} data-testid={`close-${id}`}>
          Close
        </Button>
      )}
    </fieldset>
  );
}
