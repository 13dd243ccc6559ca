/** `qcow2-chain`: reads through a chain of images, each of which holds what was written after its snapshot. */
import { aloneUs } from "../../figures/predict/disk";
import { layerUs, readWorkUs } from "../../figures/predict/qcow2";
import { type Answer, type Inputs, output, type Scenario, times } from "./prediction";

/** Images that a read looks into without finding its cluster, on average: it lies in any of them with the same chance. */
const meanMisses = (length: number): number => (length - 1) / 2;

function throughputRelative(length: number, perLayerUs = layerUs.value): number {
  const flatUs = aloneUs("4k", "qemu") + readWorkUs.value;
  return flatUs / (flatUs + meanMisses(length) * perLayerUs);
}

/** Each image has a cache of its own; a lookup that does not find its cluster fills it nevertheless. */
const metadataMemoryFactor = (length: number): number => length;

function predict(inputs: Inputs): Answer {
  const length = inputs.length as number;
  const factor = metadataMemoryFactor(length);
  return {
    outputs: {
      throughputRelative: output(
        throughputRelative(length),
        "×",
        throughputRelative(length, 4 * layerUs.value),
        throughputRelative(length, layerUs.value / 3),
      ),
      metadataMemoryFactor: length === 1 ? output(1, "×", 1, 1) : times(factor, "×", 0.4, 1.15),
    },
    mechanisms: [
      "A read of a cluster that an image has not allocated falls through to its backing file: the driver looks into one image after the other, each lookup in memory once its cache is warm.",
      "The cluster is in any image of the chain with the same chance, so half of them are looked into.",
      "Each image has an L2 cache of its own: 8 bytes for each 64 KiB of the disk, filled by lookups that find nothing as well. By default (32 MiB an image) it covers 256 GiB, so it never misses when warm, and memory grows with the chain.",
    ],
  };
}

export const qcow2ChainScenario: Scenario = {
  name: "qcow2-chain",
  summary: "RocksDB reads through a chain of qcow2 images, by its length",
  options: { length: { kind: "whole", least: 1, most: 2_000 } },
  predict,
};
