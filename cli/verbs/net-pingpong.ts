/** `lab net pingpong`: the same messages between two neighbours over each path that the lab has. */
import {
  MOST_MESSAGE_BYTES,
  NEIGHBOUR_PATHS,
  type NeighbourPath,
  type Trips,
} from "@/app/guest/net/neighbours";
import { playPath } from "@/app/guest/net/play-path";
import { accessesEach, exitsEach, type PingPong, pingPongOf, SHARED_MEMORY } from "@/app/sim/net/ping-pong";
import { integer, readOptions, UsageError } from "../options";
import { printJson } from "../verb";

const IDS = NEIGHBOUR_PATHS.map(({ id }) => id);

export const pingPongUsage = `lab net pingpong [--path a,b] [--rounds N] [--bytes N] [--every-us N] [--json]

Passes a message of --bytes (default 0, at most ${MOST_MESSAGE_BYTES}) to a neighbour and back, --rounds times (100), over each path or those named:
  ${IDS.join(", ")}.
Linux guests run guests/neighbour, unikernels kv (which answers ping) and pingpong (whose messages are a number and no bytes); who waits at shared memory looks every --every-us (50). The simulated kernel's containers run ping.
Exits are those of both ends, without their consoles. Accesses to shared memory leave a guest here, and not where hardware maps it.`;

interface Row extends PingPong {
  readonly path: string;
  readonly what: string;
  readonly exitsEach: number;
  readonly sharedAccessesEach: number;
}

/** @throws UsageError for options that it does not know */
export async function runPingPong(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions([...args], {
    path: { type: "string" },
    rounds: { type: "string" },
    bytes: { type: "string" },
    "every-us": { type: "string" },
  });
  if (positionals.length > 0) throw new UsageError(`net pingpong takes no "${positionals[0]}"`);
  const trips: Trips = {
    rounds: integer("rounds", values.rounds, { fallback: 100, min: 1, max: 10_000 }),
    bytes: integer("bytes", values.bytes, { fallback: 0, min: 0, max: MOST_MESSAGE_BYTES }),
    everyUs: integer("every-us", values["every-us"], { fallback: 50, min: 1, max: 1_000_000 }),
  };
  const paths = pathsNamed(values.path as string | undefined, trips.bytes);
  const rows: Row[] = [];
  for (const path of paths) rows.push(await measure(path, trips));
  if (values.json === true) printJson({ ...trips, paths: rows });
  else process.stdout.write(rows.map(line).join(""));
  return 0;
}

/** All that can carry so many bytes, or those that are named. @throws UsageError for one that is not there or cannot */
function pathsNamed(names: string | undefined, bytes: number): readonly NeighbourPath[] {
  const carries = ({ mostBytes = MOST_MESSAGE_BYTES }: NeighbourPath) => bytes <= mostBytes;
  if (names === undefined) return NEIGHBOUR_PATHS.filter(carries);
  return names.split(",").map((name) => {
    const path = NEIGHBOUR_PATHS.find(({ id }) => id === name);
    if (path === undefined) throw new UsageError(`--path ${name}: allowed are ${IDS.join(", ")}`);
    if (!carries(path)) throw new UsageError(`--bytes ${bytes}: over ${name} at most ${path.mostBytes}`);
    return path;
  });
}

async function measure(path: NeighbourPath, trips: Trips): Promise<Row> {
  const { id, what } = path;
  const done = await playPath(path, trips);
  const measured = pingPongOf(done);
  if (measured === undefined) {
    const said = Object.values(done.machines).map(({ answer }) => answer?.stderr ?? "");
    throw new Error(`${id}: no message came back. ${said.join("").trim()}`);
  }
  return {
    path: id,
    what,
    ...measured,
    exitsEach: exitsEach(measured),
    sharedAccessesEach: accessesEach(measured),
  };
}

function line({ path, what, roundTripUs, exits, exitsEach: each, sharedAccessesEach }: Row): string {
  const shared =
    SHARED_MEMORY in exits ? `, of these ${sharedAccessesEach.toFixed(1)} accesses to shared memory` : "";
  return `${path.padEnd(18)}${roundTripUs.toFixed(1).padStart(8)} virtual µs and ${each.toFixed(1).padStart(6)} exits a round trip${shared} (${what})\n`;
}
