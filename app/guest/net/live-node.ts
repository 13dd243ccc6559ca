/** The live network lab in Node: everything in this thread, without waiting for frames. */
import { createLocalGuest, nodeImages } from "../lab/node";
import { LiveNetworkLab } from "./live";
import type { NetworkParts } from "./live-network";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createNodeNetworkLab = (
  images = nodeImages(),
  createGuest: NetworkParts["createGuest"] = createLocalGuest,
): LiveNetworkLab =>
  new LiveNetworkLab({
    images,
    createGuest: (config, files) => createGuest(config, files),
    wallMs: () => performance.now(),
    nextTurn,
    soon: (callback) => void setImmediate(callback),
  });
