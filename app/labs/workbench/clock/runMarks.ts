/** What happened to a column, as marks on its lane: from its state and its samples. Pure. */
import type { ColumnState, GuestColumnState } from "@/app/guest/lab/state";
import { lengthText, momentText } from "../../host/virtualTime";
import { phaseWords } from "../words";
import type { Burst } from "./samples";

export type MarkKind = "on" | "phase" | "prompt" | "burst" | "saved" | "ended" | "oom" | "crash";

export interface LaneMark {
  readonly column: string;
  /** On the column's own virtual clock. */
  readonly atNs: number;
  readonly kind: MarkKind;
  readonly text: string;
}

export const markSigns: Readonly<Record<MarkKind, string>> = {
  on: "▸",
  phase: "|",
  prompt: "▴",
  burst: "≋",
  saved: "◆",
  ended: "▪",
  oom: "×",
  crash: "✱",
};

/** When one of a crowd has to stand for it: what went wrong before what came up, that before steps on the way. */
export const markGravity: Readonly<Record<MarkKind, number>> = {
  crash: 7,
  oom: 6,
  ended: 5,
  prompt: 4,
  saved: 3,
  on: 2,
  burst: 1,
  phase: 0,
};

export const markText = (mark: LaneMark, name: string): string =>
  `${momentText(mark.atNs)}, ${name}: ${mark.text}`;

/** In order of time. `beganNs` is where its present machine began: not 0 where a saved state was put back. */
export function marksOf(
  column: ColumnState,
  beganNs: number,
  bursts: readonly Burst[],
  outOfMemoryNs: readonly number[],
): readonly LaneMark[] {
  const mark = (atNs: number, kind: MarkKind, text: string): LaneMark => ({
    column: column.id,
    atNs,
    kind,
    text,
  });
  const marks = [
    ...(column.track === "container" ? containerMarks(column, mark) : guestMarks(column, beganNs, mark)),
    ...outOfMemoryNs.map((atNs) => mark(atNs, "oom", "its kernel ran out of memory")),
    ...bursts.map(({ atNs, crossings, awakeNs, times }) =>
      mark(
        atNs,
        "burst",
        `${crossings.toLocaleString("en-GB")} ${column.track === "container" ? "system calls" : "exits"} in ${lengthText(awakeNs)} awake, ${times.toFixed(1)} times as dense as in the whole run`,
      ),
    ),
  ];
  return marks.sort((a, b) => a.atNs - b.atNs);
}

type Mark = (atNs: number, kind: MarkKind, text: string) => LaneMark;

function containerMarks(column: Extract<ColumnState, { track: "container" }>, mark: Mark): LaneMark[] {
  const { start, power, counters } = column;
  return [
    mark(0, "on", "docker run"),
    ...(start === undefined ? [] : [mark(start.virtualNs, "prompt", "container started, at its prompt")]),
    ...(power === "halted" ? [mark(counters.virtualNs, "ended", "container ended")] : []),
  ];
}

function guestMarks(column: GuestColumnState, beganNs: number, mark: Mark): LaneMark[] {
  const { boot, phases, power, counters, crash, snapshots, restoredFrom } = column;
  const restored = restoredFrom !== undefined;
  const steps = restored ? [] : phases.slice(1);
  return [
    mark(beganNs, "on", restored ? `goes on from ${restoredFrom}` : "power-on"),
    ...steps.map(({ name, fromNs }) =>
      mark(fromNs, "phase", name === "kernel" ? "kernel entered" : `${phaseWords[name]} begins`),
    ),
    ...(boot === undefined || restored
      ? []
      : [mark((phases[0]?.fromNs ?? 0) + Math.round(boot.virtualMs * 1e6), "prompt", "at its prompt")]),
    ...snapshots
      .map(({ id, atVirtualMs }) => mark(Math.round(atVirtualMs * 1e6), "saved", `state ${id} saved`))
      .filter(({ atNs }) => atNs <= counters.virtualNs),
    ...(power === "halted" || power === "reset"
      ? [mark(counters.virtualNs, "ended", `${power} by its guest`)]
      : []),
    ...(crash === undefined ? [] : [mark(crash.atNs, "crash", crash.reason)]),
  ];
}
