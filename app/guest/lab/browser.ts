/**
 * The lab in the page: each guest in a worker of its own. As many workers as the lab has guests are kept warm, because starting one
 * and loading v86 into it takes longer than resuming a guest, and what starts together with others disturbs the page's frames.
 */
import { createBrowserContainerLab } from "@/app/container/lab/browser";
import { openPageArchive } from "../chain/kept/page-archive";
import { RemoteGuest, type WorkerLike } from "../worker/remote";
import { Lab, type LabEnvironment } from "./lab";
import { pageImages, pageWorker } from "./page-parts";
import type { Scenario } from "./state";

const FRAME_MS = 16;
/** By then what took the spare worker has booted. */
const SPARE_AFTER_MS = 8000;

/** Workers that have been started for guests to come. */
const spares: Promise<WorkerLike>[] = [];
/** Guests whose boot has been ordered and that have no worker yet. */
let expected = 0;

function spareWorkers(count: number): void {
  while (spares.length < count) {
    const spare = pageWorker();
    spare.catch(() => spares.splice(spares.indexOf(spare), 1));
    spares.push(spare);
  }
}

function takeWorker(): Promise<WorkerLike> {
  expected = Math.max(0, expected - 1);
  setTimeout(() => spareWorkers(1), SPARE_AFTER_MS);
  return spares.shift() ?? pageWorker();
}

/** What every boot needs is fetched and started as soon as this module is there, before React has drawn the page. */
function begin(): void {
  pageImages.loadManifest().catch(() => {});
  spareWorkers(1);
}

if (typeof window !== "undefined") begin();

const environment: LabEnvironment = {
  images: pageImages,
  live: true,
  wallMs: () => performance.now(),
  soon: (callback) => setTimeout(callback, FRAME_MS),
  expectGuest() {
    expected++;
    spareWorkers(expected);
  },
  async createGuest(config, files, listener, progress) {
    return RemoteGuest.create(await takeWorker(), config, files, listener, progress);
  },
  createContainer: createBrowserContainerLab,
};

/**
 * A lab in this page. Call it in an effect: it needs a browser.
 * @param layers whether layers of disks are kept in the browser, or end with the lab
 */
export function createBrowserLab(scenario: Scenario, layers: "kept" | "lab" = "lab"): Lab {
  const guests = scenario.columns.filter(({ track }) => track !== "container").length;
  const warm = () => spareWorkers(guests);
  if ("requestIdleCallback" in globalThis) requestIdleCallback(warm);
  return new Lab(
    scenario,
    layers === "kept" ? { ...environment, openLayerArchive: openPageArchive } : environment,
  );
}
