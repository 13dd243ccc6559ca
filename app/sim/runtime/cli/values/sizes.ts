/** Numbers with units as flags take them. */

/** What is wrong with a flag's value, in Docker's words; the command line says which flag or command. */
export class ValueError extends Error {
  override readonly name = "ValueError";
}

const POWERS: Readonly<Record<string, number>> = { "": 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** "64m", "1.5g", "512": bytes, in powers of 1024. @throws ValueError */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)*) ?([kKmMgGtTpP]?)[iI]?[bB]?$/.exec(text);
  const number = Number(match?.[1]);
  if (match === null || Number.isNaN(number)) throw new ValueError(`invalid size: '${text}'`);
  return Math.trunc(number * 1024 ** POWERS[match[2]!.toLowerCase()]!);
}

/** "-1" for no limit, else bytes. */
export const parseSwap = (text: string): number => (text === "-1" ? -1 : parseBytes(text));

/** "1.5", "1/2": processors in billionths. @throws ValueError */
export function parseCpus(text: string): number {
  const match = /^([-+]?\d*\.?\d*(?:[eE][-+]?\d{1,3})?)(?:\/(\d+))?$/.exec(text);
  const number =
    match === null || !/\d/.test(match[1]!) ? Number.NaN : Number(match[1]) / Number(match[2] ?? 1);
  if (!Number.isFinite(number)) throw new ValueError(`failed to parse ${text} as a rational number`);
  const nano = number * 1e9;
  if (Math.abs(nano - Math.round(nano)) > 1e-6) throw new ValueError("value is too precise");
  return Math.round(nano);
}

const UNITS_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  "\xc2\xb5s": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Go's time.ParseDuration, in ns; undefined for what is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^([-+]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\xc2\xb5s|ms|s|m|h))+|0)$/.exec(text);
  if (match === null) return undefined;
  let sum = 0;
  for (const [, number, unit] of match[2]!.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|\xc2\xb5s|ms|s|m|h)/g))
    sum += Number(number) * UNITS_NS[unit!]!;
  return match[1] === "-" ? -sum : sum;
}

/** The problem that `parse` has with a value, for checks of flags. */
export const problemOf =
  (parse: (text: string) => unknown) =>
  (text: string): string | undefined => {
    try {
      parse(text);
      return undefined;
    } catch (error) {
      if (error instanceof ValueError) return error.message;
      throw error;
    }
  };
