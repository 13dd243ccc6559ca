import type { ColumnState } from "@/app/guest/lab/state";
import type { BootRecord, ContainerStart } from "@/app/sim/run/record";
import { numberText } from "@/app/ui/format";
import { columnName, viaWords } from "../words";

export interface Booted {
  readonly name: string;
  readonly boot: BootRecord | ContainerStart;
}

/** What a column's machine or container did up to its prompt; none before it is there. */
export function bootOf(column: ColumnState): readonly Booted[] {
  const boot = column.track === "container" ? column.start : column.boot;
  return boot === undefined ? [] : [{ name: columnName(column), boot }];
}

/** The part of it in which nobody had anything to do, ms. */
export const idleMsOf = (boot: Booted["boot"]): number =>
  boot.track === "container" ? boot.idleNs / 1e6 : boot.idleMs;

const sameWithin = 0.005;

/** What a boot comparison shows, as one sentence: its title. */
export function finding(boots: readonly Booted[]): string {
  const [first, ...others] = [...boots].sort((a, b) => a.boot.virtualMs - b.boot.virtualMs);
  const last = others.at(-1);
  if (first === undefined || last === undefined) return "Boots side by side";
  const ratio = last.boot.virtualMs / first.boot.virtualMs;
  if (ratio < 1 + sameWithin) return `${first.name} and ${last.name} take the same time to the prompt`;
  const longer = ratio >= 1.05 ? `${ratio.toFixed(1)} times as long as` : "a little longer than";
  const times = `${numberText(last.boot.virtualMs, "ms")} against ${numberText(first.boot.virtualMs, "ms")}`;
  return `${last.name} takes ${longer} ${first.name} to its prompt: ${times}`;
}

const worthSayingMs = 1;

/** Which boots spent part of their time asleep, as a sentence; empty if none did for long. */
export function sleepers(boots: readonly Booted[]): string {
  const slept = boots.filter(({ boot }) => idleMsOf(boot) >= worthSayingMs);
  if (slept.length === 0) return "";
  const each = slept.map(({ name, boot }) => `${name} ${numberText(idleMsOf(boot), "ms")}`).join(", ");
  return `Asleep for part of it, waiting for a device or a timer: ${each}.`;
}

/** Why the boots should not be compared as they are; empty if they can be. */
export function caveat(boots: readonly Booted[]): string {
  const said: string[] = [];
  const guests = boots.flatMap(({ name, boot }) => (boot.track === "container" ? [] : [{ name, boot }]));
  if (new Set(guests.map(({ boot }) => boot.via)).size > 1) {
    const ways = guests.map(({ name, boot }) => `${name}: ${viaWords[boot.via].name}`).join(", ");
    said.push(`The ways in differ (${ways}), so part of the difference is theirs.`);
  }
  if (guests.length > 0 && guests.length < boots.length)
    said.push("A container starts on a kernel that is up already, whose own boot is not in its bar.");
  return said.join(" ");
}

/** What stands below the bars: what to mind, and where they come from. */
export const caption = (boots: readonly Booted[]): string =>
  [
    caveat(boots),
    sleepers(boots),
    "Bars: virtual time to the prompt, modelled, of guests from instructions and exits that were measured in this tab.",
    "Open a number for its formula.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
