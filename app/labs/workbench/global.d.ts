import type { LabRun } from "@/app/sim/run/record";

declare global {
  interface Window {
    /** For graders, scripts and the console: the record of the run so far, as plain data. */
    triptych?: { record(): LabRun };
  }
}
