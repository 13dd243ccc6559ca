/** What --help prints: usage, a sentence, other names, and the flags in columns wrapped to the terminal (pflag's layout). */
import type { CommandSpec, FlagSpec } from "./command-spec";

/** Words that a line may be longer by, so that none stands alone at the end. */
const SLOP = 5;

/** As much of the text as fits into `width`, and the rest. */
function cut(width: number, text: string): readonly [string, string] {
  if (width + SLOP > text.length) return [text, ""];
  const head = text.slice(0, width);
  const blank = Math.max(head.lastIndexOf(" "), head.lastIndexOf("\n"), head.lastIndexOf("\t"));
  if (blank <= 0) return [text, ""];
  const line = head.lastIndexOf("\n");
  const at = line > 0 && line < blank ? line : blank;
  return [text.slice(0, at), text.slice(at + 1)];
}

function wrap(indent: number, width: number, text: string): string {
  let left = indent;
  let out = "";
  if (width - left < 24) {
    left = 16;
    out = `\n${" ".repeat(left)}`;
  }
  const margin = `\n${" ".repeat(left)}`;
  if (width - left < 24) return text.replaceAll("\n", margin);
  let [line, rest] = cut(width - left - SLOP, text);
  out += line.replaceAll("\n", margin);
  while (rest !== "") {
    [line, rest] = cut(width - left - SLOP, rest);
    out += margin + line.replaceAll("\n", margin);
  }
  return out;
}

function flagUsages(flags: readonly FlagSpec[], columns: number): string {
  const rows = flags.map((flag) => {
    const short = flag.short === "" ? "      " : `  -${flag.short}, `;
    return { left: `${short}--${flag.name}${flag.type === "" ? "" : ` ${flag.type}`}`, text: flag.text };
  });
  const widest = Math.max(...rows.map(({ left }) => left.length)) + 3;
  return rows.map(({ left, text }) => `${left.padEnd(widest)}${wrap(widest, columns - 1, text)}\n`).join("");
}

export const usageLine = (spec: CommandSpec, name: string): string =>
  spec.usage.map((usage) => `docker ${name} ${usage}`.trimEnd()).join("\n\t");

export function commandHelp(spec: CommandSpec, name: string, columns: number): string {
  const aliases =
    spec.names.length < 2
      ? ""
      : `Aliases:\n  ${[...spec.names]
          .map((each) => `docker ${each}`)
          .sort((a, b) => b.split(" ").length - a.split(" ").length)
          .join(", ")}\n\n`;
  // --help is only listed where -h means something else.
  const ownH = spec.flags.some(({ short }) => short === "h");
  const flags = spec.flags.filter(({ name: each }) => each !== "help" || ownH);
  const options = flags.length === 0 ? "" : `Options:\n${flagUsages(flags, columns)}`;
  return `Usage:  ${usageLine(spec, name)}\n\n${spec.short}\n\n${aliases}${options}`.replace(/\n+$/, "\n");
}
