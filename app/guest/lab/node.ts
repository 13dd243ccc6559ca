/** The lab in Node: guests in-process, run only as far as they are asked to, images from the repository. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { createNodeContainerLab } from "@/app/container/lab/node";
import type { Guest, GuestEvent, MachineConfig, MachineFiles } from "../guest";
import { ImageError, ImageStore } from "../images/store";
import { LocalGuest } from "../local";
import { nodeParts } from "../v86/node-parts";
import { wallMs } from "../v86/realm";
import { Lab, type LabEnvironment } from "./lab";
import type { Scenario } from "./state";

const IMAGES = new URL("../../../public/images/", import.meta.url);

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const nodeImages = (folder: URL = IMAGES): ImageStore =>
  new ImageStore(async (path, onBytes) => {
    const url = new URL(path, folder);
    try {
      const bytes = new Uint8Array(await readFile(url));
      onBytes(bytes.length);
      return bytes;
    } catch {
      throw new ImageError(
        "A guest image cannot be read",
        fileURLToPath(url),
        "Check out public/images, or build it with npm run guests.",
      );
    }
  });

/** A guest in this thread, which computes when it is asked to. */
export const createLocalGuest = async (
  config: MachineConfig,
  files: MachineFiles,
  listener?: (event: GuestEvent) => void,
): Promise<Guest> => LocalGuest.create(await nodeParts(), config, files, nextTurn, listener);

/** What a lab in Node needs. @param createGuest in this thread unless told otherwise */
export function nodeEnvironment(images = nodeImages(), createGuest = createLocalGuest): LabEnvironment {
  return {
    images,
    live: false,
    wallMs,
    soon: (callback) => callback(),
    async createGuest(config, files, listener, progress) {
      const guest = await createGuest(config, files, listener);
      guest.subscribe(() => {}, progress);
      return guest;
    },
    createContainer: createNodeContainerLab,
  };
}

/** A headless lab: the same columns, actions and record as in the page. */
export const createNodeLab = (scenario: Scenario): Lab => new Lab(scenario, nodeEnvironment());
