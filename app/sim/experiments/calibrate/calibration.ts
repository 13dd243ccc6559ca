/** All published rows that may be used, beside what the model says to them. */
import type { CalibrationRow } from "./calibration-row";
import { rowsOfMachines } from "./rows-of-machines";
import { rowsOfProcessors } from "./rows-of-processors";
import { rowsOfStarts } from "./rows-of-starts";

/** Takes some seconds: storms and queues are simulated. The same rows each time. */
export const calibrationRows = (): readonly CalibrationRow[] => [
  ...rowsOfProcessors(),
  ...rowsOfMachines(),
  ...rowsOfStarts(),
];
