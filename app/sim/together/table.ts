/** Starts together on one host, as a table of figures: what the page shows, the terminal prints and a file keeps. */
import type { CellPart, ExperimentTable, Row } from "../experiments/table";
import { list, sayMs } from "../experiments/words";
import { type Constant, type Figure, modelled, type Unit } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { contextSwitchNs, migrationNs } from "../figures/model-costs";
import type { Mode } from "../host/runnable";
import type { Together, TogetherRow } from "./together";

const CONSTANTS: readonly Constant[] = [nsPerInstruction, nsPerExit, contextSwitchNs, migrationNs];

const ms = (ns: number, how: string): Figure => modelled(ns / 1e6, "ms", how, CONSTANTS);

const column = (id: string, label: string, unit: Unit) => ({ id, label, unit });

const COLUMNS = [
  column("weight", "cpu.weight", "weight"),
  column("alone", "alone", "ms"),
  column("prompt", "on this host", "ms"),
  column("ran", "had a core", "ms"),
  column("waited", "waited for a core", "ms"),
  column("asleep", "asleep", "ms"),
  column("switched", "switches", "ms"),
];

/** What a start's time on this host is made of: words that rows have in common, and the modes of a core that are it. */
const PARTS: readonly (readonly [mode: Mode, words: string])[] = [
  ["guest", "guest code"],
  ["exit", "exits to devices"],
  ["user", "container runtime"],
  ["host-kernel", "host kernel and programs"],
  ["switch", "switches"],
];

export function togetherTable(together: Together): ExperimentTable {
  const { cores, policy, rows, endNs, idleNs } = together;
  return {
    id: "together",
    title: findingOf(together),
    caption: `${rows.length} recorded ${rows.length === 1 ? "start" : "starts"}, begun at once on one host with ${coresText(cores)}, scheduled by ${policy.toUpperCase()}.`,
    charts: [{ kind: "bill", value: "prompt" }],
    columns: COLUMNS,
    rows: rows.map(rowOf),
    handovers: [],
    notes: [
      `Of ${coresText(cores)} × ${sayMs(endNs / 1e6)} the columns used ${sayMs((cores * endNs - idleNs) / 1e6)}; ${sayMs(idleNs / 1e6)} stayed idle.`,
      "How long a start runs and sleeps is what the column has recorded; who gets a core is the scheduler’s model. A phase goes by in rounds of a millisecond of running, exits and sleep: a convention. What sleeps sleeps as long as it did alone; caches, the disk and locks of the host’s kernel are not shared out.",
    ],
  };
}

function rowOf(row: TogetherRow): Row {
  const { column: id, name, weight, aloneNs, promptNs, ranNs, switchedNs, waitedNs, asleepNs } = row;
  const cells: Readonly<Record<string, Figure>> = {
    weight: modelled(weight, "weight", "cpu.weight of the column’s cgroup, as it is set here.", []),
    alone: ms(aloneNs, "Recorded by the column: the time to its prompt with a core always free."),
    ran: ms(ranNs, "Time on a core. What it has to do is as recorded: only when it may do it changes."),
    waited: ms(waitedNs, "It could have run, but another had the core. To a guest this is steal time."),
    asleep: ms(
      asleepNs,
      "Its processor was halted: it waited for a device or a timer, as long as it did alone.",
    ),
    switched: ms(
      switchedNs,
      "Switches to it on a core, and cold caches where the scheduler moved it to another core.",
    ),
  };
  const prompt = ms(
    promptNs,
    "From the order to start them all to this one’s prompt = had a core + waited for a core + asleep + switches.",
  );
  return {
    id,
    label: name,
    cells: {
      ...Object.fromEntries(Object.entries(cells).map(([key, figure]) => [key, { figure }])),
      prompt: { figure: prompt, parts: partsOf(row) },
    },
  };
}

function partsOf({ byMode, waitedNs, asleepNs }: TogetherRow): readonly CellPart[] {
  const part = (label: string, ns: number, how: string): readonly CellPart[] =>
    ns === 0 ? [] : [{ id: label, label, figure: ms(ns, how) }];
  return [
    ...PARTS.flatMap(([mode, words]) => part(words, byMode[mode] ?? 0, "Time on a core in this mode.")),
    ...part("asleep", asleepNs, "Halted, waiting for a device or a timer."),
    ...part("waited for a core", waitedNs, "It could have run, but another had the core."),
  ];
}

const coresText = (cores: number): string => `${cores} ${cores === 1 ? "core" : "cores"}`;

/** Below this, waiting is not what one sees. */
const LEAST_TOLD_NS = 100_000;

function findingOf({ cores, rows, endNs }: Together): string {
  const up = `${rows.length === 1 ? "it is" : `all ${rows.length} are`} up after ${sayMs(endNs / 1e6)}`;
  const waiting = rows.filter(({ waitedNs }) => waitedNs >= LEAST_TOLD_NS);
  if (waiting.length === 0) return `With ${coresText(cores)} nobody waits for a core: ${up}`;
  const told = waiting
    .toSorted((a, b) => b.waitedNs - a.waitedNs)
    .map(({ name, waitedNs }, n) => `${name}${n === 0 ? " waits" : ""} ${sayMs(waitedNs / 1e6)}`);
  return `With ${coresText(cores)} ${list(told)} for a core; ${up}`;
}
