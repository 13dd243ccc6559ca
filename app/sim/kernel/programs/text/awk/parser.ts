/** The parser of awk. */
import type { AwkProgram, Expression, FunctionDefinition, Redirect, Rule, Statement } from "./ast";
import { AwkSyntaxError, Lexer, type Token } from "./lexer";

/** Nesting beyond this is refused: hostile programs must not overflow the stack. */
const DEPTH_LIMIT = 300;
const UNEXPECTED = "Unexpected token";

export class AwkParser {
  private token: Token;
  private readonly lexer: Lexer;
  private depth = 0;
  /** In a print's list ">" is a redirection; in a for's head "in" is the loop's. */
  private noGreater = false;
  private noIn = false;

  constructor(text: string) {
    this.lexer = new Lexer(text);
    this.token = this.lexer.next();
  }

  private advance(): Token {
    const { token } = this;
    this.token = this.lexer.next();
    return token;
  }

  private is(text: string): boolean {
    return (this.token.kind === "op" || this.token.kind === "keyword") && this.token.text === text;
  }

  private accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  private unexpected(): AwkSyntaxError {
    return new AwkSyntaxError(UNEXPECTED, this.token.line);
  }

  private skipNewlines(): void {
    while (this.token.kind === "newline") this.advance();
  }

  private skipTerminators(): void {
    while (this.token.kind === "newline" || this.is(";")) this.advance();
  }

  /** @throws AwkSyntaxError */
  program(): AwkProgram {
    const begin: Statement[] = [];
    const end: Statement[] = [];
    const rules: Rule[] = [];
    const functions = new Map<string, FunctionDefinition>();
    for (;;) {
      this.skipTerminators();
      if (this.token.kind === "end") return { begin, end, rules, functions };
      if (this.accept("BEGIN")) begin.push(this.action());
      else if (this.accept("END")) end.push(this.action());
      else if (this.accept("function")) {
        const definition = this.definition();
        functions.set(definition.name, definition);
      } else rules.push(this.rule());
    }
  }

  private action(): Statement {
    this.skipNewlines();
    if (!this.is("{")) throw this.unexpected();
    return this.block();
  }

  private rule(): Rule {
    let pattern: Expression | undefined;
    let until: Expression | undefined;
    if (!this.is("{")) {
      pattern = this.expression();
      if (this.accept(",")) {
        this.skipNewlines();
        until = this.expression();
      }
    }
    const body = this.is("{") ? this.block() : undefined;
    return { pattern, until, body };
  }

  private definition(): FunctionDefinition {
    if (this.token.kind !== "name" && this.token.kind !== "call") throw this.unexpected();
    const name = this.advance().text;
    this.expect("(");
    const parameters: string[] = [];
    this.skipNewlines();
    while (!this.accept(")")) {
      if (this.token.kind !== "name") throw this.unexpected();
      parameters.push(this.advance().text);
      this.skipNewlines();
      if (this.accept(",")) this.skipNewlines();
      else if (!this.is(")")) throw this.unexpected();
    }
    return { name, parameters, body: this.action() };
  }

  private block(): Statement {
    this.expect("{");
    const body: Statement[] = [];
    for (;;) {
      this.skipTerminators();
      if (this.accept("}")) return { kind: "block", body };
      if (this.token.kind === "end") throw this.unexpected();
      body.push(this.statement());
    }
  }

  private enter<T>(parse: () => T): T {
    if (++this.depth > DEPTH_LIMIT) throw new AwkSyntaxError("Out of memory", this.token.line);
    const result = parse();
    this.depth--;
    return result;
  }

  private statement(): Statement {
    return this.enter(() => this.statementBody());
  }

  private endOfSimple(): void {
    if (this.token.kind === "newline" || this.is(";")) this.advance();
    else if (!this.is("}") && this.token.kind !== "end") throw this.unexpected();
  }

  private statementBody(): Statement {
    if (this.is("{")) return this.block();
    if (this.accept(";")) return { kind: "block", body: [] };
    if (this.accept("if")) {
      this.expect("(");
      const test = this.expression();
      this.expect(")");
      this.skipNewlines();
      const yes = this.statement();
      this.skipTerminators();
      if (!this.accept("else")) return { kind: "if", test, yes, no: undefined };
      this.skipNewlines();
      return { kind: "if", test, yes, no: this.statement() };
    }
    if (this.accept("while")) {
      this.expect("(");
      const test = this.expression();
      this.expect(")");
      return { kind: "while", test, body: this.loopBody() };
    }
    if (this.accept("do")) {
      this.skipNewlines();
      const body = this.statement();
      this.skipTerminators();
      this.expect("while");
      this.expect("(");
      const test = this.expression();
      this.expect(")");
      this.endOfSimple();
      return { kind: "do", test, body };
    }
    if (this.accept("for")) return this.forStatement();
    const simple = this.simple();
    this.endOfSimple();
    return simple;
  }

  private loopBody(): Statement {
    if (this.accept(";")) return { kind: "block", body: [] };
    this.skipNewlines();
    return this.statement();
  }

  private forStatement(): Statement {
    this.expect("(");
    let start: Statement | undefined;
    if (!this.is(";")) {
      this.noIn = true;
      start = this.simple();
      this.noIn = false;
      if (this.accept("in")) {
        if (this.token.kind !== "name") throw this.unexpected();
        const array = this.advance().text;
        this.expect(")");
        if (start.kind !== "expression") throw this.unexpected();
        return { kind: "forIn", variable: start.value, array, body: this.loopBody() };
      }
    }
    this.expect(";");
    this.skipNewlines();
    const test = this.is(";") ? undefined : this.expression();
    this.expect(";");
    this.skipNewlines();
    const step = this.is(")") ? undefined : this.simple();
    this.expect(")");
    return { kind: "for", start, test, step, body: this.loopBody() };
  }

  private simple(): Statement {
    const { line } = this.token;
    if (this.is("print") || this.is("printf")) return this.print();
    for (const kind of ["next", "nextfile", "break", "continue"] as const)
      if (this.accept(kind)) return { kind };
    for (const kind of ["exit", "return"] as const) {
      if (!this.accept(kind)) continue;
      const bare = this.token.kind === "newline" || this.token.kind === "end" || this.is(";") || this.is("}");
      return { kind, value: bare ? undefined : this.expression() };
    }
    if (this.accept("delete")) {
      if (this.token.kind !== "name") throw this.unexpected();
      const name = this.advance().text;
      return { kind: "delete", name, subscripts: this.accept("[") ? this.subscripts() : undefined };
    }
    return { kind: "expression", value: this.expression(), line };
  }

  private print(): Statement {
    const { line } = this.token;
    const kind = this.advance().text === "print" ? "print" : "printf";
    const items: Expression[] = [];
    const atEnd = (): boolean =>
      this.token.kind === "newline" ||
      this.token.kind === "end" ||
      [";", "}", ">", ">>", "|"].some((text) => this.is(text));
    if (!atEnd()) {
      const outer = this.noGreater;
      this.noGreater = true;
      items.push(this.expression());
      while (this.accept(",")) {
        this.skipNewlines();
        items.push(this.expression());
      }
      this.noGreater = outer;
    }
    const flat = items.length === 1 && items[0]!.kind === "list" ? items[0].items : items;
    let to: Redirect | undefined;
    for (const operator of [">>", ">", "|"] as const) {
      if (to === undefined && this.accept(operator)) to = { operator, target: this.redirectTarget() };
    }
    return { kind, items: flat, to, line };
  }

  /** A whole expression, as busybox takes it: print 1>2?"y":"n" writes to "y". */
  private redirectTarget(): Expression {
    const outer = this.noGreater;
    this.noGreater = true;
    const target = this.ternary();
    this.noGreater = outer;
    return target;
  }

  private subscripts(): Expression[] {
    const outer = [this.noGreater, this.noIn] as const;
    this.noGreater = this.noIn = false;
    const items = [this.expression()];
    while (this.accept(",")) {
      this.skipNewlines();
      items.push(this.expression());
    }
    this.expect("]");
    [this.noGreater, this.noIn] = outer;
    return items;
  }

  private expression(): Expression {
    return this.enter(() => this.assignment());
  }

  private assignment(): Expression {
    const left = this.ternary();
    for (const operator of ["=", "+=", "-=", "*=", "/=", "%=", "^="]) {
      if (!this.is(operator)) continue;
      if (!isTarget(left)) throw this.unexpected();
      this.advance();
      this.skipNewlines();
      return { kind: "assign", operator: operator.slice(0, -1), target: left, value: this.expression() };
    }
    return left;
  }

  private ternary(): Expression {
    const test = this.or();
    if (!this.accept("?")) return test;
    this.skipNewlines();
    const yes = this.expression();
    this.skipNewlines();
    this.expect(":");
    this.skipNewlines();
    return { kind: "choice", test, yes, no: this.expression() };
  }

  private or(): Expression {
    let left = this.and();
    while (this.accept("||")) {
      this.skipNewlines();
      left = { kind: "binary", operator: "||", left, right: this.and() };
    }
    return left;
  }

  private and(): Expression {
    let left = this.membership();
    while (this.accept("&&")) {
      this.skipNewlines();
      left = { kind: "binary", operator: "&&", left, right: this.membership() };
    }
    return left;
  }

  private membership(): Expression {
    let left = this.matching();
    while (!this.noIn && this.accept("in")) {
      if (this.token.kind !== "name") throw this.unexpected();
      left = {
        kind: "in",
        subscripts: left.kind === "list" ? left.items : [left],
        name: this.advance().text,
      };
    }
    return left;
  }

  private matching(): Expression {
    let left = this.comparison();
    while (this.is("~") || this.is("!~")) {
      const operator = this.advance().text;
      left = { kind: "binary", operator, left, right: this.comparison() };
    }
    return left;
  }

  private comparison(): Expression {
    let left = this.concatenation();
    for (;;) {
      if (["<", "<=", "==", "!=", ">="].some((text) => this.is(text)) || (!this.noGreater && this.is(">"))) {
        const operator = this.advance().text;
        left = { kind: "binary", operator, left, right: this.concatenation() };
      } else if (!this.noGreater && this.accept("|")) {
        this.expect("getline");
        left = { kind: "getline", target: this.getlineTarget(), from: "command", source: left };
      } else return left;
    }
  }

  private getlineTarget(): Expression | undefined {
    if (this.token.kind === "name" || this.is("$")) return this.primary();
    return undefined;
  }

  private startsOperand(): boolean {
    const { kind, text } = this.token;
    if (
      kind === "number" ||
      kind === "string" ||
      kind === "regex" ||
      kind === "name" ||
      kind === "call" ||
      kind === "builtin"
    )
      return true;
    return kind === "op" && ["$", "!", "(", "-", "+", "++", "--"].includes(text);
  }

  private concatenation(): Expression {
    let left = this.additive();
    while (this.startsOperand() && !this.is("in")) {
      const right = this.additive();
      left = { kind: "binary", operator: " ", left, right };
    }
    return left;
  }

  private additive(): Expression {
    let left = this.multiplicative();
    while (this.is("+") || this.is("-")) {
      const operator = this.advance().text;
      left = { kind: "binary", operator, left, right: this.multiplicative() };
    }
    return left;
  }

  private multiplicative(): Expression {
    let left = this.unary();
    while (this.is("*") || this.is("/") || this.is("%")) {
      const operator = this.advance().text;
      left = { kind: "binary", operator, left, right: this.unary() };
    }
    return left;
  }

  private unary(): Expression {
    for (const operator of ["!", "-", "+"] as const) {
      if (this.accept(operator))
        return this.enter(() => ({ kind: "unary", operator, operand: this.unary() }));
    }
    return this.power();
  }

  private power(): Expression {
    // Left to right in busybox, unlike in other awks; a sign may stand before the exponent.
    let left = this.postfix();
    while (this.accept("^")) {
      const negative = this.accept("-");
      if (!negative) this.accept("+");
      const right = this.postfix();
      const exponent: Expression = negative ? { kind: "unary", operator: "-", operand: right } : right;
      left = { kind: "binary", operator: "^", left, right: exponent };
    }
    return left;
  }

  private postfix(): Expression {
    const operand = this.primary();
    if (isTarget(operand)) {
      if (this.accept("++")) return { kind: "step", target: operand, by: 1, before: false };
      if (this.accept("--")) return { kind: "step", target: operand, by: -1, before: false };
    }
    return operand;
  }

  private primary(): Expression {
    const { token } = this;
    switch (token.kind) {
      case "number":
        this.advance();
        return { kind: "number", value: token.value };
      case "string":
        this.advance();
        return { kind: "string", value: token.text };
      case "regex":
        this.advance();
        return { kind: "regex", source: token.text };
      case "name":
        this.advance();
        if (this.accept("[")) return { kind: "element", name: token.text, subscripts: this.subscripts() };
        return { kind: "variable", name: token.text };
      case "call":
        this.advance();
        return { kind: "call", name: token.text, args: this.arguments(), line: token.line };
      case "builtin":
        this.advance();
        if (this.is("(")) return { kind: "builtin", name: token.text, args: this.arguments() };
        if (token.text !== "length") throw this.unexpected();
        return { kind: "builtin", name: "length", args: [] };
      default:
        return this.operatorPrimary();
    }
  }

  private operatorPrimary(): Expression {
    if (this.accept("$")) {
      if (this.is("++") || this.is("--")) {
        const by = this.advance().text === "++" ? 1 : -1;
        return { kind: "field", index: { kind: "step", target: this.primary(), by, before: true } };
      }
      if (this.accept("-"))
        return { kind: "field", index: { kind: "unary", operator: "-", operand: this.primary() } };
      return { kind: "field", index: this.enter(() => this.primary()) };
    }
    for (const [text, by] of [
      ["++", 1],
      ["--", -1],
    ] as const) {
      if (!this.accept(text)) continue;
      const target = this.primary();
      if (!isTarget(target)) throw this.unexpected();
      return { kind: "step", target, by, before: true };
    }
    if (this.accept("(")) {
      const outer = [this.noGreater, this.noIn] as const;
      this.noGreater = this.noIn = false;
      this.skipNewlines();
      const items = [this.expression()];
      this.skipNewlines();
      while (this.accept(",")) {
        this.skipNewlines();
        items.push(this.expression());
        this.skipNewlines();
      }
      this.expect(")");
      [this.noGreater, this.noIn] = outer;
      return items.length === 1 ? { kind: "group", body: items[0]! } : { kind: "list", items };
    }
    if (this.accept("getline")) {
      const target = this.getlineTarget();
      if (this.accept("<")) return { kind: "getline", target, from: "file", source: this.fileOperand() };
      return { kind: "getline", target, from: "input", source: undefined };
    }
    throw this.unexpected();
  }

  /** What stands after "getline <": an operand without concatenation. */
  private fileOperand(): Expression {
    return this.postfix();
  }

  private arguments(): Expression[] {
    this.expect("(");
    const outer = [this.noGreater, this.noIn] as const;
    this.noGreater = this.noIn = false;
    const args: Expression[] = [];
    this.skipNewlines();
    while (!this.accept(")")) {
      args.push(this.expression());
      this.skipNewlines();
      if (this.accept(",")) this.skipNewlines();
      else if (!this.is(")")) throw this.unexpected();
    }
    [this.noGreater, this.noIn] = outer;
    return args;
  }
}

function isTarget(expression: Expression): boolean {
  return expression.kind === "variable" || expression.kind === "field" || expression.kind === "element";
}
