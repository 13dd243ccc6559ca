/** Compressed clusters: raw deflate streams (RFC 1951) or zstd frames (RFC 8878), each of exactly one cluster. */
import { deflateSync, Inflate } from "fflate";
import { decompressZstd } from "../../runtime/image/zstd/frame";
import { DAMAGED, StorageError } from "../errors";
import type { CompressionType } from "./header";
import { compressZstd } from "./zstd/encoder";

/** Thrown to stop the decoder: what lies behind the cluster's data is not its. */
class Enough extends Error {}

/** @throws StorageError if the bytes do not give a whole cluster; `where` names it */
export function decompressCluster(
  type: CompressionType,
  bytes: Uint8Array,
  clusterBytes: number,
  where: string,
): Uint8Array {
  const cluster = new Uint8Array(clusterBytes);
  let filled = 0;
  const take = (piece: Uint8Array): void => {
    const part = piece.subarray(0, clusterBytes - filled);
    cluster.set(part, filled);
    filled += part.length;
    if (filled === clusterBytes) throw new Enough();
  };
  try {
    if (type === "zlib") inflate(bytes, take);
    else decompressZstd(bytes, take, where, clusterBytes);
  } catch (error) {
    if (!(error instanceof Enough))
      throw new StorageError(
        `${type}: ${error instanceof Error ? error.message : "cannot be read"}`,
        where,
        DAMAGED,
      );
  }
  if (filled === clusterBytes) return cluster;
  throw new StorageError(`${type}: the data give ${filled} of ${clusterBytes} bytes`, where, DAMAGED);
}

/** Given to the inflater at once: it can grow 1032-fold before anyone can say that it is enough. */
const PIECE_BYTES = 4096;

function inflate(bytes: Uint8Array, take: (piece: Uint8Array) => void): void {
  const stream = new Inflate(take);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    stream.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length);
}

/** Undefined if it would not become smaller. */
export function compressCluster(type: CompressionType, cluster: Uint8Array): Uint8Array | undefined {
  const bytes = type === "zlib" ? deflateSync(cluster) : compressZstd(cluster);
  return bytes.length < cluster.length ? bytes : undefined;
}
