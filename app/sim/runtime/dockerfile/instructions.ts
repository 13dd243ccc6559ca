/**
 * What a Dockerfile says, typed. Words are as written, with quotes, escapes and variables; `expandInstruction` gives
 * them their values. All strings are byte strings.
 */
import type { EscapeToken } from "./lines";

/** What to run: by the shell, directly, or (RUN with nothing but a here-document that begins with #!) as a script. */
export type CommandLine =
  | { readonly form: "shell"; readonly text: string }
  | { readonly form: "exec"; readonly args: readonly string[] }
  | { readonly form: "script"; readonly text: string };

export interface NameValue {
  readonly name: string;
  readonly value: string;
}

/** A source of COPY or ADD: a path or pattern, or a file whose content stands in the Dockerfile. */
export type CopySource =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "heredoc"; readonly name: string; readonly content: string; readonly expand: boolean };

export interface CopyParts {
  readonly sources: readonly CopySource[];
  readonly destination: string;
  readonly chown: string | undefined;
  readonly chmod: string | undefined;
  /** A stage's name or number, or an image; COPY only. */
  readonly from: string | undefined;
}

/** Times in nanoseconds; 0 means the default. */
export interface HealthcheckParts {
  readonly test: "none" | CommandLine;
  readonly intervalNs: number;
  readonly timeoutNs: number;
  readonly startPeriodNs: number;
  readonly startIntervalNs: number;
  readonly retries: number;
}

export type InstructionBody =
  | ({ readonly kind: "copy" | "add" } & CopyParts)
  | ({ readonly kind: "healthcheck" } & HealthcheckParts)
  | { readonly kind: "run" | "cmd" | "entrypoint"; readonly command: CommandLine }
  | { readonly kind: "env" | "label"; readonly pairs: readonly NameValue[] }
  | {
      readonly kind: "arg";
      readonly args: readonly { readonly name: string; readonly value: string | undefined }[];
    }
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "expose"; readonly ports: readonly string[] }
  | { readonly kind: "volume"; readonly paths: readonly string[] }
  | { readonly kind: "stopsignal"; readonly signal: string }
  | { readonly kind: "shell"; readonly args: readonly string[] }
  | { readonly kind: "maintainer"; readonly name: string };

export type Instruction = InstructionBody & {
  /** From 1. */
  readonly line: number;
  /** As Docker prints the step: the instruction in capitals and the rest, continuations joined. */
  readonly original: string;
};

export interface Stage {
  readonly line: number;
  readonly original: string;
  /** As written: may hold variables of `globalArgs`. */
  readonly base: string;
  readonly platform: string | undefined;
  /** In small letters; undefined without AS. */
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  readonly escapeToken: EscapeToken;
  /** ARGs before the first FROM; only FROM lines see them. */
  readonly globalArgs: readonly Extract<Instruction, { kind: "arg" }>[];
  readonly stages: readonly Stage[];
}
