/** The network lab in the page: the switch and the simulated machines in a worker, each real guest in another. */
import type { NetworkLabApi } from "./api";
import { type NetworkWorkerLike, RemoteNetworkLab } from "./worker/remote";

function startWorker(): NetworkWorkerLike {
  const worker = new Worker(new URL("./worker/network.worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener("message", ({ data }) => listener(data)),
    onError: (listener) =>
      worker.addEventListener("error", ({ message }) =>
        listener(message || "the network's worker could not start"),
      ),
    terminate: () => worker.terminate(),
  };
}

/** A network lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserNetworkLab = (): NetworkLabApi => new RemoteNetworkLab(startWorker());
