/** Records of disks in layers, in a line each. */
import type { ChainRecord, LayerRecord } from "../run/chain-record";
import type { ProbeAnswer } from "../run/record";

const KIB = 2 ** 10;

/** A layer by its name, the KiB of its file, and the KiB that were read from it. */
export const layer = (name: string, fileKib: number, readKib: number): LayerRecord => ({
  name,
  fileBytes: fileKib * KIB,
  reads: Math.ceil(readKib / 16),
  readBytes: readKib * KIB,
});

/** From the bottom up, the own one last. */
export const chain = (...layers: readonly LayerRecord[]): ChainRecord => ({ layers, writtenBlocks: 1 });

const answer = (...layers: readonly LayerRecord[]): ProbeAnswer => ({
  stdout: "",
  status: 0,
  chain: chain(...layers),
});

const below = (os: number, database: number, web: number): readonly LayerRecord[] => [
  layer("os.qcow2", 2432, os),
  layer("database.qcow2", 1152, database),
  layer("web-server.qcow2", 960, web),
];

/** What the runs of lesson 10 leave behind. */
export const chainAnswers: Readonly<Record<string, ProbeAnswer>> = {
  "chain-made-os": answer(layer("own", 2432, 40)),
  "chain-made-database": answer(layer("os.qcow2", 2432, 32), layer("own", 1152, 5)),
  "chain-made-web": answer(...below(40, 300, 0).slice(0, 2), layer("own", 960, 5)),
  "chain-first": answer(...below(1440, 512, 432), layer("own", 320, 16)),
  "chain-second": answer(...below(1440, 512, 432), layer("own", 320, 16)),
  "chain-line": answer(...below(1440, 512, 448), layer("own", 448, 20)),
  "chain-second-later": answer(...below(1440, 512, 432), layer("own", 320, 16)),
  "chain-replaced": answer(...below(2900, 1024, 900), layer("own", 3008, 2048)),
  "chain-replaced-read": answer(...below(2908, 1024, 908), layer("own", 3008, 4400)),
  "chain-blocks": answer(...below(15000, 1500, 1400), layer("own", 16_700, 7000)),
  "chain-blocks-read": answer(...below(15000, 1500, 1400), layer("own", 16_700, 9400)),
};
