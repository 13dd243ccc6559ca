/** The same operation by QEMU's tools and by ours, each on its own copy of a chain: the disks must read alike afterwards. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { firstDifference } from "@/app/sim/storage/copy";
import { type Header, readHeader } from "@/app/sim/storage/qcow2/header";
import {
  beginWork,
  draw,
  drawBase,
  drawBytes,
  drawOptions,
  pick,
  step,
} from "@/app/sim/storage/qcow2/workload.test-kit";
import type { SeededRandom } from "@/app/sim/time/random";
import { check } from "../check";
import type { Command } from "../command";
import { commit } from "../commit";
import { convert } from "../convert";
import { asQcow2, withImage } from "../files";
import { NodeFile } from "../node-file";
import { rebase } from "../rebase";
import { resize } from "../resize";
import { type Made, writeOut } from "./ours";
import { optionList } from "./theirs";
import { succeed, tool } from "./tools";

const OPERATIONS = {
  commit: commitBoth,
  rebase: rebaseBoth,
  resize: resizeBoth,
  convert: convertOurs,
  repair: repairOurs,
  work: workOurs,
};

/** Performs one of the operations on copies of a chain. Answers what was done, and what differs. */
export async function operate(
  random: SeededRandom,
  made: Made,
): Promise<readonly [string, readonly string[]]> {
  const name = pick(random, Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[]);
  const [own, theirs] = ["ours", "theirs"].map((who) => {
    const from = dirname(made.path);
    const folder = join(from, `by-${who}`);
    mkdirSync(folder);
    for (const name of readdirSync(from))
      if (!name.startsWith("by-")) copyFileSync(join(from, name), join(folder, name));
    return join(folder, basename(made.path));
  });
  return [name, await OPERATIONS[name](random, own!, theirs!, made)];
}

function byOurs(command: Command, ...args: string[]): void {
  const status = command.run([...args.slice(0, -1), "-q", args.at(-1)!]);
  if (status !== 0) throw new Error(`${command.name} ${args.join(" ")} ended with ${status}`);
}

function unlike(path: string, other: string, format: "raw" | "qcow2" = "qcow2"): string[] {
  return withImage(path, { format: "qcow2" }, ({ image }) =>
    withImage(other, { format }, ({ image: second }) => {
      const place = firstDifference(image, second);
      return place === undefined ? [] : [`${path} and ${other} differ from ${place} on`];
    }),
  );
}

async function unclean(path: string): Promise<string[]> {
  const { status, stdout, stderr } = await tool("qemu-img", ["check", "-f", "qcow2", path]);
  return status === 0 ? [] : [`qemu-img check ${path}: ${stdout}${stderr}`];
}

function headerOf(path: string): Header {
  const file = new NodeFile(path, "read");
  try {
    return readHeader(file);
  } finally {
    file.close();
  }
}

function backingOf(path: string): string | undefined {
  const { backingFile } = headerOf(path);
  return backingFile === undefined ? undefined : join(dirname(path), backingFile);
}

async function commitBoth(_: SeededRandom, own: string, theirs: string): Promise<string[]> {
  const below = [backingOf(own), backingOf(theirs)];
  if (below[0] === undefined || below[1] === undefined) return [];
  const { status } = await tool("qemu-img", ["commit", "-q", "-f", "qcow2", theirs]);
  // A layer of version 2 with snapshots does not grow.
  if (status !== 0) return [];
  byOurs(commit, own);
  const found = [...unlike(own, theirs), ...(await unclean(own))];
  if (!below[0].endsWith(".qcow2"))
    return readFileSync(below[0]).equals(readFileSync(below[1]))
      ? found
      : [...found, "the raw layers differ"];
  return [...found, ...unlike(below[0], below[1]), ...(await unclean(below[0]))];
}

async function rebaseBoth(random: SeededRandom, own: string, theirs: string, made: Made): Promise<string[]> {
  const other = draw(random, 4) === 0 ? "" : "other.raw";
  if (other !== "") {
    const { file } = drawBase(random, 512 * (1 + draw(random, 300)));
    for (const path of [own, theirs]) writeOut(join(dirname(path), other), file);
  }
  const format = other === "" ? [] : ["-F", "raw"];
  // QEMU finds the file from where it runs, ours from where the image is: both are told an absolute name.
  const at = (path: string) => (other === "" ? "" : join(dirname(path), other));
  await succeed("qemu-img", ["rebase", "-q", "-f", "qcow2", "-b", at(theirs), ...format, theirs]);
  byOurs(rebase, "-b", at(own), ...format, own);
  const found = [...unlike(own, made.raw, "raw"), ...(await unclean(own))];
  // qemu-img 7.2 loses zeros of a version 2 image that gets its first backing file (seed 228).
  return headerOf(own).version === 2 ? found : [...found, ...unlike(own, theirs)];
}

async function resizeBoth(random: SeededRandom, own: string, theirs: string, made: Made): Promise<string[]> {
  // Ours does not resize bitmaps, and says so.
  if (made.told.includes("bitmap")) return [];
  const change = pick(random, ["+", "-"]) + 512 * (1 + draw(random, 500));
  const { status } = await tool("qemu-img", ["resize", "-q", "-f", "qcow2", "--shrink", theirs, change]);
  // Snapshots, or a disk that is smaller than what shall be taken from it.
  if (status !== 0) return [];
  byOurs(resize, "--shrink", "-q", own, change);
  return [...unlike(own, theirs), ...(await unclean(own))];
}

async function convertOurs(random: SeededRandom, own: string, theirs: string, made: Made): Promise<string[]> {
  const target = join(dirname(own), "converted.qcow2");
  const options = ["-O", "qcow2", "-o", optionList(drawOptions(random))];
  const compressed = draw(random, 2) ? ["-c"] : [];
  byOurs(convert, "-f", "qcow2", ...options, ...compressed, own, target);
  const found = [...unlike(target, made.raw, "raw"), ...(await unclean(target))];
  const { status, stdout } = await tool("qemu-img", [
    "compare",
    "-f",
    "qcow2",
    "-F",
    "raw",
    target,
    made.raw,
  ]);
  if (status !== 0) found.push(`qemu-img compare of what ours converted: ${stdout}`);
  const back = join(dirname(theirs), "converted.qcow2");
  await succeed("qemu-img", ["convert", "-f", "qcow2", ...options, ...compressed, theirs, back]);
  return [...found, ...unlike(back, made.raw, "raw")];
}

/** Refcounts overwritten at random are set right again, and no byte of the disk is lost. */
async function repairOurs(random: SeededRandom, own: string, _: string, made: Made): Promise<string[]> {
  const { refcountTableOffset, clusterBits } = headerOf(own);
  const bytes = readFileSync(own);
  const block = Number(bytes.readBigUInt64BE(refcountTableOffset));
  const count = 1 + draw(random, 40);
  const at = block + draw(random, Math.max(1, Math.min(200, 2 ** clusterBits - count)));
  bytes.set(drawBytes(random, count), at);
  writeFileSync(own, bytes);
  byOurs(check, "-r", "all", own);
  return [...unlike(own, made.raw, "raw"), ...(await unclean(own))];
}

/** Ours goes on with an image, whoever made it; bitmaps in it are kept. */
async function workOurs(random: SeededRandom, own: string): Promise<string[]> {
  const told: string[] = [];
  const plain = `${own}.raw`;
  withImage(own, { format: "qcow2", writable: true }, ({ image }) => {
    const work = beginWork(asQcow2(image, own));
    for (let i = 0; i < 12; i++) told.push(step(random, work));
    writeFileSync(plain, work.plain);
  });
  const { status, stdout } = await tool("qemu-img", ["compare", "-f", "qcow2", "-F", "raw", own, plain]);
  const found = [...(status === 0 ? [] : [`qemu-img compare: ${stdout}`]), ...(await unclean(own))];
  return found.length === 0 ? [] : [...found, told.join("; ")];
}
