/** The network lab's worker in the page: the switch and the simulated machines; its real guests are in workers of their own. */
import { pageImages, pageWorker } from "../../lab/page-parts";
import { makeNextTurn } from "../../worker/next-turn";
import { RemoteGuest } from "../../worker/remote";
import { type NetworkScope, serveNetwork } from "./entry";

const FRAME_MS = 16;
const nothing = () => {};

serveNetwork(globalThis as unknown as NetworkScope, {
  images: pageImages,
  createGuest: async (config, files) =>
    RemoteGuest.create(await pageWorker(), config, files, nothing, nothing),
  wallMs: () => performance.now(),
  nextTurn: makeNextTurn(),
  soon: (callback, notBeforeMs) => setTimeout(callback, Math.max(FRAME_MS, notBeforeMs)),
});
