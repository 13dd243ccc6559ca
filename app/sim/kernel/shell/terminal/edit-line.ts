/** A line editor over the terminal: keys, history, completion. */
import { SysError } from "../../abi/errno";
import { ShellInterrupt } from "../run/control";
import type { ShellCall } from "../run/frames";
import { quietly } from "../run/jobs";
import type { Shell } from "../run/shell";
import { type Completion, completions } from "./completion";
import { Line } from "./line";

type Key =
  | { readonly kind: "byte"; readonly byte: string }
  | { readonly kind: "named"; readonly name: string };

/** Escape sequences of the keys that terminals send. */
const SEQUENCES: Readonly<Record<string, string>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "[H": "home",
  "[F": "end",
  "[1~": "home",
  "[4~": "end",
  "[7~": "home",
  "[8~": "end",
  "[3~": "delete",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  OH: "home",
  OF: "end",
};

const CONTROL: Readonly<Record<string, string>> = {
  "\x01": "home",
  "\x02": "left",
  "\x05": "end",
  "\x06": "right",
  "\x0e": "down",
  "\x10": "up",
  "\x08": "backspace",
  "\x7f": "backspace",
  "\x0b": "kill",
  "\x0c": "clear",
  "\x15": "kill-before",
  "\x17": "kill-word",
  "\t": "complete",
  "\n": "enter",
  "\r": "enter",
  "\x03": "interrupt",
  "\x04": "eof",
};

/** Reads one line; undefined at the end of the input. @throws ShellInterrupt on ^C */
export function* editLine(sh: Shell, prompt: string): ShellCall<string | undefined> {
  const before = yield* sh.sys.getTerminal(0);
  yield* sh.sys.setTerminal(0, { canonical: false, echo: false, signals: false });
  try {
    return yield* edit(sh, prompt, before.columns || 80);
  } finally {
    yield* quietly(
      sh.sys.setTerminal(0, { canonical: before.canonical, echo: before.echo, signals: before.signals }),
    );
  }
}

function* edit(sh: Shell, prompt: string, columns: number): ShellCall<string | undefined> {
  const line = new Line(prompt, columns);
  const history = [...sh.history, ""];
  let place = history.length - 1;
  const show = (text: string): ShellCall<void> => sh.error(text);
  const recall = (to: number): string => {
    if (history[to] === undefined) return "";
    history[place] = line.text;
    place = to;
    return line.replace(history[to] as string);
  };
  yield* show(prompt);
  for (;;) {
    const key = yield* readKey(sh);
    if (key === undefined) return line.text === "" ? undefined : line.text;
    if (key.kind === "byte") {
      yield* show(line.insert(key.byte));
      continue;
    }
    switch (key.name) {
      case "enter":
        yield* show(`${line.toEnd()}\n`);
        return line.text;
      case "interrupt":
        yield* show(`${line.toEnd()}^C`);
        throw new ShellInterrupt();
      case "eof":
        if (line.text === "") return undefined;
        yield* show(line.delete());
        break;
      case "up":
        yield* show(recall(place - 1));
        break;
      case "down":
        yield* show(recall(place + 1));
        break;
      case "clear":
        yield* show(`\x1b[H\x1b[J${line.redraw()}`);
        break;
      case "complete":
        yield* show(yield* complete(sh, line));
        break;
      default:
        yield* show(line.command(key.name));
    }
  }
}

function* complete(sh: Shell, line: Line): ShellCall<string> {
  const found: Completion = yield* completions(sh, line.text.slice(0, line.cursor));
  if (found.insert !== "") return line.insert(found.insert);
  if (found.choices.length < 2) return "\x07";
  return `${line.toEnd()}\n${columnsOf(found.choices, line.columns)}${line.redraw()}`;
}

function columnsOf(names: readonly string[], columns: number): string {
  const width = Math.max(...names.map((name) => name.length)) + 2;
  const across = Math.max(Math.floor(columns / width), 1);
  const rows = Math.ceil(names.length / across);
  let text = "";
  for (let row = 0; row < rows; row++) {
    const cells = names.filter((_, index) => index % rows === row);
    text += `${cells.map((name, i) => (i < cells.length - 1 ? name.padEnd(width) : name)).join("")}\n`;
  }
  return text;
}

function* readKey(sh: Shell): ShellCall<Key | undefined> {
  const byte = yield* readByte(sh);
  if (byte === undefined) return undefined;
  const control = CONTROL[byte];
  if (control !== undefined) return { kind: "named", name: control };
  if (byte !== "\x1b") return byte < " " ? { kind: "named", name: "" } : { kind: "byte", byte };
  let sequence = (yield* readByte(sh)) ?? "";
  if (sequence !== "[" && sequence !== "O") return { kind: "named", name: "" };
  for (let i = 0; i < 8; i++) {
    const next = (yield* readByte(sh)) ?? "";
    sequence += next;
    if (next === "" || /[A-Za-z~]/.test(next)) break;
  }
  return { kind: "named", name: SEQUENCES[sequence] ?? "" };
}

function* readByte(sh: Shell): ShellCall<string | undefined> {
  for (;;) {
    try {
      const data = yield* sh.sys.read(0, 1);
      return data.length === 0 ? undefined : String.fromCharCode(data[0] as number);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (error.code !== "EINTR") return undefined;
      if (sh.interrupted) {
        sh.interrupted = false;
        throw new ShellInterrupt();
      }
    }
  }
}
