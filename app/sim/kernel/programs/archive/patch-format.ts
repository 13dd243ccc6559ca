/** Unified diffs as patch reads them. */

/** A hunk's lines with their signs " ", "-" and "+", without newlines. */
export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  readonly lines: string[];
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/** The numbers of a hunk's first line; undefined for other lines. */
export function parseHunkHeader(line: string): Hunk | undefined {
  const match = HUNK.exec(line);
  if (match === null) return undefined;
  return {
    oldStart: Number(match[1]),
    oldLines: Number(match[2] ?? 1),
    newStart: Number(match[3]),
    newLines: Number(match[4] ?? 1),
    lines: [],
  };
}

/** The file's name in a "--- " or "+++ " line, which ends at a tab. */
export function fileOf(line: string): string {
  const tab = line.indexOf("\t");
  return line.slice(4, tab < 0 ? undefined : tab);
}

/** The same change the other way round. */
export function reverse(line: string): string {
  if (line.startsWith("+")) return `-${line.slice(1)}`;
  return line.startsWith("-") ? `+${line.slice(1)}` : line;
}

/** The part of a hunk that must be there, and what comes in its place. */
export const oldPart = (hunk: Hunk): string[] =>
  hunk.lines.filter((line) => !line.startsWith("+")).map((line) => line.slice(1));
export const newPart = (hunk: Hunk): string[] =>
  hunk.lines.filter((line) => !line.startsWith("-")).map((line) => line.slice(1));

/**
 * Where in `file` (from line `from`, counted from 0) the hunk's old lines stand; -1 if nowhere. With less context behind a change than
 * before it, or none, the hunk is the file's end.
 */
export function findHunk(file: readonly string[], hunk: Hunk, from: number): number {
  const old = oldPart(hunk);
  const changed = (line: string): boolean => !line.startsWith(" ");
  const leading = hunk.lines.findIndex(changed);
  const trailing = hunk.lines.toReversed().findIndex(changed);
  const atEnd = trailing === 0 || trailing < leading;
  for (let at = from; at + old.length <= file.length; at++)
    if (old.every((line, i) => line === file[at + i]) && (!atEnd || at + old.length === file.length))
      return at;
  return -1;
}
