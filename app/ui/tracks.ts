/** The three tracks, and what each is called wherever it appears. */
import type { Track } from "@/app/sim/run/record";

export type { Track };

export interface TrackWords {
  readonly short: string;
  readonly long: string;
  readonly line: string;
}

export const tracks: Readonly<Record<Track, TrackWords>> = {
  vm: {
    short: "VM",
    long: "Virtual machine",
    line: "A whole PC is imitated. The guest does not know, and every touch of a device is an exit.",
  },
  container: {
    short: "Container",
    long: "Container",
    line: "No second machine and no second kernel: processes of the host, shown less and allowed less.",
  },
  pv: {
    short: "PV",
    long: "Paravirtualization",
    line: "The guest knows. It asks the hypervisor by queue instead of poking at imitated hardware.",
  },
};
