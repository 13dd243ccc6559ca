/** Usage texts of all applets of the guest's busybox. */
import { USAGE as U0 } from "./a-c";
import { USAGE as U1 } from "./d-f";
import { USAGE as U2 } from "./g-l";
import { USAGE as U3 } from "./m-p";
import { USAGE as U4 } from "./q-s";
import { USAGE as U5 } from "./t-z";

const ALL = new Map([U0, U1, U2, U3, U4, U5].flatMap((part) => Object.entries(part)));

const BANNER = "BusyBox v1.35.0 () multi-call binary.\n\n";

/** What `bb_show_usage` prints; undefined where the applet has no text of its own. */
export function usageText(applet: string): string | undefined {
  const text = ALL.get(applet);
  return text === undefined ? undefined : BANNER + text;
}
