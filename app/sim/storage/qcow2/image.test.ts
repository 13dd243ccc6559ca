/** An image behaves as a plain array of bytes, whatever its options, and its own check finds nothing to say against it. */
import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../time/random";
import { MemoryFile } from "../memory-file";
import { checkImage } from "./check";
import { createQcow2 } from "./create";
import { openQcow2, Qcow2Image } from "./image";
import { headerAtSnapshot } from "./snapshots";
import { beginWork, contentsOf, draw, drawBase, drawOptions, largeStep, step } from "./workload.test-kit";

function expectSame(actual: Uint8Array, expected: Uint8Array, told: string): void {
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  expect.fail(`${told}: byte ${at} of ${expected.length} is ${actual[at]}, not ${expected[at]}`);
}

function perform(seed: number): void {
  const random = SeededRandom.fromSeed(seed);
  const options = drawOptions(random);
  const base = draw(random, 2) ? drawBase(random, options.size).image : undefined;
  const file = new MemoryFile();
  createQcow2(file, {
    ...options,
    ...(base === undefined ? {} : { backingFile: "base", backingFormat: "raw" }),
  });
  const open = () => openQcow2(file, { writable: true, backing: base, cacheBytes: 0 });
  let work = beginWork(open());
  const told = [`seed ${seed} ${JSON.stringify(options)}${base ? ` on ${base.size}` : ""}`];
  for (let i = 0; i < 30; i++) {
    told.push((draw(random, 5) === 0 ? largeStep : step)(random, work));
    if (draw(random, 4) === 0) {
      work.image.close();
      work = { ...work, image: open() };
      told.push("reopen");
    }
    expectSame(contentsOf(work.image), work.plain, told.join("; "));
  }
  work.image.close();
  const image = openQcow2(file, { backing: base });
  for (const [name, plain] of work.snapshots) {
    const then = new Qcow2Image(file, headerAtSnapshot(image, name), { backing: base });
    expectSame(contentsOf(then), plain, `${told.join("; ")}: snapshot ${name}`);
  }
  const { leaks, corruptions, described } = checkImage(image);
  if (leaks + corruptions > 0) expect.fail(`${told.join("; ")}: ${leaks} leaks, ${described.join("; ")}`);
}

describe("an image", () => {
  it("holds what was written, with any options, reopened at any moment", () => {
    const first = Number(process.env.QCOW2_SEED ?? 1);
    for (let seed = first; seed < first + Number(process.env.QCOW2_CASES ?? 60); seed++) perform(seed);
  });
});
