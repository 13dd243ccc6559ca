import type { TimelineSlice } from "@/app/sim/host/view";
import { useHost } from "../hostStore";
import { modeWords, ownerName } from "../palette";
import { lengthText, momentText } from "../virtualTime";
import type { Cursor } from "./drawTimeline";
import styles from "./ReadOut.module.css";
import { type Hit, hitAt } from "./slice";

const PARTS_NAMED = 3;

interface Props {
  readonly slice: TimelineSlice | undefined;
  readonly cursor: Cursor | undefined;
  /** Whether changes are announced; while the run plays they would never stop. */
  readonly live: boolean;
}

/** What is under the cursor: who, in which mode, from when to when. */
export function ReadOut({ slice, cursor, live }: Props) {
  const instances = useHost(({ state }) => state.view?.instances) ?? [];
  const nameOf = (owner: number) => ownerName(instances, owner);
  return (
    <output className={styles.readOut} aria-live={live ? "polite" : "off"} data-testid="timeline-readout">
      {cursor === undefined
        ? "Point at a lane, or choose one with the arrow keys, to see who ran there."
        : words(cursor, slice && hitAt(slice, cursor.core, cursor.atNs), nameOf)}
    </output>
  );
}

function words(cursor: Cursor, hit: Hit | undefined, nameOf: (owner: number) => string): string {
  const where = `Core ${cursor.core} at ${momentText(cursor.atNs)}: `;
  if (hit === undefined) return `${where}nothing known.`;
  const [first] = hit.parts;
  const length = lengthText(hit.toNs - hit.fromNs);
  if (hit.exact && first !== undefined) {
    const device = hit.device === undefined ? "" : ` (${hit.device})`;
    const who = first.mode === "idle" ? "idle" : `${nameOf(first.owner)}, ${modeWords[first.mode]}${device}`;
    return `${where}${who}, from ${momentText(hit.fromNs)} to ${momentText(hit.toNs)}, ${length}.`;
  }
  const busy = hit.parts.filter(({ mode }) => mode !== "idle");
  const named = busy
    .slice(0, PARTS_NAMED)
    .map(({ owner, mode, share }) => `${nameOf(owner)}, ${modeWords[mode]} ${(100 * share).toFixed(1)} %`);
  const idle = Math.max(0, 1 - busy.reduce((sum, { share }) => sum + share, 0));
  return `${where}in ${length} ${[...named, `idle ${(100 * idle).toFixed(1)} %`].join("; ")}.`;
}
