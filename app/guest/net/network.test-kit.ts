/** Networks for tests: guests and a machine with containers on one switch, addressed 10.0.0.1, .2, … in their order. */
import type { MachineConfig, MachineFiles } from "../guest";
import { createLocalGuest, nodeImages } from "../lab/node";
import { text } from "../v86/machine.test-kit";
import type { NetworkLab } from "./lab";
import type { LiveNetworkLab } from "./live";
import { createNodeNetworkLab } from "./live-node";
import { addMachine, createNodeNetwork, type MachineKind, type NodeNetworkOptions } from "./node";

export async function networkOf(
  kinds: readonly MachineKind[],
  options: NodeNetworkOptions = { workers: false, jit: "never" },
): Promise<NetworkLab> {
  const network = createNodeNetwork(options);
  for (const kind of kinds) await addMachine(network, kind, { kind });
  await network.execAll(
    kinds.map((kind, i) => [kind, `ip addr add 10.0.0.${i + 1}/24 dev eth0 && ip link set eth0 up`]),
  );
  return network;
}

/** The script's output; what it wrote to standard error, or that it failed, is an error here. */
export async function output(network: NetworkLab, id: string, script: string): Promise<string> {
  const { stdout, stderr, status } = await network.exec(id, script);
  if (status !== 0 || stderr.length > 0)
    throw new Error(`${id} answered ${status} to ${script}: ${text(stderr)}${text(stdout)}`);
  return text(stdout);
}

/** A network lab whose guests are interpreted: short programs are over before they would have been compiled. */
export const interpretedNetworkLab = (): LiveNetworkLab =>
  createNodeNetworkLab(nodeImages(), (config: MachineConfig, files: MachineFiles) =>
    createLocalGuest({ ...config, jit: "never" }, files),
  );
