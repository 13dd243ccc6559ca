import { assignmentOf } from "./assignment";
import type { Assignment, CaseItem, Node, Redirection, Word } from "./ast";
import { isName } from "./characters";
import { type PendingHereDocument, readHereText } from "./here-documents";
import { PartList, unquotedText } from "./part-list";
import { END, Source } from "./source";
import {
  COMMAND,
  COMMAND_OR_NEWLINE,
  describeToken,
  KEYWORD_OR_NEWLINE,
  PLAIN,
  type Token,
  Tokenizer,
} from "./tokenizer";
import { HERE } from "./word-reader";

export interface ParserOptions {
  aliasText(name: string): string | undefined;
  isSpecialBuiltin(name: string): boolean;
  /** The line of the command that ran last: where ash counts from inside backquotes. */
  readonly runningLine: number;
}

export const NO_OPTIONS: ParserOptions = {
  aliasText: () => undefined,
  isSpecialBuiltin: () => false,
  runningLine: 0,
};

const LIST_ENDS = new Set(["do", "done", "elif", "else", "esac", "fi", "then", "}", ")", ";;"]);

const endsList = (token: Token): boolean =>
  token.kind === "end" ||
  ((token.kind === "keyword" || token.kind === "operator") && LIST_ENDS.has(token.text));

/**
 * The grammar, in ash's order of decisions, so that its errors are ash's. All methods throw ShellSyntaxError, and MoreInputNeeded
 * where an incomplete source ends inside a command.
 */
export class Parser extends Tokenizer {
  private hereDocuments: PendingHereDocument[] = [];

  constructor(
    source: Source,
    private readonly options: ParserOptions,
  ) {
    super(source);
  }

  /** The commands up to the end of the line; "blank" for an empty line, undefined at the end of the text. */
  line(): Node | "blank" | undefined {
    const first = this.token(COMMAND);
    if (first.kind === "end") return undefined;
    if (first.kind === "operator" && first.text === "\n") return "blank";
    this.putBack(first);
    return this.list("line");
  }

  protected aliasText(name: string): string | undefined {
    return this.options.aliasText(name);
  }

  protected parseSubstitution(): Node | undefined {
    const pushed = this.pushed;
    const outer = this.hereDocuments;
    this.pushed = undefined;
    this.hereDocuments = [];
    const body = this.list("maybe-empty");
    this.need(this.token(PLAIN), ")");
    this.hereDocuments.unshift(...outer);
    this.pushed = pushed;
    return body;
  }

  protected parseBackquoted(text: string): Node | undefined {
    const inner = new Parser(new Source(text, 0, this.options.runningLine, true), this.options);
    return this.nested(() => inner.list("maybe-empty"));
  }

  protected readHereDocuments(): void {
    const pending = this.hereDocuments;
    this.hereDocuments = [];
    for (const here of pending) {
      const line = this.source.line;
      const text = readHereText(this.source, here);
      here.document.body = here.literal
        ? [{ kind: "text", text, quoted: true }]
        : new Parser(new Source(text, 0, line, true), this.options).hereBody();
    }
  }

  private hereBody(): Word {
    const parts = new PartList();
    while (this.source.peek() !== END) this.readCharacter(parts, HERE);
    return parts.finish();
  }

  private unexpected(token: Token, expected?: string): never {
    const hint =
      expected === undefined ? "" : ` (expecting ${expected === "word" ? expected : `"${expected}"`})`;
    this.syntaxError(`unexpected ${describeToken(token)}${hint}`);
  }

  private need(token: Token, text: string): void {
    if ((token.kind !== "keyword" && token.kind !== "operator") || token.text !== text)
      this.unexpected(token, text);
  }

  /** "maybe-empty" also takes no command at all. */
  private list(extent: "line" | "block"): Node;
  private list(extent: "line" | "block" | "maybe-empty"): Node | undefined;
  private list(extent: "line" | "block" | "maybe-empty"): Node | undefined {
    const items: Node[] = [];
    let expectation = extent === "line" ? COMMAND : COMMAND_OR_NEWLINE;
    if (extent === "maybe-empty" && endsList(this.peek(expectation))) return undefined;
    if (extent === "block" && this.peek(expectation).kind === "end") return { kind: "sequence", items };
    for (;;) {
      const node = this.andOr(expectation);
      let token = this.token(PLAIN);
      const text = token.kind === "operator" ? token.text : undefined;
      items.push(text === "&" ? inBackground(node, this.source.line) : node);
      const list = (): Node => (items.length === 1 ? (items[0] as Node) : { kind: "sequence", items });
      if (text === ";" || text === "&") token = this.token(PLAIN);
      else if (token.kind === "end") {
        this.readHereDocuments();
        this.putBack(token);
        return list();
      } else if (text !== "\n") {
        if (extent === "line") this.unexpected(token);
        this.putBack(token);
        return list();
      }
      if (token.kind === "operator" && token.text === "\n") {
        this.readHereDocuments();
        if (extent === "line") return list();
      } else this.putBack(token);
      expectation = COMMAND_OR_NEWLINE;
      const following = this.peek(extent === "line" ? COMMAND : expectation);
      if (endsList(following)) {
        if (extent === "line" && following.kind !== "end") this.unexpected(following);
        return list();
      }
    }
  }

  private andOr(expectation: typeof COMMAND): Node {
    const first = this.pipeline(expectation);
    const rest: { operator: "&&" | "||"; node: Node }[] = [];
    for (;;) {
      const token = this.token(PLAIN);
      if (token.kind !== "operator" || (token.text !== "&&" && token.text !== "||")) {
        this.putBack(token);
        return rest.length === 0 ? first : { kind: "and-or", first, rest };
      }
      rest.push({ operator: token.text, node: this.pipeline(COMMAND_OR_NEWLINE) });
    }
  }

  private pipeline(expectation: typeof COMMAND): Node {
    let token = this.token(expectation);
    const negated = token.kind === "keyword" && token.text === "!";
    if (negated) token = this.token(COMMAND);
    this.putBack(token);
    const stages = [this.nested(() => this.command())];
    for (;;) {
      token = this.token(PLAIN);
      if (token.kind !== "operator" || token.text !== "|") break;
      this.putBack(this.token(COMMAND_OR_NEWLINE));
      stages.push(this.nested(() => this.command()));
    }
    this.putBack(token);
    const body: Node =
      stages.length === 1 ? (stages[0] as Node) : { kind: "pipeline", stages, background: false };
    return negated ? { kind: "not", body } : body;
  }

  private command(): Node {
    const token = this.token(COMMAND);
    const line = this.source.line;
    if (token.kind === "word" || token.kind === "redirection") {
      this.putBack(token);
      return this.simpleCommand();
    }
    if (token.kind === "operator" && token.text === "(") {
      const body = this.block(")");
      return { kind: "subshell", body, redirections: this.redirections(), line };
    }
    if (token.kind !== "keyword") this.unexpected(token);
    const compound = this.compound(token);
    if (compound.kind === "function") return compound;
    const redirections = this.redirections();
    return redirections.length === 0 ? compound : { kind: "redirected", body: compound, redirections, line };
  }

  private compound(token: Extract<Token, { kind: "keyword" }>): Node {
    switch (token.text) {
      case "if":
        return this.ifCommand();
      case "while":
      case "until": {
        const test = this.block("do");
        return { kind: token.text, test, body: this.block("done") };
      }
      case "for":
        return this.forCommand();
      case "case":
        return this.caseCommand();
      case "{":
        return this.block("}");
      case "function": {
        const name = this.token(PLAIN);
        if (name.kind !== "word") this.unexpected(name, "word");
        const after = this.token(KEYWORD_OR_NEWLINE);
        if (after.kind === "operator" && after.text === "(") this.need(this.token(PLAIN), ")");
        else this.putBack(after);
        return this.functionDefinition(name.plain);
      }
      default:
        this.unexpected(token);
    }
  }

  /** Commands up to and with the keyword or operator that ends them. */
  private block(end: string): Node {
    const body = this.list("block");
    this.need(this.token(COMMAND_OR_NEWLINE), end);
    return body;
  }

  private ifCommand(): Node {
    const test = this.block("then");
    const then = this.list("block");
    const token = this.token(COMMAND_OR_NEWLINE);
    if (token.kind === "keyword" && token.text === "elif")
      return { kind: "if", test, then, otherwise: this.nested(() => this.ifCommand()) };
    if (token.kind === "keyword" && token.text === "else")
      return { kind: "if", test, then, otherwise: this.block("fi") };
    this.need(token, "fi");
    return { kind: "if", test, then, otherwise: undefined };
  }

  private forCommand(): Node {
    const line = this.source.line;
    const name = this.token(PLAIN);
    if (name.kind !== "word" || name.plain === undefined || !isName(name.plain))
      this.syntaxError("bad for loop variable");
    let token = this.token(COMMAND_OR_NEWLINE);
    let words: Word[] | undefined;
    if (token.kind === "keyword" && token.text === "in") {
      words = [];
      for (token = this.token(PLAIN); token.kind === "word"; token = this.token(PLAIN))
        words.push(token.word);
      if (token.kind !== "operator" || (token.text !== "\n" && token.text !== ";")) this.unexpected(token);
      if (token.text === "\n") this.readHereDocuments();
    } else if (token.kind !== "operator" || token.text !== ";") this.putBack(token);
    this.need(this.token(COMMAND_OR_NEWLINE), "do");
    return { kind: "for", variable: name.plain, words, body: this.block("done"), line };
  }

  private caseCommand(): Node {
    const line = this.source.line;
    const subject = this.token(PLAIN);
    if (subject.kind !== "word") this.unexpected(subject, "word");
    this.need(this.token(COMMAND_OR_NEWLINE), "in");
    const items: CaseItem[] = [];
    for (;;) {
      let token = this.token(KEYWORD_OR_NEWLINE);
      if (token.kind === "keyword" && token.text === "esac") break;
      if (token.kind === "operator" && token.text === "(") token = this.token(PLAIN);
      const patterns: Word[] = [];
      for (;;) {
        if (token.kind !== "word" && token.kind !== "keyword") this.unexpected(token, ")");
        patterns.push(token.word);
        token = this.token(PLAIN);
        if (token.kind !== "operator" || token.text !== "|") break;
        token = this.token(PLAIN);
      }
      this.need(token, ")");
      const body = this.list("maybe-empty");
      items.push({ patterns, body });
      token = this.token(KEYWORD_OR_NEWLINE);
      if (token.kind === "keyword" && token.text === "esac") break;
      this.need(token, ";;");
    }
    return { kind: "case", subject: subject.word, items, line };
  }

  private functionDefinition(name: string | undefined): Node {
    const line = this.source.line;
    if (name === undefined || !isName(name) || this.options.isSpecialBuiltin(name))
      this.syntaxError("bad function name");
    this.putBack(this.token(COMMAND_OR_NEWLINE));
    return { kind: "function", name, body: this.nested(() => this.command()), line };
  }

  private simpleCommand(): Node {
    const line = this.source.line;
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    let brackets = false;
    for (;;) {
      const token = this.token(words.length === 0 ? { aliases: true } : PLAIN);
      if (token.kind === "word" || token.kind === "keyword") {
        const assignment = words.length === 0 ? assignmentOf(token.word) : undefined;
        if (assignment) assignments.push(assignment);
        else words.push(token.word);
        if (token.kind === "word") brackets = brackets ? token.plain !== "]]" : token.plain === "[[";
      } else if (token.kind === "redirection") redirections.push(this.redirection(token));
      else if (brackets && token.kind === "operator" && (token.text === "&&" || token.text === "||"))
        words.push([{ kind: "text", text: token.text === "&&" ? "-a" : "-o", quoted: true }]);
      else {
        const only = words.length === 1 && assignments.length === 0 && redirections.length === 0;
        if (only && token.kind === "operator" && token.text === "(") {
          this.need(this.token(PLAIN), ")");
          const { text, quoted } = unquotedText(words[0] as Word);
          return this.functionDefinition(quoted || (words[0] as Word).length > 1 ? undefined : text);
        }
        this.putBack(token);
        return { kind: "simple", assignments, words, redirections, line };
      }
    }
  }

  private redirections(): Redirection[] {
    const found: Redirection[] = [];
    for (;;) {
      const token = this.token(COMMAND);
      if (token.kind !== "redirection") {
        this.putBack(token);
        return found;
      }
      found.push(this.redirection(token));
    }
  }

  private redirection(token: Extract<Token, { kind: "redirection" }>): Redirection {
    const { operator, fd } = token;
    const target = this.token(PLAIN);
    if (target.kind !== "word") this.unexpected(target);
    if (operator === "<<" || operator === "<<-") {
      const { text, quoted } = unquotedText(target.word);
      const document = { body: [] as Word };
      this.hereDocuments.push({ document, delimiter: text, literal: quoted, stripTabs: operator === "<<-" });
      return { kind: "here", fd, document };
    }
    if (operator === "<&" || operator === ">&")
      return { kind: "duplicate", operator, fd, target: target.word };
    return { kind: "file", operator, fd, target: target.word };
  }
}

function inBackground(node: Node, line: number): Node {
  if (node.kind === "pipeline") return { ...node, background: true };
  if (node.kind === "subshell") return { ...node, kind: "background" };
  return { kind: "background", body: node, redirections: [], line };
}
