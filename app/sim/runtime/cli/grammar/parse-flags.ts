/** Flags and arguments of a command, as the library that Docker uses reads them (pflag). */
import type { CommandSpec, FlagSpec } from "./command-spec";
import { badFlag, invalidValue } from "./words";

/** Says what is wrong with a value; undefined if nothing is. */
export type ValueCheck = (value: string) => string | undefined;

/** Names that Docker still takes for others. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  net: "network",
  "net-alias": "network-alias",
  "dns-opt": "dns-option",
  time: "timeout",
};

const TRUE = ["1", "t", "T", "true", "TRUE", "True"];
const FALSE = ["0", "f", "F", "false", "FALSE", "False"];

/** The flags of one call. */
export class Flags {
  private readonly given = new Map<string, string[]>();
  readonly args: string[] = [];

  constructor(private readonly specs: readonly FlagSpec[]) {}

  add(spec: FlagSpec, value: string): void {
    const all = this.given.get(spec.name);
    if (all === undefined) this.given.set(spec.name, [value]);
    else all.push(value);
  }

  /** Whether it was written. */
  has(name: string): boolean {
    return this.given.has(name);
  }

  /** The last value, or the default. */
  text(name: string): string {
    return this.given.get(name)?.at(-1) ?? this.specs.find((spec) => spec.name === name)?.initial ?? "";
  }

  /** The last value; undefined if it was not written. */
  maybe(name: string): string | undefined {
    return this.given.get(name)?.at(-1);
  }

  on(name: string): boolean {
    return TRUE.includes(this.text(name));
  }

  /** Every value, in order. */
  all(name: string): readonly string[] {
    return this.given.get(name) ?? [];
  }

  int(name: string): number | undefined {
    const text = this.maybe(name);
    return text === undefined ? undefined : Number(text);
  }

  /** The names written, in no particular order. */
  names(): readonly string[] {
    return [...this.given.keys()];
  }
}

/** strconv.ParseInt's and ParseBool's complaints. */
function typeProblem(type: string, value: string): string | undefined {
  const wrong = (call: string, why = "invalid syntax") =>
    `strconv.${call}: parsing ${JSON.stringify(value)}: ${why}`;
  if (type === "") return TRUE.includes(value) || FALSE.includes(value) ? undefined : wrong("ParseBool");
  if (type === "int") {
    if (!/^[-+]?\d+$/.test(value)) return wrong("ParseInt");
    return Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER
      ? wrong("ParseInt", "value out of range")
      : undefined;
  }
  if (type.startsWith("uint")) {
    if (!/^\d+$/.test(value)) return wrong("ParseUint");
    return Number(value) > 65535 ? wrong("ParseUint", "value out of range") : undefined;
  }
  return undefined;
}

/**
 * @param path as in complaints: "docker run"
 * @param checks by flag or by type of value
 * @throws UsageError
 */
export function parseFlags(
  spec: Pick<CommandSpec, "flags" | "interspersed">,
  words: readonly string[],
  path: string,
  checks: Readonly<Record<string, ValueCheck>> = {},
): Flags {
  const flags = new Flags(spec.flags);
  const set = (flag: FlagSpec, value: string): void => {
    const problem = typeProblem(flag.type, value) ?? (checks[flag.name] ?? checks[`<${flag.type}>`])?.(value);
    const shown = flag.short === "" ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
    if (problem !== undefined) throw invalidValue(value, shown, problem, path);
    flags.add(flag, value);
  };
  let at = 0;
  const long = (word: string): void => {
    const equals = word.indexOf("=");
    const name = word.slice(2, equals < 0 ? undefined : equals);
    if (name === "" || name.startsWith("-")) throw badFlag(`bad flag syntax: ${word}`, path);
    const flag =
      spec.flags.find((each) => each.name === (OLD_NAMES[name] ?? name)) ??
      spec.flags.find((each) => each.name === name);
    if (flag === undefined) throw badFlag(`unknown flag: --${name}`, path);
    if (equals >= 0) set(flag, word.slice(equals + 1));
    else if (flag.type === "") set(flag, "true");
    else {
      const value = words[at++];
      if (value === undefined) throw badFlag(`flag needs an argument: ${word}`, path);
      set(flag, value);
    }
  };
  const short = (word: string): void => {
    for (let i = 1; i < word.length; i++) {
      const flag = spec.flags.find((each) => each.short === word[i]);
      if (flag === undefined)
        throw badFlag(`unknown shorthand flag: '${word[i]}' in -${word.slice(i)}`, path);
      const rest = word.slice(i + 1);
      const assigned = rest.startsWith("=") && rest.length > 1;
      if (flag.type === "" && !assigned) {
        set(flag, "true");
        continue;
      }
      const value = assigned ? rest.slice(1) : rest !== "" ? rest : words[at++];
      if (value === undefined)
        throw badFlag(`flag needs an argument: '${word[i]}' in -${word.slice(i)}`, path);
      set(flag, value);
      return;
    }
  };
  while (at < words.length) {
    const word = words[at++]!;
    if (word === "--") {
      flags.args.push(...words.slice(at));
      break;
    }
    if (word.startsWith("--")) long(word);
    else if (word.startsWith("-") && word !== "-") short(word);
    else if (spec.interspersed) flags.args.push(word);
    else {
      flags.args.push(word, ...words.slice(at));
      break;
    }
  }
  return flags;
}
