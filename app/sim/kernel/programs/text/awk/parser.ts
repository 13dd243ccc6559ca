/** The parser of awk: rules, functions and statements. */
import type { AwkProgram, Expression, FunctionDefinition, Redirect, Rule, Statement } from "./ast";
import { ExpressionParser } from "./expressions";

export class AwkParser extends ExpressionParser {
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
}
