/** What lesson 10 asks of the scripts that its runs let real guests answer: which layer holds and answers what. */
import { type Figure, measured } from "../figures/figure";
import type { ChainRecord } from "../run/chain-record";
import type { LabRun } from "../run/record";
import { answerIn } from "./answers";
import { readBetween, sumOf } from "./lesson-10-chain";

type ChainMeasure = (run: LabRun) => Figure | undefined;

/** As Linux counts kB. */
const KB = 2 ** 10;
const FILE = "bytes of its file on the host, as they stand after the script";
const HITS = "bytes that the guest read, counted at the layer that answered";

const chainAfter = (run: LabRun, name: string): ChainRecord | undefined => answerIn(run, name)?.chain;

const kbOf = (bytes: number | undefined, how: string): Figure | undefined =>
  bytes === undefined ? undefined : measured(bytes / KB, "kB", how);

/** The size of a layer after a script. @param depth 0 is the own one, 1 the one below it */
const fileKb =
  (name: string, depth: number): ChainMeasure =>
  (run) =>
    kbOf(chainAfter(run, name)?.layers.at(-1 - depth)?.fileBytes, FILE);

const grownKb =
  (from: string, to: string): ChainMeasure =>
  (run) => {
    const [before, after] = [from, to].map((name) => chainAfter(run, name)?.layers.at(-1)?.fileBytes);
    return before === undefined || after === undefined ? undefined : kbOf(after - before, FILE);
  };

/** What was read between the ends of two scripts from the layers below, or from the own one. */
const readKb =
  (from: string, to: string, who: "below" | "own"): ChainMeasure =>
  (run) => {
    const [before, after] = [chainAfter(run, from), chainAfter(run, to)];
    const read = before && after && readBetween(before, after);
    return read && kbOf(sumOf(who === "own" ? read.slice(-1) : read.slice(0, -1), "readBytes"), HITS);
  };

/** The lowest layer's part of what all layers have answered since power-on. */
const lowestShare: ChainMeasure = (run) => {
  const layers = chainAfter(run, "chain-first")?.layers;
  const all = layers === undefined ? 0 : sumOf(layers, "readBytes");
  return all === 0 ? undefined : measured((100 * layers![0]!.readBytes) / all, "%", HITS);
};

export const chainMeasures: Readonly<Record<string, ChainMeasure>> = {
  "chain-os-kb": fileKb("chain-made-os", 0),
  "chain-database-kb": fileKb("chain-made-database", 0),
  "chain-web-kb": fileKb("chain-made-web", 0),
  "chain-start-kb": fileKb("chain-first", 0),
  "chain-other-start-kb": fileKb("chain-second", 0),
  "chain-lowest-share": lowestShare,
  "chain-line-kb": grownKb("chain-first", "chain-line"),
  "chain-other-after-kb": fileKb("chain-second-later", 0),
  "chain-files-below-kb": readKb("chain-replaced", "chain-replaced-read", "below"),
  "chain-files-own-kb": readKb("chain-replaced", "chain-replaced-read", "own"),
  "chain-files-kb": fileKb("chain-replaced-read", 0),
  "chain-blocks-below-kb": readKb("chain-blocks", "chain-blocks-read", "below"),
  "chain-blocks-own-kb": readKb("chain-blocks", "chain-blocks-read", "own"),
  "chain-blocks-kb": fileKb("chain-blocks-read", 0),
};
