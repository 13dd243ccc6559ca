/** The network lab in the page: the switch and the simulated machines in a worker, each real guest in another. */
import { pageLabWorker } from "../worker/remote-lab";
import type { NetworkLabApi } from "./api";
import { RemoteNetworkLab } from "./worker/remote";

const startWorker = () =>
  new Worker(new URL("./worker/network.worker.ts", import.meta.url), { type: "module" });

/** A network lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserNetworkLab = (): NetworkLabApi =>
  new RemoteNetworkLab(pageLabWorker(startWorker(), "the network lab"));
