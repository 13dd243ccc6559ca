/** Calibration: equal pages and starts of containers. */
import { crunMs, runcMs } from "../../figures/published/container-starts";
import { ksmSecondsPerGiB, oneMachineReclaimed } from "../../figures/published/same-pages";
import { dockerContainer } from "../../figures/published/unikraft-eurosys21";
import { startMs } from "../predict/container-start";
import { ksmPassSeconds, sharedByGuests } from "../predict/sharing";
import { type CalibrationRow, exactly, usual } from "./calibration-row";

const PAGES_PER_GIB = 2 ** 18;

const start = (runtime: "docker" | "runc" | "crun", row: CalibrationRow["published"]): CalibrationRow => ({
  id: `container-start.${runtime}`,
  scenario: "container-start",
  what: `a minimal container with ${runtime}`,
  use: "input",
  published: row,
  model: startMs(runtime),
  tolerance: usual,
});

/** The published rows about shared pages and container starts, the model beside each. */
export const rowsOfStarts = (): readonly CalibrationRow[] => [
  {
    id: "sharing.one-guest",
    scenario: "sharing",
    what: "one Linux guest under ESX, memory reclaimed",
    use: "input",
    published: oneMachineReclaimed,
    model: 100 * sharedByGuests(1).reclaimedFraction,
    tolerance: usual,
  },
  {
    id: "sharing.ksm-pass",
    scenario: "sharing",
    what: "KSM, one pass over 1 GiB",
    use: "checked",
    published: ksmSecondsPerGiB,
    model: ksmPassSeconds(PAGES_PER_GIB, 100),
    tolerance: exactly,
  },
  start("docker", dockerContainer),
  start("runc", runcMs),
  start("crun", crunMs),
];
