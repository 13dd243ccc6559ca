/** A command of the command line: its names, how many arguments it takes, and its flags, made of a table as --help shows it. */

export interface FlagSpec {
  readonly name: string;
  /** One letter, or "". */
  readonly short: string;
  /** The word for its value in --help ("list", "bytes"); "" for switches. */
  readonly type: string;
  readonly text: string;
  /** Value without the flag. */
  readonly initial: string;
}

export interface CommandSpec {
  /** The first is the one that --help goes by: "run", then "container run". */
  readonly names: readonly string[];
  readonly least: number;
  readonly most: number;
  /** What stands behind the name in usage lines. */
  readonly usage: readonly string[];
  readonly short: string;
  /** Whether flags may stand behind the first argument. */
  readonly interspersed: boolean;
  readonly flags: readonly FlagSpec[];
}

const TEXTS: Readonly<Record<string, string>> = {
  "<table-format>":
    "Format output using a custom template:\n'table':            Print output in table format with column headers (default)\n'table TEMPLATE':   Print output in table format using the given Go template\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.\nRefer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates",
  "<inspect-format>":
    "Format output using a custom template:\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.\nRefer to https://docs.docker.com/go/formatting/ for more information about formatting output with templates",
};

/** Rows such as `-e, --env list  Set environment variables`; a default stands in brackets at the end. */
export function flagTable(table: string): readonly FlagSpec[] {
  return table
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const match = /^\s*(?:-(\w), )?\s*--([\w-]+)(?: (\S+))?\s{2,}(.*)$/.exec(line);
      if (match === null) throw new RangeError(`no flag: ${line}`);
      const [, short = "", name, type = "", text] = match;
      const initial = /\(default "?([^"]*?)"?\)$/.exec(text!)?.[1] ?? "";
      return {
        name: name!,
        short,
        type,
        text: TEXTS[text!] ?? text!,
        initial: /^(\[\]|map\[\])$/.test(initial) ? "" : initial,
      };
    });
}

const HELP: FlagSpec = { name: "help", short: "", type: "", text: "Print usage", initial: "" };

/** @param about args: "1", "1+", "0-1", "any" */
export function command(
  about: {
    readonly names: readonly string[];
    readonly args: string;
    readonly usage: readonly string[];
    readonly short: string;
  },
  table: string,
): CommandSpec {
  const [least = "0", most] = about.args === "any" ? ["0"] : about.args.replace("+", "").split("-");
  const open = about.args === "any" || about.args.endsWith("+");
  return {
    names: about.names,
    least: Number(least),
    most: open ? Number.POSITIVE_INFINITY : Number(most ?? least),
    usage: about.usage,
    short: about.short,
    interspersed: !/COMMAND|ps OPTIONS/.test(about.usage[0] ?? ""),
    flags: [...flagTable(table), HELP].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
