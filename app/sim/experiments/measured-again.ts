/** What was measured again, elsewhere, held against what was recorded: the same guests count the same again, or it is said. */
import { type Figure, modelled, type Unit } from "../figures/figure";
import { nsPerInstruction } from "../figures/host";
import { CONTAINER_WAYS, countedIn, GUEST_WAYS, type Measurements } from "./measurements";
import { CONTAINERS, GUESTS, POOLED } from "./startup/ways";
import type { Cell, ExperimentTable, Row } from "./table";
import { list, sayBytes, sayMs } from "./words";

/** One thing that was measured twice. `again` and `recorded` are all that was found; the figures are what a table shows of it. */
interface Pair {
  readonly id: string;
  readonly label: string;
  readonly again: unknown;
  readonly recorded: unknown;
  readonly figures: Readonly<Record<string, Figure>>;
}

const PAGE_BYTES = 4096;

/** The tables that hold something: starts, and memory. */
export function measuredAgain(again: Measurements, recorded: Measurements): readonly ExperimentTable[] {
  const made = [startsTable(again, recorded), memoryTable(again, recorded)];
  return made.filter(({ rows }) => rows.length > 0);
}

const simulated = (ms: number, { when }: Measurements): Figure =>
  modelled(
    ms,
    "ms",
    `steps of the simulated kernel, which cost what the real one was counted to take, ${when}`,
    [nsPerInstruction],
  );

function startsTable(again: Measurements, recorded: Measurements): ExperimentTable {
  const guestFigures = (of: Measurements, way: (typeof GUEST_WAYS)[number]) => {
    const guest = of.guests[way];
    return (
      guest && { ...guest, ms: countedIn(of, guest.virtualMs, "ms", "from power-on until it can be used") }
    );
  };
  const guests = GUEST_WAYS.flatMap((way): readonly Pair[] => {
    const [one, other] = [guestFigures(again, way), guestFigures(recorded, way)];
    if (one === undefined) return [];
    return [
      {
        id: way,
        label: GUESTS[way].label,
        again: again.guests[way],
        recorded: recorded.guests[way],
        figures: {
          start: one.ms,
          ...(other && { recorded: other.ms }),
          instructions: countedIn(again, one.instructions, "instructions", "instructions retired until then"),
          exits: countedIn(again, one.exits, "exits", "exits until then"),
        },
      },
    ];
  });
  const container = (
    id: string,
    label: string,
    one: unknown,
    other: unknown,
    ms: number,
    was?: number,
  ): Pair => ({
    id,
    label,
    again: one,
    recorded: other,
    figures: {
      start: simulated(ms, again),
      ...(was !== undefined && { recorded: simulated(was, recorded) }),
    },
  });
  const containers = CONTAINER_WAYS.flatMap((way): readonly Pair[] => {
    const [one, other] = [again.containers[way], recorded.containers[way]];
    if (one === undefined) return [];
    const id = `container-${way.replace(" ", "-")}`;
    return [container(id, CONTAINERS[way], one, other, one.virtualMs, other?.virtualMs)];
  });
  const { pooledMs } = again;
  const pooled =
    pooledMs === undefined
      ? []
      : [container("container-pooled", POOLED, pooledMs, recorded.pooledMs, pooledMs, recorded.pooledMs)];
  return tableOf({
    id: "starts-again",
    what: "starts",
    caption:
      "Guests from power-on until they can be used, without a monitor; containers from the request to the first instruction of their program.",
    pairs: [...guests, ...containers, ...pooled],
    columns: [
      { id: "start", label: `start, ${again.when}`, unit: "ms" },
      { id: "recorded", label: `start, ${recorded.when}`, unit: "ms" },
      { id: "instructions", label: "instructions", unit: "instructions" },
      { id: "exits", label: "exits", unit: "exits" },
    ],
    drawn: "start",
    missing: "a simulated container is timed, not counted",
    say: sayMs,
    notes: notesOf(again, recorded),
  });
}

function memoryTable(again: Measurements, recorded: Measurements): ExperimentTable {
  const held = (of: Measurements, bytes: number, how: string) => countedIn(of, bytes, "bytes", how);
  const kernels = (["process", "container"] as const).flatMap((what): readonly Pair[] => {
    const [one, other] = [again.memory?.[what], recorded.memory?.[what]];
    if (one === undefined) return [];
    const how = `what a real kernel lacks for each of 40 more of them`;
    return [
      {
        id: what,
        label: `one more ${what}`,
        again: one,
        recorded: other,
        figures: {
          memory: held(again, one, how),
          ...(other !== undefined && { recorded: held(recorded, other, how) }),
        },
      },
    ];
  });
  const together = again.together.map((run): Pair => {
    const { instances, cores, pages, mergedPages } = run;
    const before = recorded.together.find((one) => one.instances === instances && one.cores === cores);
    const how = `pages of the host that ${instances} real guests have, their monitors' included`;
    return {
      id: `together-${instances}`,
      label: instances === 1 ? "thin VM on the host" : `${instances} thin VMs together`,
      again: run,
      recorded: before,
      figures: {
        memory: held(again, pages * PAGE_BYTES, how),
        ...(before && { recorded: held(recorded, before.pages * PAGE_BYTES, how) }),
        merged: held(again, mergedPages * PAGE_BYTES, "of it, what same-page merging saves"),
      },
    };
  });
  return tableOf({
    id: "memory-again",
    what: "amounts of memory",
    caption: "What one more process or container takes of a real kernel; what guests hold that run together.",
    pairs: [...kernels, ...together],
    columns: [
      { id: "memory", label: `memory, ${again.when}`, unit: "bytes" },
      { id: "recorded", label: `memory, ${recorded.when}`, unit: "bytes" },
      { id: "merged", label: "merging saves", unit: "bytes" },
    ],
    drawn: "memory",
    missing: "merging is measured among guests",
    say: sayBytes,
    notes: notesOf(again, recorded),
  });
}

const notesOf = (again: Measurements, recorded: Measurements): readonly string[] =>
  again.imageSha256 === recorded.imageSha256
    ? []
    : ["The image of the guests is another one than that which was recorded: counts differ with it."];

interface Parts {
  readonly id: string;
  readonly what: string;
  readonly caption: string;
  readonly pairs: readonly Pair[];
  readonly columns: readonly { readonly id: string; readonly label: string; readonly unit: Unit }[];
  readonly drawn: string;
  /** Why a column may have no figure. */
  readonly missing: string;
  readonly say: (value: number) => string;
  readonly notes: readonly string[];
}

function tableOf({ id, what, caption, pairs, columns, drawn, missing, say, notes }: Parts): ExperimentTable {
  const others = pairs.filter(({ again, recorded }) => !isEqual(again, recorded));
  const differences = others.map(({ label, figures }) => {
    const [one, other] = [figures[drawn], figures.recorded];
    if (one === undefined || other === undefined) return `${label} (never recorded)`;
    return `${label} (${say(one.value)} against ${say(other.value)})`;
  });
  return {
    id,
    title:
      others.length === 0
        ? `${pairs.length} ${what}: all are what was recorded, to the last count`
        : `${others.length} of ${pairs.length} ${what} differ from what was recorded: ${list(differences)}`,
    caption,
    charts: [{ kind: "bars", value: drawn, scale: "log" }],
    columns,
    rows: pairs.map(({ id: row, label, figures }): Row => {
      const cells: Record<string, Cell> = {};
      for (const [column, figure] of Object.entries(figures)) cells[column] = { figure };
      const without = columns.filter((column) => figures[column.id] === undefined);
      const why = (column: string) => (column === "recorded" ? "it was never recorded" : missing);
      return {
        id: row,
        label,
        cells,
        ...(without.length === 0
          ? {}
          : { missing: Object.fromEntries(without.map((column) => [column.id, why(column.id)])) }),
      };
    }),
    handovers: [],
    notes,
  };
}

/** Of plain data. */
function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return Object.is(one, other);
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    names.length === others.length &&
    names.every((name) => isEqual((one as never)[name], (other as never)[name]))
  );
}
