/** PS1 and PS2: expansions, then backslash sequences. */
import type { ShellCall } from "../run/frames";
import type { Shell } from "../run/shell";

const SIMPLE: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  e: "\x1b",
  E: "\x1b",
  a: "\x07",
  "\\": "\\",
};

/** The prompt's text; \[ and \], which only mark what has no width, are left out. */
export function* promptText(sh: Shell, text: string): ShellCall<string> {
  const uid = (yield* sh.sys.getresuid())[1];
  const host = (yield* sh.sys.uname()).nodename;
  const home = sh.variables.get("HOME") ?? "";
  const { directory } = sh;
  const inHome = home.length > 1 && (directory === home || directory.startsWith(`${home}/`));
  const shown = inHome ? `~${directory.slice(home.length)}` : directory;
  let result = "";
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (c !== "\\" || i + 1 >= text.length) {
      result += c;
      continue;
    }
    const letter = text[++i] as string;
    const octal = /^[0-7]{1,3}/.exec(text.slice(i));
    if (letter === "w") result += shown;
    else if (letter === "W")
      result += directory === "/" ? "/" : directory.slice(directory.lastIndexOf("/") + 1);
    else if (letter === "u") result += sh.variables.get("USER") ?? (uid === 0 ? "root" : String(uid));
    else if (letter === "h") result += host.split(".")[0];
    else if (letter === "H") result += host;
    else if (letter === "$") result += uid === 0 ? "#" : "$";
    else if (octal) {
      result += String.fromCharCode(Number.parseInt(octal[0], 8) & 255);
      i += octal[0].length - 1;
    } else if (letter !== "[" && letter !== "]") result += SIMPLE[letter] ?? `\\${letter}`;
  }
  return /[$`]/.test(result) ? yield* sh.expandPrompt(result) : result;
}
