/** What the parser makes of a script. Nodes are never changed after parsing, so forked shells share them. */

/** "bad" is a form that does not exist; it is an error when it is expanded. */
export type ParameterOperator =
  | ""
  | "-"
  | "+"
  | "="
  | "?"
  | "#"
  | "##"
  | "%"
  | "%%"
  | "/"
  | "//"
  | ":"
  | "length"
  | "bad";

export type WordPart =
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: "parameter";
      readonly name: string;
      readonly operator: ParameterOperator;
      /** The colon of `:-`, `:=`, `:?`, `:+`: empty counts as unset. */
      readonly colon: boolean;
      /** The operand; for a substring the offset, for a replacement the pattern. */
      readonly word: Word;
      /** The length of a substring or the replacement. */
      readonly second?: Word;
      readonly quoted: boolean;
    }
  | { readonly kind: "command"; readonly body: Node | undefined; readonly quoted: boolean }
  | { readonly kind: "arithmetic"; readonly expression: Word; readonly quoted: boolean };

export type Word = readonly WordPart[];

export type Redirection =
  | {
      readonly kind: "file";
      readonly operator: "<" | ">" | ">>" | ">|" | "<>" | "&>";
      readonly fd: number;
      readonly target: Word;
    }
  | {
      readonly kind: "duplicate";
      readonly operator: "<&" | ">&";
      readonly fd: number;
      readonly target: Word;
    }
  | { readonly kind: "here"; readonly fd: number; readonly document: HereDocument };

/** Its body is filled in when the line after the command is read. */
export interface HereDocument {
  body: Word;
}

export interface SimpleCommand {
  readonly kind: "simple";
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  readonly line: number;
}

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: Node | undefined;
}

export type Node =
  | SimpleCommand
  | { readonly kind: "pipeline"; readonly stages: readonly Node[]; readonly background: boolean }
  | {
      readonly kind: "and-or";
      readonly first: Node;
      readonly rest: readonly { readonly operator: "&&" | "||"; readonly node: Node }[];
    }
  | { readonly kind: "sequence"; readonly items: readonly Node[] }
  | { readonly kind: "not"; readonly body: Node }
  | {
      readonly kind: "background" | "subshell" | "redirected";
      readonly body: Node;
      readonly redirections: readonly Redirection[];
      readonly line: number;
    }
  | {
      readonly kind: "if";
      readonly test: Node;
      readonly then: Node;
      readonly otherwise: Node | undefined;
    }
  | { readonly kind: "while" | "until"; readonly test: Node; readonly body: Node }
  | {
      readonly kind: "for";
      readonly variable: string;
      /** undefined: the positional parameters. */
      readonly words: readonly Word[] | undefined;
      readonly body: Node;
      readonly line: number;
    }
  | {
      readonly kind: "case";
      readonly subject: Word;
      readonly items: readonly CaseItem[];
      readonly line: number;
    }
  | { readonly kind: "function"; readonly name: string; readonly body: Node; readonly line: number };
