/** Measures in the page what the experiments start from: containers in this worker, each real guest in one of its own. */
import { createBrowserContainerLab } from "@/app/container/lab/browser";
import { measuredAgain } from "@/app/sim/experiments/measured-again";
import { RECORDED_CORES, RECORDED_SEED, RECORDED_TOGETHER } from "@/app/sim/experiments/measurements";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { pageHostEnvironment } from "../../host/page-host";
import type { LabEnvironment } from "../../lab/lab";
import { pageImages, pageWorker } from "../../lab/page-parts";
import { RemoteGuest } from "../../worker/remote";
import { measureAll } from "../measure-all";
import type { MeasureReport } from "./messages";

const host = pageHostEnvironment();

const guests: LabEnvironment = {
  images: pageImages,
  live: false,
  wallMs: host.wallMs,
  soon: (callback) => callback(),
  createGuest: async (config, files, listener, progress) =>
    RemoteGuest.create(await pageWorker(), config, files, listener, progress),
  createContainer: createBrowserContainerLab,
};

const report = (message: MeasureReport): void => postMessage(message);

async function measure(): Promise<void> {
  const together = { together: RECORDED_TOGETHER, cores: RECORDED_CORES, memory: true };
  await measureAll(
    { guests, host, seed: RECORDED_SEED, when: "in this tab", starts: together },
    {
      at: (step, of, label) => report({ kind: "at", step, of, label }),
      found: (measurements) =>
        report({ kind: "found", found: { measurements, tables: measuredAgain(measurements, RECORDED) } }),
      // Who wants no more of it ends the worker.
      stopped: () => false,
      nextTurn: host.nextTurn,
    },
  );
}

measure().then(
  () => report({ kind: "done" }),
  (error: Error) => report({ kind: "failed", message: error.message }),
);
