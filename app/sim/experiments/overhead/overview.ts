/** All of it at once: how many times as long as natively each thing takes, one at a time. */
import { modelled } from "../../figures/figure";
import type { ExperimentTable } from "../table";
import { say, upperFirst } from "../words";
import {
  CONTENDER_LABELS,
  CONTENDERS,
  type Contender,
  RANDOM_READ,
  requestCost,
  totalNs,
} from "./contenders";

interface Aspect {
  readonly id: string;
  readonly label: string;
  /** Times native's; undefined where the table has no figure. */
  times(contender: Contender): number | undefined;
}

const valueIn = ({ rows }: ExperimentTable, row: Contender, column: string): number | undefined =>
  rows.find(({ id }) => id === row)?.cells[column]?.figure.value;

/** @param faster whether more is better in that column. */
const fromTable = (
  table: ExperimentTable,
  column: string,
  label: string,
  { faster }: { readonly faster: boolean },
): Aspect => ({
  id: `${table.id}-${column}`,
  label,
  times(contender) {
    const [one, native] = [valueIn(table, contender, column), valueIn(table, "native", column)];
    if (one === undefined || native === undefined) return undefined;
    return faster ? native / one : one / native;
  },
});

export interface OverviewTables {
  readonly processor: ExperimentTable;
  readonly kernel: ExperimentTable;
  readonly diskStream: ExperimentTable;
  readonly network: ExperimentTable;
}

export function overviewTable({ processor, kernel, diskStream, network }: OverviewTables): ExperimentTable {
  const aspects: readonly Aspect[] = [
    fromTable(processor, "arithmetic", "arithmetic", { faster: true }),
    fromTable(processor, "streaming", "streaming", { faster: true }),
    fromTable(processor, "random", "random access", { faster: true }),
    fromTable(kernel, "call", "system call", { faster: false }),
    fromTable(kernel, "first", "page fault, memory never used", { faster: false }),
    {
      id: "disk-read",
      label: "one random read from the disk",
      times: (contender) =>
        totalNs(requestCost(RANDOM_READ, contender)) / totalNs(requestCost(RANDOM_READ, "native")),
    },
    fromTable(diskStream, "rate", "streaming from the disk", { faster: true }),
    fromTable(network, "roundTrip", "network round trip", { faster: false }),
    fromTable(network, "bulk", "network in bulk", { faster: true }),
  ];
  const dearest = (["container", "container-nat", "vm-pv"] as const).map((contender) => {
    const found = aspects.flatMap((aspect) => {
      const times = aspect.times(contender);
      return times === undefined ? [] : [{ ...aspect, times }];
    });
    const most = found.toSorted((a, b) => b.times - a.times)[0]!;
    return `${CONTENDER_LABELS[contender]}: ${most.label} (${say(most.times)} times)`;
  });
  return {
    id: "overview",
    title: `What costs most against native. ${dearest.map(upperFirst).join("; ")}`,
    caption: "How many times as long as natively each takes, with nothing else under way.",
    charts: aspects.map(({ id }) => ({ kind: "bars", value: id, scale: "log" })),
    columns: aspects.map(({ id, label }) => ({ id, label, unit: "×" })),
    rows: CONTENDERS.map((contender) => {
      const known = aspects.flatMap(({ id, label, times }) => {
        const value = times(contender);
        const how = `${label}: time against native's, from the tables that follow`;
        return value === undefined ? [] : [[id, { figure: modelled(value, "×", how, []) }] as const];
      });
      const unknown = aspects.filter(({ times }) => times(contender) === undefined);
      return {
        id: contender,
        label: CONTENDER_LABELS[contender],
        cells: Object.fromEntries(known),
        missing: Object.fromEntries(unknown.map(({ id }) => [id, "see the table of what a kernel does"])),
      };
    }),
    handovers: [],
    notes: [],
  };
}
