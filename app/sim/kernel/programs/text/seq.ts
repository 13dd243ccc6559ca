import { parseOptions } from "../lib/getopt";
import { applet } from "../lib/io";

const decimals = (text: string): number => {
  const dot = text.indexOf(".");
  return dot < 0 ? 0 : text.length - dot - 1;
};

/** first + n * step > last, as the i387 has it: products and sums are not rounded to doubles before they are compared. */
function beyond(first: number, step: number, n: number, last: number): boolean {
  const [product, productError] = exactProduct(step, n);
  const sum = first + product;
  const back = sum - product;
  const sumError = first - back + (product - (sum - back));
  const difference = sum - last + (productError + sumError);
  return step < 0 ? difference < 0 : difference > 0;
}

/** Dekker's product: the rounded value and its error. */
function exactProduct(a: number, b: number): readonly [number, number] {
  const product = a * b;
  const split = (x: number): readonly [number, number] => {
    const c = 134217729 * x;
    const high = c - (c - x);
    return [high, x - high];
  };
  const [aHigh, aLow] = split(a);
  const [bHigh, bLow] = split(b);
  return [product, aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

export const seq = applet(function* (io) {
  const options = yield* parseOptions(io, "+ws:", { min: 1, max: 3 });
  const words = options.rest;
  const numbers = words.map((word) =>
    /^[\t-\r ]*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : Number.NaN,
  );
  if (numbers.some(Number.isNaN)) yield* io.usage();
  const [first, step, last] =
    words.length === 1
      ? [1, 1, numbers[0]!]
      : words.length === 2
        ? [numbers[0]!, 1, numbers[1]!]
        : [numbers[0]!, numbers[1]!, numbers[2]!];
  const precision = Math.max(...words.slice(0, -1).map(decimals), 0);
  let width = 0;
  if (options.has("w")) {
    const texts = [words.length === 1 ? "1" : words[0]!, words.at(-1)!];
    width =
      Math.max(...texts.map((text) => text.replace(/\..*$/s, "").length)) +
      (precision > 0 ? precision + 1 : 0);
  }
  const separator = options.value("s") ?? "\n";
  let count = 0;
  for (let n = 0; !beyond(first, step, n, last); n++) {
    const value = first + n * step;
    let text = Math.abs(value).toFixed(precision);
    const negative = value < 0 && Number(text) !== 0 ? "-" : "";
    text = negative + text.padStart(width - negative.length, "0");
    io.put(count++ === 0 ? text : separator + text);
    io.spend(900);
    yield* io.drain();
    if (io.outputError !== undefined) break;
  }
  if (count > 0) io.put("\n");
  return 0;
});
