/** The host lab in the page: the host in a worker, each real guest in another. */
import { pageLabWorker } from "../worker/remote-lab";
import type { HostLabApi } from "./api";
import { RemoteHostLab } from "./worker/remote";

const startWorker = () => new Worker(new URL("./worker/host.worker.ts", import.meta.url), { type: "module" });

/** A host lab in this page. Call it in an effect: it needs a browser. */
export const createBrowserHostLab = (): HostLabApi =>
  new RemoteHostLab(pageLabWorker(startWorker(), "the host"));
