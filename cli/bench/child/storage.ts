/**
 * A process that measures requests to a disk image, or hashing of pages, and prints `{"ms": …}`; an untimed run before it lets the
 * compiler do its work.
 *
 *     storage io <image to warm up with> <image> <read | write> <bytes> <step> <count>
 *     storage hash <ours | md5 | compare> <pages>
 */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { pageHashes } from "@/app/guest/v86/page-hashes";
import type { BlockImage } from "@/app/sim/storage/block-image";
import { openChain } from "@/app/sim/storage/chain";
import { NodeFile } from "../../qcow2/node-file";

const PAGE_BYTES = 4096;

function open(path: string, writable: boolean): BlockImage {
  const folder = dirname(path);
  const file = (name: string, how: "read" | "write") => ({
    id: name,
    file: new NodeFile(join(folder, name), how, false),
  });
  return openChain(file(path.slice(folder.length + 1), writable ? "write" : "read"), {
    writable,
    resolve: (name) => file(name, "read"),
  });
}

/** The requests of `qemu-img bench`: each `step` further than the last, around the end of the disk. */
function perform(path: string, how: string, bytes: number, step: number, count: number): number {
  const image = open(path, how === "write");
  const buffer = new Uint8Array(bytes);
  const began = performance.now();
  for (let i = 0, offset = 0; i < count; i++, offset = (offset + step) % image.size)
    if (how === "write") image.write(offset, buffer);
    else image.read(offset, buffer);
  const ms = performance.now() - began;
  image.close();
  return ms;
}

const HASHERS: Readonly<Record<string, (pages: Uint8Array) => void>> = {
  ours: (pages) => pageHashes({ is_memory_zeroed: () => 0 } as never, pages, []),
  md5: (pages) => eachPage(pages, (page) => createHash("md5").update(page).digest()),
  compare: (pages) => {
    const first = pages.slice(0, PAGE_BYTES);
    eachPage(pages, (page) => Buffer.compare(page, first));
  },
};

function eachPage(pages: Uint8Array, work: (page: Uint8Array) => void): void {
  for (let at = 0; at < pages.length; at += PAGE_BYTES) work(pages.subarray(at, at + PAGE_BYTES));
}

function hash(name: string, count: number): number {
  // All alike but for their last word, so that a comparison has to go to the end.
  const pages = new Uint8Array(count * PAGE_BYTES).fill(0x5a);
  for (let page = 1; page <= count; page++) pages[page * PAGE_BYTES - 1] = page;
  const began = performance.now();
  HASHERS[name]!(pages);
  return performance.now() - began;
}

const [task, ...args] = process.argv.slice(2);
let ms: number;
if (task === "io") {
  const [warm, image, how, ...numbers] = args as [string, string, string, ...string[]];
  const [bytes, step, count] = numbers.map(Number) as [number, number, number];
  perform(warm, how, bytes, step, count);
  ms = perform(image, how, bytes, step, count);
} else {
  const [name, pages] = args as [string, string];
  hash(name, Number(pages));
  ms = hash(name, Number(pages));
}
process.stdout.write(`${JSON.stringify({ ms })}\n`);
