/**
 * What a recorded start asks of a host: so long on a core, in which mode, and so long asleep. The record says of each phase how
 * long it took and how many instructions it retired; exits and sleep it knows of the whole start. So, by convention, what a phase
 * took beyond its instructions is divided over exits and sleep as in the whole start, and a phase goes by in rounds of a
 * millisecond: guest code, exits, sleep. A container's phases interleave in truth; here they stand one after the other.
 */
import type { Mode } from "../host/runnable";
import type { BootRecord, ContainerStart } from "../run/record";

/** A stretch of whole ns. Sleep needs no core. */
export interface Stretch {
  readonly mode: Extract<Mode, "guest" | "exit" | "user" | "host-kernel"> | "sleep";
  readonly ns: number;
}

export interface Demand {
  readonly stretches: readonly Stretch[];
  /** On a core, and asleep; together the recorded start. */
  readonly busyNs: number;
  readonly asleepNs: number;
}

export type RecordedStart = BootRecord | ContainerStart;

const ROUND_NS = 1_000_000;
const NS_PER_MS = 1e6;

/** @param nsPerInstruction what the start was charged for an instruction */
export function demandOf(start: RecordedStart, nsPerInstruction: number): Demand {
  const stretches = start.track === "container" ? ofContainer(start) : ofGuest(start, nsPerInstruction);
  let busyNs = 0;
  let asleepNs = 0;
  for (const { mode, ns } of stretches)
    if (mode === "sleep") asleepNs += ns;
    else busyNs += ns;
  return { stretches, busyNs, asleepNs };
}

function ofGuest({ phases, idleMs }: BootRecord, nsPerInstruction: number): readonly Stretch[] {
  const parts = phases.map(({ virtualMs, instructions }) => {
    const wholeNs = Math.round(virtualMs * NS_PER_MS);
    const guestNs = Math.min(wholeNs, Math.round(instructions * nsPerInstruction));
    return { wholeNs, guestNs, restNs: wholeNs - guestNs };
  });
  const restNs = parts.reduce((sum, part) => sum + part.restNs, 0);
  const idleNs = Math.min(restNs, Math.round(idleMs * NS_PER_MS));
  let [rest, slept] = [0, 0];
  return parts.flatMap((part) => {
    rest += part.restNs;
    const sleepNs = upTo(idleNs, rest, restNs) - slept;
    slept += sleepNs;
    return inRounds(part.wholeNs, [
      { mode: "guest", ns: part.guestNs },
      { mode: "exit", ns: part.restNs - sleepNs },
      { mode: "sleep", ns: sleepNs },
    ]);
  });
}

function ofContainer({ phases, virtualNs, idleNs }: ContainerStart): readonly Stretch[] {
  const wholeMs = phases.reduce((sum, { virtualMs }) => sum + virtualMs, 0);
  let [passedMs, began, slept] = [0, 0, 0];
  return phases.flatMap(({ virtualMs, runtimeMs }) => {
    passedMs += virtualMs;
    const end = upTo(virtualNs, passedMs, wholeMs);
    const sleepEnd = upTo(idleNs, passedMs, wholeMs);
    const [wholeNs, sleepNs] = [end - began, sleepEnd - slept];
    [began, slept] = [end, sleepEnd];
    const runtimeNs = Math.min(wholeNs - sleepNs, Math.round(runtimeMs * NS_PER_MS));
    return inRounds(wholeNs, [
      { mode: "user", ns: runtimeNs },
      { mode: "host-kernel", ns: wholeNs - sleepNs - runtimeNs },
      { mode: "sleep", ns: sleepNs },
    ]);
  });
}

/** That share of a whole number of ns, whole; all of it at the end. */
const upTo = (ns: number, part: number, whole: number): number =>
  whole === 0 ? ns : Math.floor(ns * Math.min(1, part / whole));

/** The parts, each divided evenly over the rounds; not a ns is lost. */
function inRounds(wholeNs: number, parts: readonly Stretch[]): readonly Stretch[] {
  const rounds = Math.ceil(wholeNs / ROUND_NS);
  const stretches: Stretch[] = [];
  for (let round = 0; round < rounds; round++)
    for (const { mode, ns } of parts) {
      const inThis = Math.floor((ns * (round + 1)) / rounds) - Math.floor((ns * round) / rounds);
      if (inThis > 0) stretches.push({ mode, ns: inThis });
    }
  return stretches;
}
