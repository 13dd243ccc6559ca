/** From words to the tree of a template. */

import { isFunction } from "./functions";
import { parseProblem, type Token, tokenize, unquote } from "./tokens";
import type { Command, Node, Operand, Pipe } from "./tree";

const MAX_DEPTH = 100;
const WORDS: Readonly<Record<string, "if" | "with" | "range">> = { if: "if", with: "with", range: "range" };
const UNSUPPORTED = new Set(["define", "template", "block"]);

/** @throws TemplateError of stage "parse" */
export function parseTemplate(source: string): readonly Node[] {
  return new TemplateParser(tokenize(source)).whole();
}

type Inner = Extract<Token, { readonly column: number }>;

class TemplateParser {
  private at = 0;
  private line = 1;
  private readonly variables = ["$"];
  private loops = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): readonly Node[] {
    const { nodes, end } = this.list();
    if (end !== undefined) throw parseProblem(this.line, `unexpected {{${end}}}`);
    return nodes;
  }

  /** Nodes up to an {{end}} or {{else}}, which has been read up to its word. */
  private list(): { readonly nodes: readonly Node[]; readonly end: "end" | "else" | undefined } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.tokens[this.at++];
      if (token === undefined) return { nodes, end: undefined };
      if (token.kind === "text") {
        nodes.push(token);
        continue;
      }
      this.line = "line" in token ? token.line : this.line;
      this.blanks();
      const word = this.peek();
      const name = word?.kind === "identifier" ? word.text : "";
      if (name === "end" || name === "else") {
        this.at++;
        return { nodes, end: name };
      }
      nodes.push(this.action(name));
    }
  }

  private action(name: string): Node {
    const control = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined;
    if (control !== undefined) {
      this.at++;
      return this.control(control);
    }
    if (name === "break" || name === "continue") {
      this.at++;
      if (this.loops === 0) throw parseProblem(this.line, `{{${name}}} outside {{range}}`);
      this.close(name);
      return { kind: name };
    }
    if (UNSUPPORTED.has(name))
      throw parseProblem(this.line, `{{${name}}} is not known to this lab's templates`);
    const pipe = this.pipe("command", false);
    this.close("command");
    return { kind: "action", pipe };
  }

  private control(kind: "if" | "with" | "range"): Node {
    if (++this.depth > MAX_DEPTH) throw parseProblem(this.line, `blocks nested more than ${MAX_DEPTH} deep`);
    const known = this.variables.length;
    const pipe = this.pipe(kind, kind === "range");
    this.close(kind);
    if (kind === "range") this.loops++;
    const { nodes: body, end } = this.list();
    if (kind === "range") this.loops--;
    let otherwise: readonly Node[] = [];
    if (end === undefined) throw parseProblem(this.line, "unexpected EOF");
    if (end === "end") this.close("end");
    else {
      this.blanks();
      const next = this.peek();
      const chained =
        next?.kind === "identifier" && (next.text === "if" || next.text === "with") && next.text === kind;
      if (chained) {
        this.at++;
        otherwise = [this.control(kind)];
      } else {
        this.close("else");
        const rest = this.list();
        if (rest.end === undefined) throw parseProblem(this.line, "unexpected EOF");
        if (rest.end === "else") throw parseProblem(this.line, "expected end; found {{else}}");
        this.close("end");
        otherwise = rest.nodes;
      }
    }
    this.variables.length = known;
    this.depth--;
    return { kind, pipe, body, otherwise };
  }

  private peek(): Inner | undefined {
    const token = this.tokens[this.at];
    return token !== undefined && "column" in token ? token : undefined;
  }

  private blanks(): void {
    while (this.peek()?.kind === "space") this.at++;
  }

  private close(context: string): void {
    this.blanks();
    const token = this.peek();
    if (token !== undefined) throw parseProblem(this.line, `unexpected ${shown(token)} in ${context}`);
    this.at++;
  }

  private pipe(context: string, two: boolean): Pipe {
    this.blanks();
    const names: string[] = [];
    let assigns = false;
    const start = this.at;
    const first = this.peek();
    if (first?.kind === "variable") {
      this.at++;
      this.blanks();
      let second: Inner | undefined;
      if (two && this.peek()?.kind === "comma") {
        this.at++;
        this.blanks();
        second = this.peek();
        if (second?.kind !== "variable") throw parseProblem(this.line, "range can only initialize variables");
        this.at++;
        this.blanks();
      }
      const mark = this.peek()?.kind;
      if (mark === "declare" || mark === "assign") {
        this.at++;
        assigns = mark === "assign";
        for (const each of second === undefined ? [first] : [first, second]) {
          names.push(each.text);
          if (!assigns) this.variables.push(each.text);
          else this.checkVariable(each.text);
        }
      } else if (second !== undefined) throw parseProblem(this.line, "expected := in range");
      else this.at = start;
    }
    const commands: Command[] = [];
    for (;;) {
      this.blanks();
      const operands = this.operands(context);
      if (operands.length === 0)
        throw parseProblem(
          this.line,
          commands.length === 0 ? `missing value for ${context}` : "missing value for command",
        );
      const head = operands[0]!;
      if (commands.length > 0 && (head.kind === "value" || head.kind === "nil" || head.kind === "dot"))
        throw parseProblem(this.line, `non executable command in pipeline stage ${commands.length + 1}`);
      commands.push({
        line: head.line,
        column: head.column,
        text: operands.map(({ text }) => text).join(" "),
        operands,
      });
      this.blanks();
      if (this.peek()?.kind !== "pipe") break;
      this.at++;
    }
    return { names, assigns, commands };
  }

  private operands(context: string): Operand[] {
    const operands: Operand[] = [];
    for (;;) {
      const operand = this.operand();
      if (operand === undefined) return operands;
      operands.push(operand);
      const next = this.peek();
      if (next === undefined || next.kind === "pipe" || next.kind === "right") return operands;
      if (next.kind !== "space")
        throw parseProblem(
          this.line,
          `unexpected ${shown(next)} in ${context === "command" ? "operand" : context}`,
        );
      this.blanks();
    }
  }

  private checkVariable(name: string): void {
    if (!this.variables.includes(name))
      throw parseProblem(this.line, `undefined variable ${JSON.stringify(name)}`);
  }

  /** One operand with the fields behind it. */
  private operand(): Operand | undefined {
    const token = this.peek();
    if (token === undefined) return undefined;
    const place = { line: token.line, column: token.column };
    if (token.kind === "left") {
      if (++this.depth > MAX_DEPTH)
        throw parseProblem(this.line, `parentheses nested more than ${MAX_DEPTH} deep`);
      this.at++;
      const pipe = this.pipe("parenthesized pipeline", false);
      this.blanks();
      if (this.peek()?.kind !== "right") throw parseProblem(this.line, "unclosed left paren");
      this.at++;
      this.depth--;
      const text = `(${pipe.commands.map((command) => command.text).join(" | ")})`;
      return this.chain({ ...place, text, kind: "pipe", pipe, names: [] });
    }
    switch (token.kind) {
      case "dot":
        this.at++;
        return { ...place, text: ".", kind: "dot" };
      case "field":
        this.at++;
        return this.chain({ ...place, text: token.text, kind: "fields", names: [token.text.slice(1)] });
      case "variable":
        this.at++;
        this.checkVariable(token.text);
        return this.chain({ ...place, text: token.text, kind: "variable", name: token.text, names: [] });
      case "string":
        this.at++;
        return { ...place, text: token.text, kind: "value", value: unquote(token.text) };
      case "char":
        this.at++;
        return { ...place, text: token.text, kind: "value", value: unquote(token.text).charCodeAt(0) || 0 };
      case "number":
        this.at++;
        return { ...place, text: token.text, kind: "value", value: Number(token.text) };
      case "identifier":
        this.at++;
        if (token.text === "true" || token.text === "false")
          return { ...place, text: token.text, kind: "value", value: token.text === "true" };
        if (token.text === "nil") return { ...place, text: token.text, kind: "nil" };
        if (!isFunction(token.text))
          throw parseProblem(this.line, `function ${JSON.stringify(token.text)} not defined`);
        return { ...place, text: token.text, kind: "function", name: token.text };
      default:
        return undefined;
    }
  }

  private chain(operand: Extract<Operand, { readonly names: readonly string[] }>): Operand {
    const names = [...operand.names];
    let { text, column } = operand;
    for (let token = this.peek(); token?.kind === "field"; token = this.peek()) {
      // Go places a chain at its second field.
      if (names.length === 1) column = token.column;
      names.push(token.text.slice(1));
      text += token.text;
      this.at++;
    }
    return { ...operand, names, text, column };
  }
}

function shown(token: Inner): string {
  if (token.kind === "space") return '" "';
  return token.kind === "field" || token.kind === "identifier" || token.kind === "variable"
    ? `<${token.text}>`
    : JSON.stringify(token.text);
}
