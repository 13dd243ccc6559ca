/** Images that ours makes and works on, for QEMU's tools to read. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BlockImage } from "@/app/sim/storage/block-image";
import { type ByteFile, readBytes } from "@/app/sim/storage/byte-file";
import { MemoryFile } from "@/app/sim/storage/memory-file";
import { createQcow2 } from "@/app/sim/storage/qcow2/create";
import { openQcow2 } from "@/app/sim/storage/qcow2/image";
import { WatchedFile } from "@/app/sim/storage/qcow2/power-loss.test-kit";
import {
  beginWork,
  contentsOf,
  draw,
  drawBase,
  drawOptions,
  largeStep,
  step,
  type Work,
} from "@/app/sim/storage/qcow2/workload.test-kit";
import type { SeededRandom } from "@/app/sim/time/random";

export interface Made {
  /** Of the top. */
  readonly path: string;
  /** Of a raw file with what the disk must read as. */
  readonly raw: string;
  /** Of raw files with what it read as at each snapshot, by name. */
  readonly snapshots: ReadonlyMap<string, string>;
  readonly told: string;
}

/** Every byte is written, so that the file has no holes: QEMU tells of those in a map, and ours cannot see them. */
export const writeOut = (path: string, file: ByteFile): void =>
  writeFileSync(path, readBytes(file, 0, file.size));

/** Most clusters are small, so that a case is soon done. */
export function drawLargest(random: SeededRandom): number {
  const kind = draw(random, 40);
  return kind === 0 ? 21 : kind < 6 ? 16 : 12;
}

/** A chain of up to four layers in `folder`, the lowest often raw, each worked on. */
export function makeOurs(random: SeededRandom, folder: string): Made {
  const layers = 1 + draw(random, 3);
  const told: string[] = [];
  let below: BlockImage | undefined;
  let belowName = "";
  if (draw(random, 2)) {
    const base = drawBase(random, 512 * (1 + draw(random, 400)));
    belowName = "base.raw";
    writeOut(join(folder, belowName), base.file);
    below = base.image;
    told.push(`raw ${base.image.size}`);
  }
  let work: Work | undefined;
  for (let layer = 0; layer < layers; layer++) {
    const options = drawOptions(random, drawLargest(random));
    const file = new MemoryFile();
    const backing = below === undefined ? {} : { backingFile: belowName, backingFormat: below.format };
    createQcow2(file, { ...options, ...backing });
    told.push(JSON.stringify({ ...options, ...backing }));
    work = beginWork(openQcow2(file, { writable: true, backing: below, cacheBytes: 0 }));
    const steps = draw(random, 20);
    for (let i = 0; i < steps; i++) told.push((draw(random, 6) === 0 ? largeStep : step)(random, work));
    work.image.close();
    belowName = `layer${layer}.qcow2`;
    writeOut(join(folder, belowName), file);
    below = openQcow2(file, { backing: work.image.backing });
  }
  const { plain, snapshots } = work!;
  const raw = join(folder, "plain.raw");
  writeFileSync(raw, plain);
  const taken = new Map<string, string>();
  for (const [name, bytes] of snapshots) {
    taken.set(name, join(folder, `${name}.raw`));
    writeFileSync(taken.get(name)!, bytes);
  }
  return { path: join(folder, belowName), raw, snapshots: taken, told: told.join("; ") };
}

/** An image whose writer was stopped after some write, as by a loss of power, with what ours reads from it. */
export function makeStopped(random: SeededRandom, folder: string): Made {
  const options = { ...drawOptions(random, 12), lazyRefcounts: false };
  const file = new WatchedFile();
  createQcow2(file, options);
  const work = beginWork(openQcow2(file, { writable: true, cacheBytes: 0 }));
  const told = [JSON.stringify(options)];
  let left = draw(random, 150);
  let stopped: MemoryFile | undefined;
  file.onChange = () => {
    if (left-- === 0) stopped = file.inner.copy();
  };
  while (stopped === undefined && told.length < 40) told.push(step(random, work));
  stopped ??= file.inner.copy();
  const path = join(folder, "stopped.qcow2");
  writeOut(path, stopped);
  const raw = join(folder, "plain.raw");
  writeFileSync(raw, contentsOf(openQcow2(stopped)));
  return { path, raw, snapshots: new Map(), told: told.join("; ") };
}
