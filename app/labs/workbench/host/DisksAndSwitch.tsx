import Link from "next/link";
import { useShallow } from "zustand/react/shallow";
import type { ColumnState } from "@/app/guest/lab/state";
import { devicesOf } from "@/app/sim/vmm/devices";
import { numberText } from "@/app/ui/format";
import { diskWords, mediumWords, netWords } from "../column/deviceWords";
import { useColumns } from "../labStore";
import { columnName } from "../words";
import styles from "./HostBelow.module.css";

/** What else the columns have of the host: a line each, and where it can be looked at. */
export function DisksAndSwitch() {
  const lines = useColumns(
    useShallow((columns) =>
      columns.map((column) => `${column.id}\n${columnName(column)}\n${diskLine(column)}`),
    ),
  );
  return (
    <section className={styles.figure} aria-labelledby="disks-title" data-testid="host-disks">
      <h3 id="disks-title" className={styles.finding}>
        Disks, and the switch
      </h3>
      <ul className={styles.disks}>
        {lines.map((line) => {
          const [id, name, words] = line.split("\n");
          return (
            <li key={id}>
              <a href={`#title-${id}`}>{name}</a>: {words}
            </li>
          );
        })}
      </ul>
      <p className={styles.caption}>
        The columns’ cables end at their cards here. Machines on one switch, frame by frame, are on the page{" "}
        <Link href="/network/" prefetch={false}>
          Network
        </Link>
        ; real guests in turns on shared cores and merged pages, on{" "}
        <Link href="/host/" prefetch={false}>
          One host
        </Link>
        .
      </p>
    </section>
  );
}

function diskLine(column: ColumnState): string {
  if (column.track === "container")
    return "its image’s layers below a layer of its own, in the host’s files; a cable to the host’s bridge";
  const { disk, net } = devicesOf(column.track, column.devices);
  const card = netWords[net];
  if (disk === undefined) return `no disk, it runs from memory; card: ${card}`;
  const { chain } = column.counters;
  const layers =
    chain === undefined
      ? "one image of its own"
      : `the top of ${chain.layers.length} layers, ${numberText(
          chain.layers.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
          "bytes",
        )} of files`;
  return `${diskWords[disk.interface]} on ${mediumWords[disk.medium]}, ${layers}; card: ${card}`;
}
