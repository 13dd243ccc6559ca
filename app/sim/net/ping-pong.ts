/** Messages that went to a neighbour and came back, as an exchange of a network lab holds them. */
import type { NetworkExchange } from "../run/network-record";
import { type ExitsByDevice, totalExits } from "../run/record";

export interface PingPong {
  readonly rounds: number;
  /** Of each message, besides what carries it. */
  readonly bytes: number;
  /** By the clock of the machine that asks. */
  readonly roundTripUs: number;
  /** Of all guests of the network and of the whole exchange, by device, without those of the consoles through which scripts come. */
  readonly exits: ExitsByDevice;
  /** Of all guests; 0 where a simulated kernel is both ends. */
  readonly instructions: number;
  /** That came to the switch, from all machines. */
  readonly frames: number;
}

/** Behind them is the console through which a guest gets its scripts. */
export const CONSOLES: ReadonlySet<string> = new Set(["uart1", "virtio-console"]);

/** Accesses to memory that is shared. Each leaves the guest here, and none where hardware maps the memory. */
export const SHARED_MEMORY = "mmio";

/** What guests/neighbour says at its end. */
const NEIGHBOUR = /^neighbour: (\d+) rounds of (\d+) bytes, (\d+\.\d+) us a round trip/m;
/** What ping says at its end. */
const RECEIVED = /(\d+) packets received/;
const DATA = /\((\S+)\): (\d+) data bytes/;
const AVERAGE_MS = /min\/avg\/max = [\d.]+\/([\d.]+)\//;

/** Undefined where no machine's script has told of round trips. */
export function pingPongOf({ machines }: NetworkExchange): PingPong | undefined {
  const all = Object.values(machines);
  for (const { answer } of all) {
    const said = answer && saidBy(answer.stdout);
    if (said !== undefined)
      return {
        ...said,
        exits: sumOf(all.map(({ exits = {} }) => exits)),
        instructions: all.reduce((sum, { instructions = 0 }) => sum + instructions, 0),
        frames: all.reduce((sum, { sent }) => sum + sent.frames, 0),
      };
  }
  return undefined;
}

/** Exits of a round trip, on average; the first trip, in which the ends find each other, is one of them. */
export const exitsEach = ({ exits, rounds }: PingPong): number => totalExits(exits) / (rounds + 1);

/** Of these the accesses to shared memory. */
export const accessesEach = ({ exits, rounds }: PingPong): number => {
  const { reads, writes } = exits[SHARED_MEMORY] ?? { reads: 0, writes: 0 };
  return (reads + writes) / (rounds + 1);
};

function saidBy(output: string): Pick<PingPong, "rounds" | "bytes" | "roundTripUs"> | undefined {
  const [, rounds, bytes, us] = NEIGHBOUR.exec(output) ?? [];
  if (rounds !== undefined) return { rounds: Number(rounds), bytes: Number(bytes), roundTripUs: Number(us) };
  const [received, data, average] = [RECEIVED, DATA, AVERAGE_MS].map((words) => words.exec(output));
  if (!received || !data || !average) return undefined;
  return { rounds: Number(received[1]), bytes: Number(data[2]), roundTripUs: Number(average[1]) * 1000 };
}

function sumOf(all: readonly ExitsByDevice[]): ExitsByDevice {
  const sum: Record<string, { reads: number; writes: number }> = {};
  for (const exits of all)
    for (const [device, { reads, writes }] of Object.entries(exits)) {
      if (CONSOLES.has(device)) continue;
      const so = sum[device] ?? { reads: 0, writes: 0 };
      sum[device] = { reads: so.reads + reads, writes: so.writes + writes };
    }
  return sum;
}
