/** From the text of a Dockerfile to logical lines: directives, comments, continuation, here-documents. */
import { DockerfileError } from "./dockerfile-error";
import { type HeredocMark, heredocMarks } from "./heredoc-marks";

/** The character that continues a line and takes the meaning from what follows it. */
export type EscapeToken = "\\" | "`";

export interface Heredoc extends HeredocMark {
  readonly content: string;
}

export interface LogicalLine {
  /** Of its first physical line, from 1. */
  readonly line: number;
  /** Its instruction as written, such as `RUN`. */
  readonly keyword: string;
  /** What follows, blanks at both ends taken off, continuations joined. */
  readonly rest: string;
  readonly heredocs: readonly Heredoc[];
}

export interface LogicalLines {
  readonly escapeToken: EscapeToken;
  readonly lines: readonly LogicalLine[];
}

const DIRECTIVE = /^#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=(.*)$/;
const DIRECTIVES = ["syntax", "escape", "check"];
/** Bytes of a Dockerfile; real ones have thousands at most. */
const MAX_BYTES = 1024 * 1024;

/** @param text a byte string in UTF-8, with or without a byte order mark, lines ended by LF or CRLF */
export function readLines(text: string): LogicalLines {
  if (text.length > MAX_BYTES)
    throw new DockerfileError(1, `a file of ${text.length} bytes, over ${MAX_BYTES}`);
  const physical = text
    .replace(/^\xef\xbb\xbf/, "")
    .split("\n")
    .map((line) => line.replace(/\r$/, ""));
  if (physical.at(-1) === "") physical.pop();
  return new LineReader(physical).read();
}

const isComment = (line: string): boolean => /^\s*#/.test(line);

class LineReader {
  private at = 0;
  private escapeToken: EscapeToken = "\\";
  private readonly lines: LogicalLine[] = [];

  constructor(private readonly physical: readonly string[]) {}

  read(): LogicalLines {
    this.directives();
    while (this.at < this.physical.length) this.logical();
    return { escapeToken: this.escapeToken, lines: this.lines };
  }

  /** `# name=value` before anything else; the first line of another kind ends them. */
  private directives(): void {
    const seen = new Set<string>();
    for (; this.at < this.physical.length; this.at++) {
      const match = DIRECTIVE.exec(this.physical[this.at]!.trimStart());
      const name = match?.[1]?.toLowerCase() ?? "";
      if (match === null || !DIRECTIVES.includes(name)) return;
      if (seen.has(name))
        throw new DockerfileError(this.at + 1, `only one ${name} parser directive can be used`);
      seen.add(name);
      if (name !== "escape") continue;
      const value = match[2]!.trim();
      if (value !== "\\" && value !== "`") {
        throw new DockerfileError(this.at + 1, `invalid ESCAPE '${value}' does not match \` or \\`);
      }
      this.escapeToken = value;
    }
  }

  /** The line without its continuation character, and whether it had one. */
  private continued(line: string): readonly [string, boolean] {
    const trimmed = line.trimEnd();
    const { escapeToken } = this;
    if (!trimmed.endsWith(escapeToken) || trimmed.at(-2) === escapeToken) return [line, false];
    return [trimmed.slice(0, -1), true];
  }

  private logical(): void {
    const first = this.physical[this.at]!;
    const line = ++this.at;
    if (isComment(first)) return;
    const pieces: string[] = [];
    let [piece, more] = this.continued(first.trimStart());
    pieces.push(piece);
    while (more && this.at < this.physical.length) {
      const next = this.physical[this.at++]!;
      if (isComment(next) || next.trim() === "") continue;
      [piece, more] = this.continued(next);
      pieces.push(piece);
    }
    const whole = pieces.join("").trim();
    if (whole === "") return;
    const keyword = /^\S+/.exec(whole)![0];
    const rest = whole.slice(keyword.length).trim();
    this.lines.push({ line, keyword, rest, heredocs: this.heredocs(keyword, rest, line) });
  }

  private heredocs(keyword: string, rest: string, line: number): Heredoc[] {
    if (!["RUN", "COPY", "ADD"].includes(keyword.toUpperCase())) return [];
    return heredocMarks(rest, this.escapeToken).map((mark) => ({
      ...mark,
      content: this.heredocContent(mark, line),
    }));
  }

  private heredocContent(mark: HeredocMark, line: number): string {
    let content = "";
    while (this.at < this.physical.length) {
      const next = this.physical[this.at++]!;
      const text = mark.chomp ? next.replace(/^\t+/, "") : next;
      if (text === mark.name) return content;
      content += `${text}\n`;
    }
    throw new DockerfileError(line, "unterminated heredoc", `no line holds ${mark.name} alone`);
  }
}
