/** What a chain of qcow2 images costs. */
import type { Constant } from "../figure";

export const layerUs: Constant = {
  id: "predict.qcow2LayerUs",
  label: "looking a cluster up in one more image of a chain",
  value: 1.5,
  unit: "µs",
  because:
    "A convention: a thousand instructions (the block layer's entry and exit, a coroutine's lock, the search of the cache) and some six cache misses, for each image has tables of its own.",
};

export const readWorkUs: Constant = {
  id: "predict.rocksDbReadUs",
  label: "RocksDB: processor time of a read, beside the disk",
  value: 10,
  unit: "µs",
  because: "A convention: index and filter blocks in memory, one data block from the disk, its checksum.",
};
