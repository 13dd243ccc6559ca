import { unescapeOne } from "../lib/escapes";
import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";
import { CLASSES } from "../lib/regex/syntax";

/** The bytes that a tr string stands for: ranges, classes, [=c=], escapes. */
function expand(text: string): number[] {
  const bytes: number[] = [];
  let at = 0;
  /** One byte, escapes undone. */
  const take = (): number => {
    if (text[at] === "\\") {
      const [code, length] = unescapeOne(text, at);
      at += length;
      return code;
    }
    return text.charCodeAt(at++);
  };
  while (at < text.length) {
    if (text[at] === "[") {
      const named = /^\[:([a-z]+):\]/.exec(text.slice(at));
      const members = named === null ? undefined : CLASSES[named[1]!];
      if (members !== undefined) {
        // upper and lower pair up by position, so each class is in its own order.
        bytes.push(...members);
        at += named![0].length;
        continue;
      }
      const same = /^\[=(.)=\]/s.exec(text.slice(at));
      if (same !== null) {
        bytes.push(same[1]!.charCodeAt(0));
        at += same[0].length;
        continue;
      }
    }
    const low = take();
    if (text[at] === "-" && at + 1 < text.length) {
      at++;
      const high = take();
      for (let byte = low; byte <= high; byte++) bytes.push(byte);
    } else bytes.push(low);
  }
  return bytes;
}

export const tr = applet(function* (io) {
  const options = yield* parseOptions(io, "+Ccds", { min: 1, max: 2 });
  const complement = options.has("c", "C");
  const deleting = options.has("d");
  const squeezing = options.has("s");
  const [first, second] = options.rest;
  if (
    (deleting && !squeezing ? second !== undefined : false) ||
    (second === undefined && !deleting && !squeezing)
  ) {
    if (deleting || second !== undefined) yield* io.usage();
  }
  let from = expand(first!);
  if (complement) {
    const set = new Set(from);
    from = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !set.has(byte));
  }
  const map = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const inFirst = new Uint8Array(256);
  const inSecond = new Uint8Array(256);
  for (const byte of from) inFirst[byte] = 1;
  if (second !== undefined) {
    const to = expand(second);
    if (to.length === 0) yield* io.die("STRING2 cannot be empty");
    for (const byte of to) inSecond[byte] = 1;
    if (!deleting) for (const [i, byte] of from.entries()) map[byte] = to[Math.min(i, to.length - 1)]!;
  } else inSecond.set(inFirst);
  let last = -1;
  for (;;) {
    const data = yield* io.sys.read(0, 1024);
    if (data.length === 0) break;
    const out = new Uint8Array(data.length);
    let length = 0;
    for (const byte of data) {
      if (deleting && inFirst[byte] === 1) continue;
      const mapped = map[byte]!;
      if (squeezing && mapped === last && inSecond[mapped] === 1) continue;
      out[length++] = mapped;
      last = mapped;
    }
    io.spend(data.length * 12);
    yield* io.settle();
    if (length > 0) yield* io.writeOrDie(1, out.subarray(0, length));
  }
  return 0;
});
