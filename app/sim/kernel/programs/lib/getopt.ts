/**
 * Options in getopt_long's way (musl's words), with busybox's end: a complaint, the usage, and the applet's error status.
 */
import type { Call } from "../../abi/call";
import type { Io } from "./io";

/** "flag", or "value"/"optional" for an argument. */
export type LongOption = readonly [short: string, argument?: "value" | "optional"];

export interface OptionRules {
  /** Long names, with the letter (or any other unique key) that they stand for. */
  readonly long?: Readonly<Record<string, LongOption>>;
  /** How many operands there must be at least, at most; else the usage. */
  readonly min?: number;
  readonly max?: number;
  /** -5 stands for this option with the value 5 (head -5). */
  readonly numeric?: string;
}

export class Options {
  constructor(
    /** In order of appearance. */
    readonly all: readonly { readonly key: string; readonly value: string | undefined }[],
    readonly rest: readonly string[],
  ) {}

  has(...keys: string[]): boolean {
    return this.all.some((option) => keys.includes(option.key));
  }

  count(key: string): number {
    return this.all.filter((option) => option.key === key).length;
  }

  /** The last value given. */
  value(key: string): string | undefined {
    return this.all.findLast((option) => option.key === key)?.value;
  }

  values(key: string): string[] {
    return this.all.flatMap((option) =>
      option.key === key && option.value !== undefined ? [option.value] : [],
    );
  }

  /** Which of these came last; undefined if none did. */
  last(...keys: string[]): string | undefined {
    return this.all.findLast((option) => keys.includes(option.key))?.key;
  }
}

/**
 * Parses the applet's arguments. `short` is getopt's string: "ab:c::", "+" in front stops at the first operand.
 */
export function* parseOptions(
  io: Io,
  short: string,
  rules: OptionRules = {},
  args: readonly string[] = io.args,
): Call<Options> {
  const stopAtOperand = short.startsWith("+");
  const kinds = new Map<string, "flag" | "value" | "optional">();
  for (const [, letter, colons] of short.slice(stopAtOperand ? 1 : 0).matchAll(/(.)(:{0,2})/gs))
    kinds.set(letter!, colons === "" ? "flag" : colons === ":" ? "value" : "optional");
  const all: { key: string; value: string | undefined }[] = [];
  const rest: string[] = [];
  let at = 0;
  while (at < args.length) {
    const argument = args[at++]!;
    if (argument === "--") {
      rest.push(...args.slice(at));
      break;
    }
    if (argument.length < 2 || argument[0] !== "-") {
      if (stopAtOperand) {
        rest.push(argument, ...args.slice(at));
        break;
      }
      rest.push(argument);
      continue;
    }
    if (argument.startsWith("--")) {
      at = yield* longOption(io, rules, args, at, all);
      continue;
    }
    if (rules.numeric !== undefined && /^-[0-9]+/.test(argument) && !kinds.has(argument[1]!)) {
      all.push({ key: rules.numeric, value: argument.slice(1) });
      continue;
    }
    for (let i = 1; i < argument.length; i++) {
      const letter = argument[i]!;
      const kind = letter === ":" ? undefined : kinds.get(letter);
      if (kind === undefined) {
        yield* getoptError(io, `unrecognized option: ${letter}`);
        yield* io.usage();
      } else if (kind === "flag") {
        all.push({ key: letter, value: undefined });
      } else {
        let value: string | undefined = argument.slice(i + 1);
        if (value === "") {
          value = kind === "value" ? args[at++] : undefined;
          if (kind === "value" && value === undefined) {
            yield* getoptError(io, `option requires an argument: ${letter}`);
            yield* io.usage();
          }
        }
        all.push({ key: letter, value });
        break;
      }
    }
  }
  if (rest.length < (rules.min ?? 0) || rest.length > (rules.max ?? Infinity)) yield* io.usage();
  return new Options(all, rest);
}

/** What getopt itself says: under argv[0], not under the applet's name. */
function* getoptError(io: Io, message: string): Call<void> {
  yield* io.flush();
  yield* io.complain(`${io.invokedAs}: ${message}\n`);
}

function* longOption(
  io: Io,
  rules: OptionRules,
  args: readonly string[],
  next: number,
  all: { key: string; value: string | undefined }[],
): Call<number> {
  const text = args[next - 1]!.slice(2);
  const equals = text.indexOf("=");
  const name = equals < 0 ? text : text.slice(0, equals);
  let value = equals < 0 ? undefined : text.slice(equals + 1);
  const long = rules.long ?? {};
  const names = Object.keys(long);
  let matches = names.filter((candidate) => candidate === name);
  if (matches.length === 0) {
    matches = names.filter((candidate) => candidate.startsWith(name));
    if (new Set(matches.map((match) => long[match]![0])).size === 1) matches = matches.slice(0, 1);
  }
  if (matches.length !== 1) {
    yield* getoptError(
      io,
      matches.length > 1 ? `option is ambiguous: ${name}` : `unrecognized option: ${text}`,
    );
    yield* io.usage();
  }
  const [key, argument] = long[matches[0]!]!;
  let at = next;
  if (argument === undefined && value !== undefined) {
    yield* getoptError(io, `option does not take an argument: ${matches[0]!}`);
    yield* io.usage();
  }
  if (argument === "value" && value === undefined) {
    value = args[at++];
    if (value === undefined) {
      yield* getoptError(io, `option requires an argument: ${matches[0]!}`);
      yield* io.usage();
    }
  }
  all.push({ key, value });
  return at;
}
