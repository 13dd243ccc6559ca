/** Networks in Node: guests in this thread or in worker threads, images from the repository. */
import { makeDockerMachine } from "@/app/container/docker-machine";
import type { LinkOptions } from "@/app/sim/net/link";
import type { GuestTrack } from "@/app/sim/run/record";
import type { MachineConfig } from "../guest";
import { DEFAULT_SEED } from "../lab/defaults";
import { nodeImages } from "../lab/node";
import { LocalGuest } from "../local";
import { nodeParts } from "../v86/node-parts";
import { nodeWorker } from "../worker/node";
import { RemoteGuest } from "../worker/remote";
import { NetworkLab } from "./lab";
import { type LinuxChoice, linuxMachine } from "./linux-machine";

export interface NodeNetworkOptions {
  readonly seed?: number;
  /** Guests side by side in worker threads; otherwise one after the other in this one. */
  readonly workers: boolean;
  readonly captureBytes?: number;
  /** Of the guests; those that only run short programs are done sooner without compiled code. */
  readonly jit?: MachineConfig["jit"];
}

export const createNodeNetwork = ({
  seed = DEFAULT_SEED,
  workers,
  jit = "after boot",
  ...rest
}: NodeNetworkOptions): NetworkLab =>
  new NetworkLab({
    seed,
    ...rest,
    createGuest: async (machine, files) => {
      const config = { ...machine, jit };
      return workers
        ? RemoteGuest.create(
            await nodeWorker(),
            config,
            files,
            () => {},
            () => {},
          )
        : LocalGuest.create(await nodeParts(), config, files, nextTurn);
    },
  });

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export type MachineKind = GuestTrack | "container";

/** Besides its kind and its seed, what is said holds for a guest. */
export interface MachineChoice extends Omit<LinuxChoice, "kind"> {
  readonly kind: MachineKind;
  readonly link?: LinkOptions;
}

/** Plugs in the lab's Linux guest as a VM or a PV guest, or a simulated machine that has the docker command. */
export async function addMachine(network: NetworkLab, id: string, choice: MachineChoice): Promise<void> {
  const { kind, seed = DEFAULT_SEED, link } = choice;
  if (kind === "container") network.addKernel(id, (mac) => makeDockerMachine({ seed, mac }), link);
  else {
    const { config, files, prepare } = await linuxMachine(nodeImages(), { ...choice, kind });
    await network.addGuest(id, config, files, link, prepare);
  }
}
