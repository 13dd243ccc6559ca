/** The host lab in Node: the host in this thread, real guests in worker threads, images from the repository. */
import type { HostScenario } from "@/app/sim/scenario/schema";
import { nodeImages } from "../lab/node";
import { wallMs } from "../v86/realm";
import { nodeWorker } from "../worker/node";
import { RemoteGuest } from "../worker/remote";
import { HostedGuests } from "./guests";
import { type HostEnvironment, HostLab } from "./lab";

/** What a host lab in Node needs. */
export function nodeHostEnvironment(images = nodeImages()): HostEnvironment {
  return {
    guests: (scenario: HostScenario) =>
      HostedGuests.prepare(scenario, {
        images,
        createGuest: async (config, files, listener) =>
          RemoteGuest.create(await nodeWorker(), config, files, listener, () => {}),
      }),
    wallMs,
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    soon: (callback) => callback(),
  };
}

/** A headless host lab: runs only as far as it is asked to. */
export const createNodeHostLab = (): HostLab => new HostLab(nodeHostEnvironment());
