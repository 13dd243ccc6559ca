/** What a command has in hand: its flags and arguments, the engine, its standard streams, and Docker's ways to complain. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import type { Sys } from "../../kernel/abi/sys";
import type { Io } from "../../kernel/programs/lib/io";
import { type Engine, EngineError } from "../engine/contract";
import { goError } from "../engine/words";
import { ImageError } from "../image/errors";
import type { Flags } from "./grammar/parse-flags";
import { TemplateError } from "./template/template";
import { ValueError } from "./values/sizes";

/** What engines may tell beyond the contract: what happened so far. */
export interface EventRecord {
  readonly timeNs: number;
  readonly type: string;
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}
export type CliEngine = Engine & { events?(): readonly EventRecord[] };

/** A sentence for standard error and a status. */
export class CliError extends Error {
  override readonly name = "CliError";
  constructor(
    message: string,
    readonly status = 1,
  ) {
    super(message);
  }
}

/** What the daemon would say, of errors of the engine and of images; anything else is thrown on. */
export function daemonWords(error: unknown): string {
  if (error instanceof EngineError || error instanceof ImageError) return error.message;
  throw error;
}

/** The sentence of any error that is a person's to know, without a newline. */
export function complaint(error: unknown): string {
  if (error instanceof EngineError || error instanceof ImageError)
    return `Error response from daemon: ${error.message}`;
  if (error instanceof CliError || error instanceof ValueError) return error.message;
  if (error instanceof TemplateError) return `template parsing error: ${error.message}`;
  if (error instanceof SysError) return goError(error);
  throw error;
}

export class Context {
  constructor(
    readonly io: Io,
    readonly engine: CliEngine,
    readonly flags: Flags,
    /** "docker run", as it was called. */
    readonly path: string,
  ) {}

  get sys(): Sys {
    return this.io.sys;
  }

  get args(): readonly string[] {
    return this.flags.args;
  }

  put(text: string): void {
    this.io.put(text);
  }

  *line(text: string): Call<void> {
    this.io.put(`${text}\n`);
    yield* this.io.drain();
  }

  /** To standard error, behind what was printed so far. */
  *warn(text: string): Call<void> {
    yield* this.io.flush();
    yield* this.io.complain(`${text}\n`);
  }

  *nowSeconds(): Call<number> {
    return (yield* this.sys.clockGettime("realtime")) / 1e9;
  }

  /** Does something for each argument; prints what it answers, complains of what fails, and goes on. Answers the status. */
  *each(act: (argument: string) => Call<string | undefined>): Call<number> {
    let status = 0;
    for (const argument of this.args) {
      try {
        const said = yield* act(argument);
        if (said !== undefined) yield* this.line(said);
      } catch (error) {
        yield* this.warn(complaint(error));
        status = 1;
      }
    }
    return status;
  }
}

export type Handler = (context: Context) => Call<number>;
