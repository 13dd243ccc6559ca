/**
 * Disk images in layers against `qemu-img bench`, the same requests to the same images in the same run; and how fast the host hashes
 * guests' pages.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Format, openChain } from "@/app/sim/storage/chain";
import { createQcow2 } from "@/app/sim/storage/qcow2/create";
import { findQemuTools } from "../../scripts/qemu-tools.mjs";
import { NodeFile } from "../qcow2/node-file";
import { bundledChildren } from "./bundled";
import { type BenchResult, compared } from "./result";

const ROUNDS = 3;
const CHAINS = [1, 10, 100] as const;
const REQUEST_BYTES = [4096, 65536] as const;
const DISK_BYTES = 64 * 2 ** 20;
const CLUSTER_BYTES = 65536;
const READ_PASSES = 4;
const PAGES = 50_000;
const LONGEST_CHILD_MS = 300_000;
/** Ours may be so many times slower than QEMU, which is compiled C. */
const MOST_TIMES_SLOWER = 2;

interface Tools {
  ours(...args: (string | number)[]): number;
  theirs(...args: (string | number)[]): number;
}

async function makeTools(folder: string): Promise<Tools> {
  findQemuTools(() => {});
  const child = await bundledChildren(["storage"], folder);
  return {
    ours: (...args) => (child("storage", ...args.map(String)) as { ms: number }).ms,
    theirs(...args) {
      const options = { encoding: "utf8", timeout: LONGEST_CHILD_MS } as const;
      const asked = ["bench", "-d", "1", ...args.map(String)];
      const { stdout, stderr, status } = spawnSync("qemu-img", asked, options);
      if (status !== 0) throw new Error(`qemu-img ${asked.join(" ")} failed: ${stderr}`);
      return 1000 * Number(/completed in ([\d.]+) seconds/.exec(stdout)![1]);
    },
  };
}

interface Below {
  readonly path: string;
  readonly format: Format;
}

/** An overlay, by its name in the folder. @param clusters that it shall hold itself */
function makeLayer(
  folder: string,
  name: string,
  below: Below | undefined,
  clusters: Iterable<number>,
): Below {
  const file = new NodeFile(join(folder, name), "create");
  const backing = below === undefined ? {} : { backingFile: below.path, backingFormat: below.format };
  createQcow2(file, { size: DISK_BYTES, clusterBytes: CLUSTER_BYTES, ...backing });
  const image = openChain(
    { id: name, file },
    {
      writable: true,
      resolve: (path) => ({ id: path, file: new NodeFile(join(folder, path), "read") }),
    },
  );
  for (const cluster of clusters)
    image.write(cluster * CLUSTER_BYTES, new Uint8Array(CLUSTER_BYTES).fill(1 + (cluster % 250)));
  image.close();
  return { path: name, format: "qcow2" };
}

/** Each layer holds every so manieth cluster: reads that follow one another go down to another layer each time. */
function makeChain(folder: string, layers: number): Below {
  let top: Below | undefined;
  for (let layer = 0; layer < layers; layer++) {
    const own: number[] = [];
    for (let at = layer; at < DISK_BYTES / CLUSTER_BYTES; at += layers) own.push(at);
    top = makeLayer(folder, `chain-${layers}-${layer}.qcow2`, top, own);
  }
  return top!;
}

/** To the next place, or far from the last one; either way every place is asked for once. */
const STEPS = {
  sequential: (bytes: number) => bytes,
  // An odd number of places, about a golden section of the disk.
  scattered: (bytes: number) => bytes * (Math.floor((DISK_BYTES / bytes) * 0.309) * 2 + 1),
} as const;

function requests(folder: string, { ours, theirs }: Tools, say: (line: string) => void): BenchResult[] {
  const results: BenchResult[] = [];
  for (const layers of CHAINS) {
    const chain = makeChain(folder, layers);
    let made = 0;
    const image = (how: string): string =>
      join(
        folder,
        how === "read" ? chain.path : makeLayer(folder, `top-${made++ % 3}.qcow2`, chain, []).path,
      );
    for (const how of ["read", "write"] as const)
      for (const order of ["sequential", "scattered"] as const)
        for (const bytes of REQUEST_BYTES) {
          // Reads go over the disk again and again; the second time a write would find its cluster in place.
          const count = (DISK_BYTES / bytes) * (how === "read" ? READ_PASSES : 1);
          const step = STEPS[order](bytes);
          const rate = (ms: number) => (1000 * count) / ms;
          const runs: { own: number[]; base: number[] } = { own: [], base: [] };
          const name = `${how}-${order}-${bytes / 1024}k-${layers}`;
          say(name);
          for (let round = 0; round < ROUNDS; round++) {
            const flags = how === "write" ? ["-w"] : [];
            runs.base.push(
              rate(theirs(...flags, "-c", count, "-s", bytes, "-S", step, "-f", "qcow2", image(how))),
            );
            runs.own.push(rate(ours("io", image(how), image(how), how, bytes, step, count)));
          }
          const where = how === "read" ? `a chain of ${layers}` : `a new overlay on a chain of ${layers}`;
          results.push(
            compared(
              name,
              `${order} ${how}s of ${bytes / 1024} KiB, one at a time, ${where}; 64 MiB, clusters of 64 KiB, in the page cache`,
              "a second",
              runs.own,
              { what: "qemu-img bench", runs: runs.base },
              { ratio: 1 / MOST_TIMES_SLOWER, lower: false },
            ),
          );
        }
  }
  return results;
}

function hashing({ ours }: Tools, say: (line: string) => void): BenchResult[] {
  const runs: Record<string, number[]> = { ours: [], md5: [], compare: [] };
  for (let round = 1; round <= ROUNDS; round++) {
    say(`pages, round ${round} of ${ROUNDS}`);
    for (const [name, into] of Object.entries(runs)) into.push((1000 * PAGES) / ours("hash", name, PAGES));
  }
  const against = (name: string, what: string, ratio: number) =>
    compared(
      `pages-hashed-${name}`,
      "pages of 4 KiB that the host hashes to find equal ones",
      "a second",
      runs.ours!,
      { what, runs: runs[name]! },
      { ratio, lower: false },
    );
  return [
    against("md5", "MD5 of node:crypto for each page", 1),
    against("compare", "each page compared with one other in machine code, Buffer.compare", 0.05),
  ];
}

export async function storageBench(say: (line: string) => void): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "triptych-bench-"));
  try {
    const tools = await makeTools(folder);
    return [...requests(folder, tools, say), ...hashing(tools, say)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
