/** The expressions of awk, from the weakest operator to the strongest, over the tokens of a program. */
import type { Expression } from "./ast";
import { AwkSyntaxError, Lexer, type Token } from "./lexer";

/** Nesting beyond this is refused: hostile programs must not overflow the stack. */
const DEPTH_LIMIT = 300;
const UNEXPECTED = "Unexpected token";

export class ExpressionParser {
  protected token: Token;
  private readonly lexer: Lexer;
  private depth = 0;
  /** In a print's list ">" is a redirection; in a for's head "in" is the loop's. */
  protected noGreater = false;
  protected noIn = false;

  constructor(text: string) {
    this.lexer = new Lexer(text);
    this.token = this.lexer.next();
  }

  protected advance(): Token {
    const { token } = this;
    this.token = this.lexer.next();
    return token;
  }

  protected is(text: string): boolean {
    return (this.token.kind === "op" || this.token.kind === "keyword") && this.token.text === text;
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.advance();
    return true;
  }

  protected expect(text: string): void {
    if (!this.accept(text)) throw this.unexpected();
  }

  protected unexpected(): AwkSyntaxError {
    return new AwkSyntaxError(UNEXPECTED, this.token.line);
  }

  protected skipNewlines(): void {
    while (this.token.kind === "newline") this.advance();
  }

  protected skipTerminators(): void {
    while (this.token.kind === "newline" || this.is(";")) this.advance();
  }

  protected enter<T>(parse: () => T): T {
    if (++this.depth > DEPTH_LIMIT) throw new AwkSyntaxError("Out of memory", this.token.line);
    const result = parse();
    this.depth--;
    return result;
  }

  protected subscripts(): Expression[] {
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

  protected expression(): Expression {
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

  protected ternary(): Expression {
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
