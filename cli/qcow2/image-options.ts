/** The `-o` options of a new qcow2 image, by qemu-img's names. */
import type { CreateOptions } from "@/app/sim/storage/qcow2/create";
import { integer, oneOf, UsageError } from "../options";
import { parsePairs, parseSize } from "./command";
import { toByteString } from "./files";

export const IMAGE_OPTIONS = [
  "compat",
  "cluster_size",
  "refcount_bits",
  "lazy_refcounts",
  "extended_l2",
  "compression_type",
  "backing_file",
  "backing_fmt",
];

/** @param backing of -b and -F, which stand before those of -o */
export function imageOptions(
  lists: readonly string[],
  backing: { name: string | undefined; format: string | undefined },
): Omit<CreateOptions, "size"> {
  const pairs = parsePairs(lists, IMAGE_OPTIONS);
  const compat = oneOf("o compat", pairs.get("compat"), ["0.10", "v2", "1.1", "v3"], "1.1");
  const onOff = (name: string) => oneOf(`o ${name}`, pairs.get(name), ["on", "off", "true", "false"], "off");
  const isOn = (name: string) => ["on", "true"].includes(onOff(name));
  const name = backing.name ?? pairs.get("backing_file");
  const format = backing.format ?? pairs.get("backing_fmt");
  if (name !== undefined && format === undefined)
    throw new UsageError("a backing file needs its format: -F raw or -F qcow2");
  const cluster = pairs.get("cluster_size");
  return {
    version: compat === "0.10" || compat === "v2" ? 2 : 3,
    clusterBytes: cluster === undefined ? 65536 : parseSize(cluster, "-o cluster_size"),
    refcountBits: integer("o refcount_bits", pairs.get("refcount_bits"), { fallback: 16, min: 1, max: 64 }),
    lazyRefcounts: isOn("lazy_refcounts"),
    extendedL2: isOn("extended_l2"),
    compressionType: oneOf("o compression_type", pairs.get("compression_type"), ["zlib", "zstd"], "zlib"),
    ...(name === undefined
      ? {}
      : { backingFile: toByteString(name), backingFormat: oneOf("F", format, ["raw", "qcow2"], "raw") }),
  };
}
