/** Ping-pongs between neighbours, each twice with another seed and other messages, until the time is up: equal to the count. */
import { isDeepStrictEqual } from "node:util";
import { MOST_MESSAGE_BYTES, NEIGHBOUR_PATHS } from "@/app/guest/net/neighbours";
import { playPath } from "@/app/guest/net/play-path";
import { SeededRandom } from "@/app/sim/time/random";

const MOST_ROUNDS = 30;
const MOST_EVERY_US = 200;

/** What differed, in words; undefined if nothing did while `more` said yes. */
export async function soakPingPong(
  first: number,
  more: () => boolean,
  equal: (what: string) => void,
): Promise<string | undefined> {
  for (let seed = first; ; seed++) {
    const random = SeededRandom.fromSeed(seed);
    const upTo = (most: number) => Math.floor(random.fraction() * (most + 1));
    for (const path of NEIGHBOUR_PATHS) {
      if (!more()) return undefined;
      const trips = {
        rounds: 1 + upTo(MOST_ROUNDS),
        bytes: upTo(path.mostBytes ?? MOST_MESSAGE_BYTES),
        everyUs: 1 + upTo(MOST_EVERY_US),
      };
      const what = `${path.id}, seed ${seed}, ${JSON.stringify(trips)}`;
      const [one, other] = [await playPath(path, trips, seed), await playPath(path, trips, seed)];
      if (!isDeepStrictEqual(one, other))
        return `${what}: two runs differ\n${JSON.stringify(one)}\n${JSON.stringify(other)}`;
      equal(what);
    }
  }
}
