import { useId } from "react";
import { ValueTable } from "@/app/ui/ValueTable";
import { useChoice } from "../choice";
import { useContainers } from "../containerStore";
import { inodeText } from "../names";
import { useSteady } from "../useSteady";
import styles from "./Mounts.module.css";
import { type MountRow, parseMount } from "./mountinfo";

const MOST_ROWS = 80;
const NONE = { name: "", inode: 0, lines: [] as readonly string[] };

/** The file systems that the chosen process sees: its mount namespace as a table. */
export function Mounts() {
  const id = useId();
  const view = useContainers((state) => state.view);
  const chosen = useChoice(({ process }) => process);
  const process =
    view?.processes.find(({ pid }) => pid === chosen) ?? view?.processes.find(({ pid }) => pid === 1);
  const inode = process?.namespaces.mnt;
  const shown = useSteady(
    view === undefined || process === undefined || inode === undefined
      ? NONE
      : {
          name: `${process.comm}, process ${process.pid}`,
          inode,
          lines: view.mounts.find(({ namespace }) => namespace === inode)?.lines ?? [],
        },
  );
  const rows = shown.lines.map(parseMount).filter((row): row is MountRow => row !== undefined);
  return (
    <section className={styles.section} aria-labelledby={`${id}title`} data-testid="mounts">
      <h2 id={`${id}title`} className={styles.title}>
        Mounts of the chosen process
      </h2>
      <p className={styles.note}>
        {chosen === undefined && "Choose a process above to see its own. "}
        {shown.name}: {rows.length} {rows.length === 1 ? "mount" : "mounts"} in{" "}
        {inodeText("mnt", shown.inode)}.
      </p>
      <details>
        <summary data-testid="mounts-table">The table</summary>
        <ValueTable
          caption="As /proc/PID/mountinfo has it, to a process at the namespace’s own root."
          head={["Where", "type", "what of it", "source", "options", "propagation", "device"]}
          scrollLabel="Table of mounts"
          rows={rows.slice(0, MOST_ROWS).map((row) => ({
            key: String(row.id),
            cells: [
              <code key="target">{row.target}</code>,
              row.type,
              row.root,
              <span key="source" title={row.superOptions}>
                {row.source}
              </span>,
              row.options,
              row.propagation === "" ? "private" : row.propagation,
              row.device,
            ],
          }))}
        />
        {rows.length > MOST_ROWS && <p className={styles.note}>and {rows.length - MOST_ROWS} more</p>}
      </details>
    </section>
  );
}
