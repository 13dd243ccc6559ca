/** The live network lab in Node: everything in this thread, without waiting for frames. */
import { nodeImages } from "../lab/node";
import { LocalGuest } from "../local";
import { nodeParts } from "../v86/node-parts";
import { LiveNetworkLab } from "./live";

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const createNodeNetworkLab = (images = nodeImages()): LiveNetworkLab =>
  new LiveNetworkLab({
    images,
    createGuest: async (config, files) => LocalGuest.create(await nodeParts(), config, files, nextTurn),
    wallMs: () => performance.now(),
    nextTurn,
    soon: (callback) => void setImmediate(callback),
  });
