import { Button } from "@/app/ui/Button";
import { FigureValue } from "@/app/ui/FigureValue";
import { numberText } from "@/app/ui/format";
import { bytesFigure } from "../figures";
import { useGuest, useLabApi } from "../labStore";
import { isStarting } from "../words";
import styles from "./SavedStates.module.css";

interface Props {
  readonly id: string;
  readonly order: (what: (id: string) => unknown) => void;
}

/** The states that the learner has saved, each of which can be put back. */
export function SavedStates({ id, order }: Props) {
  const lab = useLabApi();
  const snapshots = useGuest(id, (column) => column.snapshots);
  const restoredFrom = useGuest(id, (column) => column.restoredFrom);
  const starting = useGuest(id, (column) => isStarting(column.power));
  if (snapshots.length === 0) return null;
  return (
    <ul className={styles.states} aria-label="Saved states" data-testid={`snapshots-${id}`}>
      {snapshots.map((saved) => (
        <li key={saved.id} className={styles.state}>
          <span>
            <strong>{saved.id}</strong> saved at {numberText(saved.atVirtualMs, "ms")},{" "}
            <FigureValue figure={bytesFigure(saved.bytes)} label={`Size of ${saved.id}`} />
            {restoredFrom === saved.id && <span className={styles.now}>running from this one</span>}
          </span>
          <Button
            off={starting}
            onClick={() => order((column) => lab.restore(column, saved.id))}
            data-testid={`restore-${id}-${saved.id}`}
            aria-label={`Put back ${saved.id}`}
          >
            Put back
          </Button>
        </li>
      ))}
    </ul>
  );
}
