/** Programs of awk as trees. */

export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "regex"; readonly source: string }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "field"; readonly index: Expression }
  | { readonly kind: "element"; readonly name: string; readonly subscripts: readonly Expression[] }
  | {
      readonly kind: "assign";
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    }
  | { readonly kind: "step"; readonly target: Expression; readonly by: 1 | -1; readonly before: boolean }
  | { readonly kind: "unary"; readonly operator: "!" | "-" | "+"; readonly operand: Expression }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: "choice"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly kind: "in"; readonly subscripts: readonly Expression[]; readonly name: string }
  /** A list in parentheses: only "in" and print may use it. */
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "group"; readonly body: Expression }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      readonly line: number;
    }
  | { readonly kind: "builtin"; readonly name: string; readonly args: readonly Expression[] }
  | {
      readonly kind: "getline";
      readonly target: Expression | undefined;
      readonly from: "input" | "file" | "command";
      readonly source: Expression | undefined;
    };

export interface Redirect {
  readonly operator: ">" | ">>" | "|";
  readonly target: Expression;
}

export type Statement =
  | { readonly kind: "expression"; readonly value: Expression; readonly line: number }
  | {
      readonly kind: "print";
      readonly items: readonly Expression[];
      readonly to: Redirect | undefined;
      readonly line: number;
    }
  | {
      readonly kind: "printf";
      readonly items: readonly Expression[];
      readonly to: Redirect | undefined;
      readonly line: number;
    }
  | {
      readonly kind: "if";
      readonly test: Expression;
      readonly yes: Statement;
      readonly no: Statement | undefined;
    }
  | { readonly kind: "while"; readonly test: Expression; readonly body: Statement }
  | { readonly kind: "do"; readonly test: Expression; readonly body: Statement }
  | {
      readonly kind: "for";
      readonly start: Statement | undefined;
      readonly test: Expression | undefined;
      readonly step: Statement | undefined;
      readonly body: Statement;
    }
  | {
      readonly kind: "forIn";
      readonly variable: Expression;
      readonly array: string;
      readonly body: Statement;
    }
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | { readonly kind: "delete"; readonly name: string; readonly subscripts: readonly Expression[] | undefined }
  | { readonly kind: "exit" | "return"; readonly value: Expression | undefined }
  | { readonly kind: "next" | "nextfile" | "break" | "continue" };

export interface Rule {
  readonly pattern: Expression | undefined;
  /** The second of a range. */
  readonly until: Expression | undefined;
  readonly body: Statement | undefined;
}

export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly begin: readonly Statement[];
  readonly end: readonly Statement[];
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
}
