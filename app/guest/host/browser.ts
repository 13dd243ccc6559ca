/** The host lab in the page: the host in a worker, each real guest in another. */
import type { HostLabApi } from "./api";
import { type HostWorkerLike, RemoteHostLab } from "./worker/remote";

function startWorker(): HostWorkerLike {
  const worker = new Worker(new URL("./worker/host.worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener("message", ({ data }) => listener(data)),
    onError: (listener) =>
      worker.addEventListener("error", ({ message }) =>
        listener(message || "the host's worker could not start"),
      ),
    terminate: () => worker.terminate(),
  };
}

/** A host lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserHostLab = (): HostLabApi => new RemoteHostLab(startWorker());
