/** Permission bits as text, and text as permission bits. */
import { S } from "../../abi/flags";

const TYPES: Readonly<Record<number, string>> = {
  [S.IFSOCK]: "s",
  [S.IFLNK]: "l",
  [S.IFREG]: "-",
  [S.IFBLK]: "b",
  [S.IFDIR]: "d",
  [S.IFCHR]: "c",
  [S.IFIFO]: "p",
};

export const isDirectory = (mode: number): boolean => (mode & S.IFMT) === S.IFDIR;
export const isLink = (mode: number): boolean => (mode & S.IFMT) === S.IFLNK;
export const isRegular = (mode: number): boolean => (mode & S.IFMT) === S.IFREG;
export const isDevice = (mode: number): boolean => (mode & S.IFMT) === S.IFBLK || (mode & S.IFMT) === S.IFCHR;

/** "drwxr-xr-x". */
export function modeString(mode: number): string {
  let text = TYPES[mode & S.IFMT] ?? "?";
  for (const [shift, special, letter] of [
    [6, S.ISUID, "s"],
    [3, S.ISGID, "s"],
    [0, S.ISVTX, "t"],
  ] as const) {
    const bits = mode >> shift;
    text += (bits & 4 ? "r" : "-") + (bits & 2 ? "w" : "-");
    const execute = (bits & 1) !== 0;
    if (mode & special) text += execute ? letter : letter.toUpperCase();
    else text += execute ? "x" : "-";
  }
  return text;
}

const WHO: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o007, a: 0o7777 };
const PERMISSIONS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 };

/**
 * chmod's grammar (octal or symbolic), applied to a mode with its type bits. Answers the new permission bits (07777), or undefined if
 * the text is no mode.
 */
export function parseMode(text: string, current: number, umask: number): number | undefined {
  if (/^[0-7]/.test(text)) {
    if (!/^[0-7]+$/.test(text)) return undefined;
    const value = Number.parseInt(text, 8);
    return value > 0o7777 ? undefined : value;
  }
  let mode = current & 0o7777;
  const directory = isDirectory(current);
  for (const clause of text.split(",")) {
    if (clause === "") continue;
    const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (match === null) return undefined;
    let who = 0;
    for (const letter of match[1]!) who |= WHO[letter]!;
    const masked = who === 0;
    if (masked) who = 0o7777;
    for (const [, operator, letters] of match[2]!.matchAll(/([-+=])([rwxXst]*[ugo]?)/g)) {
      let bits = 0;
      for (const letter of letters!) {
        if (letter === "X") bits |= directory || (mode & 0o111) !== 0 ? 0o111 : 0;
        else if (letter === "u") bits |= ((mode >> 6) & 7) * 0o111;
        else if (letter === "g") bits |= ((mode >> 3) & 7) * 0o111;
        else if (letter === "o") bits |= (mode & 7) * 0o111;
        else bits |= PERMISSIONS[letter]!;
      }
      bits &= who;
      if (masked) bits &= ~umask;
      if (operator === "=") mode &= masked ? ~0o777 & ~0o7000 : ~who;
      if (operator === "-") mode &= ~bits;
      else mode |= bits;
    }
  }
  return mode;
}
