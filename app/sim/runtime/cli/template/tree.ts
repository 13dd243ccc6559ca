/** The tree of a template. */

/** Where it stands and how it reads, for errors. */
interface Place {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

export type Operand = Place &
  (
    | { readonly kind: "dot" | "nil" }
    | { readonly kind: "fields"; readonly names: readonly string[] }
    | { readonly kind: "variable"; readonly name: string; readonly names: readonly string[] }
    | { readonly kind: "function"; readonly name: string }
    | { readonly kind: "value"; readonly value: string | number | boolean }
    | { readonly kind: "pipe"; readonly pipe: Pipe; readonly names: readonly string[] }
  );

export type Command = Place & { readonly operands: readonly Operand[] };

export interface Pipe {
  readonly names: readonly string[];
  /** `=` instead of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "action"; readonly pipe: Pipe }
  | {
      readonly kind: "if" | "with" | "range";
      readonly pipe: Pipe;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    }
  | { readonly kind: "break" | "continue" };
