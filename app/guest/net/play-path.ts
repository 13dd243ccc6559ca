/** A ping-pong between neighbours in Node, from machines that are switched on for it. */
import type { NetworkExchange } from "@/app/sim/run/network-record";
import { createNodeNetworkLab } from "./live-node";
import type { NeighbourPath, Trips } from "./neighbours";

/** Equal for equal paths, trips and seeds, in labs alike. @throws ImageError if a machine does not come up */
export async function playPath(
  { setup, scripts }: NeighbourPath,
  trips: Trips,
  seed?: number,
  lab = createNodeNetworkLab(),
): Promise<NetworkExchange> {
  try {
    await lab.load(seed === undefined ? setup : { ...setup, seed });
    return await lab.together(scripts(trips));
  } finally {
    lab.dispose();
  }
}
