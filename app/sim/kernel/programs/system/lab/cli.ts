/** What the lab's own programs share (guests/programs/cli.h): their arguments, and complaints in their form. */
import type { Call } from "../../../abi/call";
import type { Program, Sys } from "../../../abi/sys";
import { Io, ProgramExit } from "../../lib/io";

const BAD_USAGE = 2;

export class LabIo extends Io {
  constructor(
    sys: Sys,
    name: string,
    args: readonly string[],
    env: ReadonlyMap<string, string>,
    private readonly text: string,
  ) {
    super(sys, name, args, env);
  }

  override *usage(): Call<never> {
    yield* this.complain(this.text);
    throw new ProgramExit(BAD_USAGE);
  }

  /** A whole number as strtoull reads it: decimal, 0x… or 0…; else the usage. */
  *count(text: string | undefined): Call<number> {
    if (text === undefined || !/^(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i.test(text)) return yield* this.usage();
    return /^0\d/.test(text) ? Number.parseInt(text, 8) : Number(text);
  }

  /** Prints a line and flushes it. */
  *say(line: string): Call<void> {
    this.put(`${line}\n`);
    yield* this.flush();
  }

  *forEver(): Call<never> {
    for (;;) {
      try {
        yield* this.sys.pause();
      } catch {
        // A handled signal: pause again.
      }
    }
  }
}

export function labProgram(name: string, usage: string, main: (io: LabIo) => Call<number>): Program {
  return function* (sys, argv, env) {
    const io = new LabIo(sys, name, argv.slice(1), env, usage);
    let status = 0;
    try {
      if (io.args.includes("--help") || io.args.includes("-h")) io.put(usage);
      else status = yield* main(io);
    } catch (error) {
      if (!(error instanceof ProgramExit)) throw error;
      status = error.status;
    }
    return yield* io.finish(status);
  };
}
