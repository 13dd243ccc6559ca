/**
 * POSIX regular expressions over byte strings, as musl's regcomp and regexec: leftmost-longest, in linear time but for back-references.
 */
import { type BacktrackOptions, backtrack } from "./backtrack";
import { Dfa, SIDE, sideOfByte } from "./dfa";
import { type NativePattern, nativePattern, nativeSpans } from "./native";
import { buildNfa } from "./nfa";
import { type Spans, SubmatchFinder } from "./submatch";
import { type Node, type Parsed, parseRegex } from "./syntax";

export { TooComplex } from "./backtrack";
export { RegexError } from "./syntax";

export interface RegexOptions {
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
  /** REG_NEWLINE. */
  readonly newline?: boolean;
}

/** Work beyond which groups are found by sets of ends instead of by the platform's backtracking. */
const NATIVE_COST_LIMIT = 1e7;

export class Regex {
  /** How many groups the pattern has (re_nsub). */
  readonly groups: number;
  private readonly parsed: Parsed;
  private readonly newline: boolean;
  private readonly ignoreCase: boolean;
  private readonly literal: string | undefined;
  private forward: Dfa | undefined;
  private backward: Dfa | undefined;
  private readonly native: NativePattern | undefined;

  /** @throws RegexError with the words of regerror */
  constructor(pattern: string, options: RegexOptions = {}) {
    this.newline = options.newline ?? false;
    this.ignoreCase = options.ignoreCase ?? false;
    this.parsed = parseRegex(pattern, {
      extended: options.extended ?? false,
      ignoreCase: this.ignoreCase,
      newline: this.newline,
    });
    this.groups = this.parsed.groups;
    this.literal = literalOf(this.parsed.root);
    if (!this.parsed.backReferences && this.literal === undefined)
      this.forward = new Dfa(buildNfa(this.parsed.root, false), false, this.newline);
    if (this.groups > 0) this.native = nativePattern(this.parsed.root);
  }

  /** Whether there is a match in text from `from` on. */
  test(text: string, from = 0, notBol = false): boolean {
    if (this.literal !== undefined) return text.includes(this.literal, from);
    if (this.forward === undefined) return this.exec(text, from, notBol) !== undefined;
    return (
      this.forward.run(
        text,
        from,
        text.length,
        notBol ? SIDE.edgeNotBol : SIDE.edge,
        SIDE.edge,
        false,
        true,
      ) >= 0
    );
  }

  /**
   * The match in text from `from` on, which is taken for the text's start (with `notBol`: but not a line's). Positions are of `text`.
   */
  exec(text: string, from = 0, notBol = false): Spans | undefined {
    if (this.literal !== undefined) {
      const at = text.indexOf(this.literal, from);
      return at < 0 ? undefined : [at, at + this.literal.length];
    }
    if (this.forward === undefined) {
      const options: BacktrackOptions = {
        groups: this.groups,
        notBol,
        newline: this.newline,
        ignoreCase: this.ignoreCase,
      };
      return backtrack(this.parsed.root, text, from, options);
    }
    const startSide = notBol ? SIDE.edgeNotBol : SIDE.edge;
    const end = this.forward.run(text, from, text.length, startSide, SIDE.edge, false, false);
    if (end < 0) return undefined;
    this.backward ??= new Dfa(buildNfa(this.parsed.root, true), true, this.newline);
    const behind = end === text.length ? SIDE.edge : sideOfByte(text.charCodeAt(end) & 0xff);
    const start = this.backward.run(text, from, end, behind, startSide, true, false);
    if (this.groups === 0) return [start, end];
    return this.submatches(text, from, notBol, start, end);
  }

  private submatches(text: string, from: number, notBol: boolean, start: number, end: number): Spans {
    if (this.native !== undefined && (end - start) ** (this.native.loops - 1) < NATIVE_COST_LIMIT) {
      const match = this.native.expression.exec(text.slice(start, end));
      if (match !== null) return nativeSpans(match, start);
    }
    const spans: Spans = Array.from({ length: this.groups * 2 + 2 }, () => -1);
    spans[0] = start;
    spans[1] = end;
    const reading = { text, origin: from, notBol, newline: this.newline };
    new SubmatchFinder(reading, end, spans).assign(this.parsed.root, start, end);
    return spans;
  }
}

/** The text that the pattern stands for, if it stands for one. */
function literalOf(node: Node): string | undefined {
  const parts = node.kind === "concat" ? node.parts : [node];
  let text = "";
  for (const part of parts) {
    if (part.kind !== "set") return undefined;
    const code = part.set.indexOf(1);
    if (part.set.indexOf(1, code + 1) >= 0) return undefined;
    text += String.fromCharCode(code);
  }
  return text;
}
