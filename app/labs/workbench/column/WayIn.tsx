import type { Via } from "@/app/sim/run/record";
import { useGuest, useLabStore } from "../labStore";
import { isStarting, viaWords } from "../words";
import styles from "./WayIn.module.css";

const ways: readonly Via[] = ["bios", "direct", "snapshot"];

/** The way into the kernel that the next boot takes. */
export function WayIn({ id }: { readonly id: string }) {
  const { lab, refresh } = useLabStore();
  const via = useGuest(id, (column) => column.via);
  const starting = useGuest(id, (column) => isStarting(column.power));
  return (
    <fieldset className={styles.ways} aria-describedby={starting ? `starting-${id}` : undefined}>
      <legend>Way in</legend>
      {ways.map((way) => (
        <label key={way} className={styles.way}>
          <input
            type="radio"
            name={`via-${id}`}
            value={way}
            checked={via === way}
            aria-disabled={starting}
            onChange={() => {
              if (starting) return;
              lab.setVia(id, way);
              refresh();
            }}
            data-testid={`via-${id}-${way}`}
          />
          <span>
            <strong>{viaWords[way].name}</strong> <span className={styles.why}>{viaWords[way].line}</span>
          </span>
        </label>
      ))}
      {starting && (
        <span id={`starting-${id}`} className="visually-hidden">
          The machine is starting; the way in can be chosen again when it runs.
        </span>
      )}
    </fieldset>
  );
}
