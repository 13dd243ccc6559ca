import { Problem } from "../expand/problem";

export interface ParsedOptions {
  /** Letters in the order given; of those with a value the last value. */
  readonly letters: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/**
 * Options of a builtin, as ash reads them.
 * @param spec letters; those that take a value are followed by a colon
 * @throws Problem "illegal option -x", "no arg for -x option"
 */
export function parseOptions(argv: readonly string[], spec: string): ParsedOptions {
  const letters: string[] = [];
  const values = new Map<string, string>();
  let at = 1;
  for (; at < argv.length; at++) {
    const word = argv[at] as string;
    if (word[0] !== "-" || word === "-") break;
    if (word === "--") {
      at++;
      break;
    }
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] as string;
      const place = letter === ":" ? -1 : spec.indexOf(letter);
      if (place < 0) throw new Problem(`illegal option -${letter}`);
      letters.push(letter);
      if (spec[place + 1] !== ":") continue;
      const value = i + 1 < word.length ? word.slice(i + 1) : argv[++at];
      if (value === undefined) throw new Problem(`no arg for -${letter} option`);
      values.set(letter, value);
      break;
    }
  }
  return { letters, values, rest: argv.slice(at) };
}

/** A number that is not negative. @throws Problem "Illegal number: x" */
export function parseNumber(text: string): number {
  if (!/^[0-9]+$/.test(text) || Number(text) > 0x7fff_ffff) throw new Problem(`Illegal number: ${text}`);
  return Number(text);
}
