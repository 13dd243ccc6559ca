/** The container lab in the page, in a worker of its own. */
import { pageLabWorker } from "@/app/guest/worker/remote-lab";
import type { ContainerLabApi } from "./api";
import { RemoteContainerLab } from "./worker/remote";

const startWorker = () =>
  new Worker(new URL("./worker/container.worker.ts", import.meta.url), { type: "module" });

/** A container lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserContainerLab = (): ContainerLabApi =>
  new RemoteContainerLab(pageLabWorker(startWorker(), "the container lab"));
