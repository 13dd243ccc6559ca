/** The container lab in the page, in a worker of its own. */
import type { ContainerLabApi } from "./api";
import { type LabWorkerLike, RemoteContainerLab } from "./worker/remote";

function startWorker(): LabWorkerLike {
  const worker = new Worker(new URL("./worker/container.worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener("message", ({ data }) => listener(data)),
    onError: (listener) =>
      worker.addEventListener("error", ({ message }) =>
        listener(message || "the container lab's worker could not start"),
      ),
    terminate: () => worker.terminate(),
  };
}

/** A container lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserContainerLab = (): ContainerLabApi => new RemoteContainerLab(startWorker());
