/** What a host lab in the page needs, in whatever worker it is: its real guests are in workers of their own. */
import { pageImages, pageWorker } from "../lab/page-parts";
import { makeNextTurn } from "../worker/next-turn";
import { RemoteGuest } from "../worker/remote";
import { HostedGuests } from "./guests";
import type { HostEnvironment } from "./lab";

const FRAME_MS = 16;

export const pageHostEnvironment = (): HostEnvironment => ({
  guests: (scenario) =>
    HostedGuests.prepare(scenario, {
      images: pageImages,
      createGuest: async (config, files, listener) =>
        RemoteGuest.create(await pageWorker(), config, files, listener, () => {}),
    }),
  wallMs: () => performance.now(),
  nextTurn: makeNextTurn(),
  soon: (callback, notBeforeMs) => setTimeout(callback, Math.max(FRAME_MS, notBeforeMs)),
});
