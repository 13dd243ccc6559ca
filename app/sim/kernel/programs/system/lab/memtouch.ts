/** memtouch and pagepattern: programs that take memory, page by page (guests/programs). */
import type { Call } from "../../../abi/call";
import { SysError } from "../../../abi/errno";
import { type LabIo, labProgram } from "./cli";

const MIB = 1 << 20;
const PAGE_BYTES = 4096;
const MOST_MIB = 2048;
const MOST_PAGES = 500_000;
/** One store and its loop. */
const TOUCH_INSTRUCTIONS = 6;
/** Filling a page word by word with three shifts and three exclusive ors each. */
const FILL_INSTRUCTIONS = 1024 * 9;

const USAGE = `usage: memtouch MIB [-s SECONDS | -f] [-r ROUNDS] [-w MILLISECONDS] [-q]
  touches MIB mebibytes page by page, then holds them until it is killed
  -s SECONDS        hold for SECONDS, then leave
  -f                free at once and leave
  -r ROUNDS         touch everything ROUNDS times
  -w MILLISECONDS   wait after every mebibyte
  -q                no progress lines
`;

function* map(io: LabIo, bytes: number): Call<number | undefined> {
  try {
    return yield* io.sys.mmap(bytes);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    yield* io.warn(error.text);
    return undefined;
  }
}

export const memtouch = labProgram("memtouch", USAGE, function* (io) {
  let mib: number | undefined;
  let seconds = 0;
  let rounds = 1;
  let waitMs = 0;
  let hold = true;
  let quiet = false;
  for (let at = 0; at < io.args.length; at++) {
    const word = io.args[at]!;
    if (word === "-s") {
      seconds = yield* io.count(io.args[++at]);
      hold = false;
    } else if (word === "-f") {
      seconds = 0;
      hold = false;
    } else if (word === "-r") rounds = yield* io.count(io.args[++at]);
    else if (word === "-w") waitMs = yield* io.count(io.args[++at]);
    else if (word === "-q") quiet = true;
    else mib = yield* io.count(word);
  }
  if (mib === undefined || mib > MOST_MIB) return yield* io.usage();
  const handle = yield* map(io, Math.max(mib * MIB, PAGE_BYTES));
  if (handle === undefined) return 1;
  for (let round = 1; round <= rounds; round++)
    for (let done = 1; done <= mib; done++) {
      yield* io.sys.touch(handle, (done - 1) * MIB, MIB, true);
      io.spend((MIB / PAGE_BYTES) * TOUCH_INSTRUCTIONS);
      if (!quiet) yield* io.say(`memtouch: ${done} of ${mib} MiB`);
      if (waitMs > 0) yield* io.sys.nanosleep(waitMs * 1e6);
    }
  if (hold) {
    yield* io.say(`memtouch: holding ${mib} MiB`);
    yield* io.forEver();
  }
  if (seconds > 0) {
    yield* io.say(`memtouch: holding ${mib} MiB for ${seconds} s`);
    yield* io.sys.nanosleep(seconds * 1e9);
  }
  yield* io.sys.munmap(handle);
  io.put(`memtouch: freed ${mib} MiB\n`);
  return 0;
});

const PATTERN_USAGE = `usage: pagepattern PAGES [zero | equal | seeded | random] [-S SEED] [-m] [-s SECONDS] [-w]
  zero     all bytes zero (written, so the pages exist)
  equal    every page the same pattern
  seeded   every page its own pattern, repeatable from SEED (default)
  random   every page its own pattern, different in every run
  -S SEED      seed of the patterns (default 1)
  -m           offer the pages for merging (MADV_MERGEABLE)
  -s SECONDS   leave after SECONDS instead of holding for ever
  -w           write one byte to every page afterwards, which breaks every share, then hold
`;

/** The contents of simulated pages are not kept, so seeds and kinds change only what is printed, and nothing is ever merged. */
export const pagepattern = labProgram("pagepattern", PATTERN_USAGE, function* (io) {
  let pages = 0;
  let seconds = 0;
  let merge = false;
  let writeAfter = false;
  let forEver = true;
  let kind = "seeded";
  for (let at = 0; at < io.args.length; at++) {
    const word = io.args[at]!;
    if (word === "-m") merge = true;
    else if (word === "-w") writeAfter = true;
    else if (word === "-S") yield* io.count(io.args[++at]);
    else if (word === "-s") {
      seconds = yield* io.count(io.args[++at]);
      forEver = false;
    } else if (/^\d/.test(word)) pages = yield* io.count(word);
    else kind = word;
  }
  if (pages === 0 || pages > MOST_PAGES || !["zero", "equal", "seeded", "random"].includes(kind))
    return yield* io.usage();
  const handle = yield* map(io, pages * PAGE_BYTES);
  if (handle === undefined) return 1;
  for (let at = 0; at < pages; at += 256) {
    const count = Math.min(256, pages - at);
    yield* io.sys.touch(handle, at * PAGE_BYTES, count * PAGE_BYTES, true);
    io.spend(count * FILL_INSTRUCTIONS);
    yield* io.pace();
  }
  yield* io.say(`pagepattern: ${pages} pages ${kind}${merge ? ", mergeable" : ""}`);
  if (writeAfter) {
    yield* io.sys.nanosleep((seconds || 1) * 1e9);
    yield* io.sys.touch(handle, 0, pages * PAGE_BYTES, true);
    io.spend(pages * TOUCH_INSTRUCTIONS);
    yield* io.say(`pagepattern: wrote to ${pages} pages`);
  }
  if (forEver) yield* io.forEver();
  yield* io.sys.nanosleep(seconds * 1e9);
  return 0;
});
