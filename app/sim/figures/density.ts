/** What instances take of a host besides what was measured of them: published where it can be, else a convention. */
import { conventionsOf } from "./convention";
import type { Constant, Figure, Source } from "./figure";
import { MACHINE_KB, resident } from "./published/firecracker-memory-nsdi20";

const KIB = 1024;
const MIB = 2 ** 20;
const GIB = 2 ** 30;

function sourceOf({ origin }: Figure): Source {
  if (origin.kind !== "published") throw new Error("a source belongs to a published figure");
  return origin.source;
}

const monitor = (id: string, name: string, rss: Figure): Constant => ({
  id: `density.${id}`,
  label: `${name}: memory of its process beside the machine's`,
  value: (rss.value - MACHINE_KB) * KIB,
  unit: "bytes",
  because: `${rss.value.toLocaleString("en")} kB were resident with a machine of ${MACHINE_KB.toLocaleString("en")} kB, all of which its guest had touched. Its program's text, which instances share, is counted for each: an upper bound.`,
  source: sourceOf(rss),
});

export const firecrackerBytes = monitor("firecrackerBytes", "Firecracker", resident.firecracker);
export const qemuBytes = monitor("qemuBytes", "QEMU", resident.qemu);

const convention = conventionsOf("density");

export const imageBytes = convention(
  "imageBytes",
  "programs and libraries of an image that a container maps",
  5 * MIB,
  "bytes",
  "of the 6 MB in which Docker's hello world runs (Unikraft, EuroSys 2021, figure 11), all but one. Containers of one image share it.",
);

export const applicationBytes = convention(
  "applicationBytes",
  "memory of an application of its own while it works",
  4 * MIB,
  "bytes",
  "that of a small server. Another can be asked for.",
);

export const fileBytes = convention(
  "fileBytes",
  "files that an application reads again and again",
  8 * MIB,
  "bytes",
  "twice its own memory. They stay in the cache of whichever kernel reads them.",
);

export const diskBytes = convention(
  "diskBytes",
  "a machine's disk",
  8 * GIB,
  "bytes",
  "8 GiB, of which QEMU's cache of a qcow2 image keeps 1 MiB of tables.",
);

export const writtenBytes = convention(
  "writtenBytes",
  "what an instance writes to its own layer of a chain",
  64 * MIB,
  "bytes",
  "logs, caches and settings of a small server.",
);

export const tableBytes: Constant = {
  id: "density.tableBytes",
  label: "tables in memory for one qcow2 image of 8 GiB",
  value: MIB,
  unit: "bytes",
  because:
    "An entry of 8 bytes for each cluster of 64 KiB: 1 MiB covers 8 GiB. Each image of a chain has a cache of its own (docs/qcow2-cache.txt of QEMU).",
};

export const structPageShare: Constant = {
  id: "density.structPageShare",
  label: "the host kernel's books of its page frames",
  value: 64 / 4096,
  unit: "×",
  because: "64 bytes for each frame of 4 KiB.",
};
