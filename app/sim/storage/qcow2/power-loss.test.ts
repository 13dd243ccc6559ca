/** Whenever the writing stops, the image opens, has at most leaks, and holds everything that was flushed. */
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../time/random";
import type { BlockImage } from "../block-image";
import type { MemoryFile } from "../memory-file";
import { checkImage } from "./check";
import { createQcow2 } from "./create";
import { DIRTY } from "./features";
import { openQcow2 } from "./image";
import { WatchedFile } from "./power-loss.test-kit";
import {
  beginWork,
  contentsOf,
  draw,
  drawBase,
  drawBytes,
  drawOptions,
  largeStep,
  step,
  type Work,
} from "./workload.test-kit";

const FIRST = Number(process.env.QCOW2_SEED ?? 1);
const CASES = Number(process.env.QCOW2_CASES ?? 20);

/** As the next one to open it for writing finds it: an image that is marked as dirty is repaired by that. */
function afterPowerLoss(file: MemoryFile, backing: BlockImage | undefined) {
  const image = openQcow2(file, { backing });
  if (!(image.header.incompatible & DIRTY)) return image;
  return openQcow2(file.copy(), { backing, writable: true });
}

/** Works on an image and looks at it after each write. Answers how often. */
function perform(seed: number): number {
  const random = SeededRandom.fromSeed(seed);
  const drawn = drawOptions(random, 12);
  // Now and then as narrow as can be, so that refcount blocks and their table have to grow.
  const narrow = {
    version: 3,
    clusterBytes: 512,
    refcountBits: 64,
    extendedL2: false,
    size: 512 * 150,
  } as const;
  const small = { ...drawn, size: Math.min(drawn.size, 48 * drawn.clusterBytes!) };
  const options = seed % 4 === 0 ? { ...small, ...narrow } : small;
  const backing = draw(random, 2) ? drawBase(random, options.size).image : undefined;
  const file = new WatchedFile();
  createQcow2(file, { ...options, ...(backing ? { backingFile: "base", backingFormat: "raw" } : {}) });
  const image = openQcow2(file, { writable: true, backing, cacheBytes: 0 });
  let changed = new Uint8Array(options.size);
  const work: Work = { ...beginWork(image), beforeChange: (from, to) => changed.fill(1, from, to) };
  const told = [`seed ${seed} ${JSON.stringify(options)}`];

  let flushed = work.plain.slice();
  let looked = 0;
  const look = (file: MemoryFile, how: string) => {
    const where = `${told.join("; ")}: then ${how} write ${looked}`;
    const left = afterPowerLoss(file, backing);
    const { corruptions, described } = checkImage(left);
    if (corruptions > 0) expect.fail(`${where}: ${described.join("; ")}`);
    const found = contentsOf(left);
    const common = Math.min(found.length, flushed.length);
    for (let at = 0; at < common; at++) {
      if (found[at] !== flushed[at] && changed[at] === 0)
        expect.fail(`${where}: byte ${at} is ${found[at]}, and ${flushed[at]} was flushed`);
    }
  };
  const losses = random.split("losses");
  file.onChange = () => {
    looked++;
    look(file.inner, "stopped after");
    look(file.withSomeLost(losses), "power lost after");
  };
  if (options.size === narrow.size) {
    const most = drawBytes(random, 512 * 140);
    changed.fill(1, 0, most.length);
    image.write(0, most);
    work.plain.set(most);
    told.push("write most of it");
  }
  for (let i = 0; i < 25; i++) {
    // Version 2 has no mark that makes the next one repair it while a snapshot is being taken.
    const large = options.version === 3 && draw(random, 6) === 0;
    const done = (large ? largeStep : step)(random, work);
    told.push(done);
    if (done === "no other size" || (!large && !done.startsWith("flush"))) continue;
    flushed = work.plain.slice();
    changed = new Uint8Array(flushed.length);
  }
  work.image.close();
  return looked;
}

describe("a loss of power", () => {
  it("leaves what was flushed, and at most leaks, after every single write", () => {
    let looked = 0;
    for (let seed = FIRST; seed < FIRST + CASES; seed++) looked += perform(seed);
    expect(looked).toBeGreaterThan(CASES);
  });
});
