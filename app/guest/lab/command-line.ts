import type { GuestTrack } from "@/app/sim/run/record";

/** The kernel command line of a track: what both share, then its own devices. */
export function commandLine(parts: { common: string; vm: string; pv: string }, track: GuestTrack): string {
  return `${parts.common} ${parts[track]}`;
}
