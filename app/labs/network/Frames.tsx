import { useId } from "react";
import type { FrameView } from "@/app/guest/net/frame-view";
import { ValueTable } from "@/app/ui/ValueTable";
import { momentText } from "../host/virtualTime";
import frameStyles from "./Frames.module.css";
import styles from "./NetworkBench.module.css";
import { useMachines, useNetwork } from "./networkStore";

const NONE: readonly FrameView[] = [];
const MOST_SHOWN = 24;

/** The last frames that went through the switch, the newest on top. */
export function Frames() {
  const id = useId();
  const frames = useNetwork(({ view }) => view?.frames ?? NONE);
  const names = useMachines().map(({ name }) => name);
  const shown = frames.slice(-MOST_SHOWN).reverse();
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="frames">
      <h2 id={`${id}title`} className={styles.title}>
        Frames
      </h2>
      <div className={frameStyles.list}>
        <ValueTable
          caption={
            shown.length === 0
              ? "None yet. Let the machines talk."
              : `The last ${shown.length} that went through the switch, the newest on top. Bytes are counted (● measured); moments are virtual time at the switch (◇ modelled).`
          }
          head={["No.", "at", "came from", "went to", "bytes", "from", "to", "protocol", "what it says"]}
          scrollLabel="Table of frames"
          rows={shown.map((frame) => ({
            key: String(frame.number),
            cells: [
              frame.number,
              momentText(frame.atNs),
              names[frame.fromPort] ?? "",
              frame.toPorts.map((port) => names[port]).join(", ") || "nobody",
              frame.bytes,
              frame.source,
              frame.destination,
              frame.protocol,
              <span key="text" className={frameStyles.text}>
                {frame.text}
              </span>,
            ],
          }))}
        />
      </div>
    </section>
  );
}
