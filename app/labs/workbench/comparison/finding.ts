import type { BootRecord } from "@/app/sim/run/record";
import { numberText } from "@/app/ui/format";
import { viaWords } from "../words";

export interface Booted {
  readonly name: string;
  readonly boot: BootRecord;
}

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
  const slept = boots.filter(({ boot }) => boot.idleMs >= worthSayingMs);
  if (slept.length === 0) return "";
  const each = slept.map(({ name, boot }) => `${name} ${numberText(boot.idleMs, "ms")}`).join(", ");
  return `Asleep for part of it, waiting for a device or a timer: ${each}.`;
}

/** Why the boots should not be compared as they are; empty if they can be. */
export function caveat(boots: readonly Booted[]): string {
  const ways = [...new Set(boots.map(({ boot }) => boot.via))];
  if (ways.length < 2) return "";
  return `The ways in differ (${boots.map(({ name, boot }) => `${name}: ${viaWords[boot.via].name}`).join(", ")}), so part of the difference is theirs.`;
}
