/** Go's fmt verbs for the values that templates have. */
import { printed, typeName, type Value } from "./values";

/** Wider fields than this are not meant. */
const MAX_WIDTH = 4096;

const quoted = (value: string): string =>
  `"${value.replace(/["\\]/g, "\\$&").replace(/[^ -~\x80-\xff]/g, (char) => {
    const named: Readonly<Record<string, string>> = { "\n": "\\n", "\t": "\\t", "\r": "\\r" };
    return named[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
  })}"`;

function verb(letter: string, value: Value, precision: number | undefined, flags: string): string {
  const wrong = `%!${letter}(${typeName(value)}=${printed(value)})`;
  if (value === null || value === undefined) return letter === "v" ? "<nil>" : `%!${letter}(<nil>)`;
  const cut = (text: string) => (precision === undefined ? text : text.slice(0, precision));
  switch (letter) {
    case "v":
      return printed(value);
    case "s":
      if (typeof value === "number" || typeof value === "boolean") return wrong;
      return cut(printed(value));
    case "q":
      if (Array.isArray(value))
        return `[${value.map((each) => verb("q", each, precision, flags)).join(" ")}]`;
      return typeof value === "string" ? quoted(cut(value)) : wrong;
    case "d":
      return typeof value === "number" && Number.isInteger(value) ? signed(String(value), flags) : wrong;
    case "t":
      return typeof value === "boolean" ? String(value) : wrong;
    case "f":
      return typeof value === "number" ? signed(value.toFixed(Math.min(precision ?? 6, 100)), flags) : wrong;
    case "x":
    case "X": {
      const hex =
        typeof value === "number"
          ? value.toString(16)
          : typeof value === "string"
            ? [...value].map((char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join("")
            : wrong;
      return letter === "X" ? hex.toUpperCase() : hex;
    }
    case "c":
      return typeof value === "number" && value >= 0 && value < 256 ? String.fromCharCode(value) : wrong;
    case "T":
      return typeName(value);
    default:
      return wrong;
  }
}

const signed = (text: string, flags: string): string =>
  flags.includes("+") && !text.startsWith("-") ? `+${text}` : text;

export function formatted(format: string, args: readonly Value[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d*)(?:\.(\d*))?([a-zA-Z%]?)/g,
    (_, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === "%") return "%";
      if (letter === "") return "%!(NOVERB)";
      if (next >= args.length) return `%!${letter}(MISSING)`;
      const shown = verb(
        letter,
        args[next++],
        precision === undefined ? undefined : Number(precision),
        flags,
      );
      const columns = Math.min(Number(width), MAX_WIDTH);
      if (flags.includes("-")) return shown.padEnd(columns);
      if (!flags.includes("0") || !/^[-+]?\d/.test(shown)) return shown.padStart(columns);
      const sign = /^[-+]/.exec(shown)?.[0] ?? "";
      return sign + shown.slice(sign.length).padStart(columns - sign.length, "0");
    },
  );
  if (next >= args.length) return text;
  const extra = args
    .slice(next)
    .map((arg) => (arg === null || arg === undefined ? "<nil>" : `${typeName(arg)}=${printed(arg)}`));
  return `${text}%!(EXTRA ${extra.join(", ")})`;
}
