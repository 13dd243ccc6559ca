/** Generated cases in which QEMU's tools and ours must agree. A seed is a case. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { firstDifference } from "@/app/sim/storage/copy";
import { Qcow2Image } from "@/app/sim/storage/qcow2/image";
import { headerAtSnapshot } from "@/app/sim/storage/qcow2/snapshots";
import { SeededRandom } from "@/app/sim/time/random";
import { asQcow2, withImage } from "../files";
import { differences } from "./differences";
import { operate } from "./operations";
import { type Made, makeOurs, makeStopped } from "./ours";
import { makeTheirs } from "./theirs";
import { succeed } from "./tools";

/** Who makes the image, and how qemu-img check may end: QEMU's own images may have leaks, or worse, and both find the same. */
const MAKERS = [
  { maker: "ours", make: makeOurs, allowed: [0] },
  { maker: "theirs", make: makeTheirs, allowed: [0, 2, 3] },
  { maker: "ours", make: makeOurs, allowed: [0] },
  { maker: "theirs", make: makeTheirs, allowed: [0, 2, 3] },
  { maker: "ours", make: makeStopped, allowed: [0, 3] },
] as const;

/** Performs the case of a seed below `folder`. Answers what differs, with what was done; undefined if nothing does. */
export async function performCase(seed: number, folder: string): Promise<string | undefined> {
  try {
    return await perform(seed, folder);
  } catch (error) {
    return `seed ${seed}: ${(error as Error).stack}`;
  }
}

async function perform(seed: number, folder: string): Promise<string | undefined> {
  const random = SeededRandom.fromSeed(seed);
  const own = join(folder, String(seed));
  mkdirSync(own, { recursive: true });
  const { maker, make, allowed } = MAKERS[seed % MAKERS.length]!;
  const made = await make(random, own);
  const { found, clean } = await differences(made.path, made.raw, maker, allowed);
  found.push(...(await (maker === "ours" ? snapshotsByTheirs(made) : snapshotsByOurs(made))));
  let operation = "none";
  if (clean && found.length === 0) {
    const [name, differing] = await operate(random, made);
    operation = name;
    found.push(...differing);
  }
  if (found.length > 0)
    return `seed ${seed} in ${own}: ${found.join("\n  ")}\n  made by: ${made.told}\n  operation: ${operation}`;
  rmSync(own, { recursive: true });
  return undefined;
}

async function snapshotsByTheirs({ path, snapshots }: Made): Promise<string[]> {
  const found: string[] = [];
  for (const [name, raw] of snapshots) {
    const copy = `${raw}.theirs`;
    await succeed("qemu-img", ["convert", "-f", "qcow2", "-O", "raw", "-l", name, path, copy]);
    // QEMU gives the disk its present size, not the one that it had then.
    const [theirs, plain] = [readFileSync(copy), readFileSync(raw)];
    const common = Math.min(theirs.length, plain.length);
    if (!theirs.subarray(0, common).equals(plain.subarray(0, common)))
      found.push(`snapshot ${name}: QEMU reads other bytes`);
  }
  return found;
}

async function snapshotsByOurs({ path, snapshots }: Made): Promise<string[]> {
  return withImage(path, { format: "qcow2" }, ({ image }) =>
    [...snapshots].flatMap(([name, raw]) =>
      withImage(raw, { format: "raw" }, ({ image: other }) => {
        const top = asQcow2(image, path);
        const then = new Qcow2Image(top.file, headerAtSnapshot(top, name), { backing: top.backing });
        const place = firstDifference(then, other);
        return place === undefined ? [] : [`snapshot ${name}: ours reads other bytes from ${place} on`];
      }),
    ),
  );
}
