/** What the checks of lessons read of a host's run: plain JSON data, in the record of the lab (run/record.ts) as `host`. */
import type { Order } from "../scenario/schema";
import type { HostView, RunMark } from "./view";

/** The host as it stood at one moment. */
export interface HostSample {
  readonly atMs: number;
  readonly view: HostView;
}

export interface HostRecord {
  readonly scenario: string;
  readonly seed: number;
  readonly orders: readonly { readonly atMs: number; readonly order: Order }[];
  readonly marks: readonly RunMark[];
  /** Evenly spaced, at most 128, fewer where there are many instances: taken each 50 virtual ms at first, each second one dropped when full. The last is the present. */
  readonly samples: readonly HostSample[];
}
