import { useEffect, useMemo } from "react";
import { useShallow } from "zustand/react/shallow";
import { memoryTable } from "@/app/sim/together/memory";
import type { HostSettings } from "@/app/sim/together/settings";
import { togetherTable } from "@/app/sim/together/table";
import { Button } from "@/app/ui/Button";
import { Chart } from "@/app/ui/chart/Chart";
import { DataTable } from "../../experiments/DataTable";
import { saveCsv } from "../../experiments/files";
import { createHostStore, HostContext } from "../../host/hostStore";
import { Timeline } from "../../host/timeline/Timeline";
import { useColumns, useLabApi } from "../labStore";
import { columnName } from "../words";
import { DisksAndSwitch } from "./DisksAndSwitch";
import styles from "./HostBelow.module.css";
import { HostSettingsForm } from "./HostSettingsForm";
import { createTogetherLab } from "./togetherLab";
import { type Computed, useTogether } from "./useTogether";

interface Props {
  readonly settings: HostSettings;
  readonly onChange: (change: (was: HostSettings) => HostSettings) => void;
}

/** The host that the columns would share: who would have its cores, and who holds its memory, once all had been started at once. */
export function HostBelow({ settings, onChange }: Props) {
  const { nsPerInstruction } = useLabApi().scenario.costs;
  const contenders = useContenders();
  const missing = useColumns(
    useShallow((columns) =>
      columns
        .filter((column) => (column.track === "container" ? column.start : column.boot) === undefined)
        .map(columnName),
    ),
  );
  const computed = useTogether(contenders, settings, nsPerInstruction);
  const lab = useMemo(
    () =>
      createTogetherLab((column, weight) =>
        onChange((was) => ({ ...was, weights: { ...was.weights, [column]: weight } })),
      ),
    [onChange],
  );
  const store = useMemo(() => createHostStore(lab.api), [lab]);
  useEffect(() => store.follow(), [store]);
  useEffect(() => {
    if (computed !== undefined) lab.show(computed.together, computed.contenders);
  }, [lab, computed]);
  return (
    <section className={styles.host} aria-labelledby="host-title" data-testid="host-below">
      <div>
        <h2 id="host-title" className={styles.title}>
          The host below
        </h2>
        <p className={styles.lead}>
          Each column above has a clock of its own and a core always free. Here their recorded starts begin at
          once, on one host, and its scheduler says who has a core.
        </p>
      </div>
      <HostContext value={store}>
        <HostSettingsForm settings={settings} onChange={onChange} />
        <p className={styles.missing} data-testid="host-missing">
          {missingWords(missing, contenders.length)}
        </p>
        {computed !== undefined && contenders.length > 0 && <Cores {...computed} />}
      </HostContext>
      {computed !== undefined && contenders.length > 0 && <Memory {...computed} />}
      <DisksAndSwitch />
    </section>
  );
}

/** Columns that have come to a prompt, with what they recorded; the same objects until one of them has another start. */
function useContenders() {
  const starts = useColumns(
    useShallow((columns) =>
      columns.flatMap((column) => (column.track === "container" ? column.start : column.boot) ?? []),
    ),
  );
  const started = useColumns(
    useShallow((columns) =>
      columns
        .filter((column) => (column.track === "container" ? column.start : column.boot) !== undefined)
        .map((column) => `${column.id}\n${columnName(column)}`),
    ),
  );
  return useMemo(
    () =>
      started.flatMap((words, at) => {
        const [column = "", name = ""] = words.split("\n");
        const start = starts[at];
        return start === undefined ? [] : [{ column, name, start }];
      }),
    [starts, started],
  );
}

function missingWords(missing: readonly string[], started: number): string {
  if (missing.length === 0) return "";
  const them = missing.join(", ");
  return started === 0
    ? "No column has come to its prompt yet. Start them, and what each did until then is computed on this host."
    : `Not on the host yet: ${them}. A column joins when it has come to its prompt.`;
}

function Cores({ together }: Computed) {
  const table = useMemo(() => togetherTable(together), [together]);
  const chart = table.charts[0]!;
  return (
    <>
      <figure className={styles.figure} aria-labelledby="together-title" data-testid="together">
        <h3 id="together-title" className={styles.finding} data-testid="together-finding">
          {table.title}
        </h3>
        <Chart table={table} chart={chart} label={`${table.title}. ${table.caption}`} />
        <figcaption className={styles.caption}>
          {table.caption} All modelled, of what the columns recorded. {table.notes.join(" ")}
        </figcaption>
        <DataTable table={table} chart={undefined} />
        <div className={styles.row}>
          <Button
            onClick={() => saveCsv("workbench-host", [table])}
            aria-label="CSV of the starts on this host"
            data-testid="csv-together"
          >
            CSV
          </Button>
        </div>
      </figure>
      <Timeline wholeNs={together.endNs} />
    </>
  );
}

function Memory({ contenders }: Computed) {
  const table = useMemo(() => memoryTable(contenders), [contenders]);
  return (
    <section className={styles.figure} aria-labelledby="memory-title" data-testid="host-memory">
      <h3 id="memory-title" className={styles.finding}>
        {table.title}
      </h3>
      <DataTable table={table} chart={undefined} />
      <p className={styles.caption}>{table.notes.join(" ")}</p>
    </section>
  );
}
