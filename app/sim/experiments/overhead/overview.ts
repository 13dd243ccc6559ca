/** All of it at once: how many times as long as natively each thing takes, one at a time. */
import { modelled } from "../../figures/figure";
import type { ExperimentTable } from "../table";
import { say, upperFirst } from "../words";
import { CONTENDER_LABELS, CONTENDERS, type Contender, randomRead, requestCost, totalNs } from "./contenders";
import type { BlockSize } from "./inputs";

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

/** One table at least; what was not asked for has none. */
export interface OverviewTables {
  readonly processor?: ExperimentTable | undefined;
  readonly kernel?: ExperimentTable | undefined;
  readonly diskStream?: ExperimentTable | undefined;
  readonly network?: ExperimentTable | undefined;
}

const oneRead = (block: BlockSize): Aspect => {
  const ns = (contender: Contender) => totalNs(requestCost(randomRead(block), contender));
  return {
    id: "disk-read",
    label: "one random read from the disk",
    times: (contender) => ns(contender) / ns("native"),
  };
};

function aspectsOf(
  { processor, kernel, diskStream, network }: OverviewTables,
  block: BlockSize,
): readonly Aspect[] {
  return [
    ...(processor === undefined
      ? []
      : [
          fromTable(processor, "arithmetic", "arithmetic", { faster: true }),
          fromTable(processor, "streaming", "streaming", { faster: true }),
          fromTable(processor, "random", "random access", { faster: true }),
        ]),
    ...(kernel === undefined
      ? []
      : [
          fromTable(kernel, "call", "system call", { faster: false }),
          fromTable(kernel, "first", "page fault, memory never used", { faster: false }),
        ]),
    ...(diskStream === undefined
      ? []
      : [oneRead(block), fromTable(diskStream, "rate", "streaming from the disk", { faster: true })]),
    ...(network === undefined
      ? []
      : [
          fromTable(network, "roundTrip", "network round trip", { faster: false }),
          fromTable(network, "bulk", "network in bulk", { faster: true }),
        ]),
  ];
}

export function overviewTable(tables: OverviewTables, block: BlockSize = "4k"): ExperimentTable {
  const aspects = aspectsOf(tables, block);
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
    charts: [{ kind: "groups", values: aspects.map(({ id }) => id), scale: "log", from: 1 }],
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
