import type { Call } from "../../../abi/call";
import { spawn, statusOf, waitFor } from "../../lib/children";
import type { Io } from "../../lib/io";
import type { Action, Visit } from "./visit";
import type { Words } from "./words";

/** Bytes of arguments that -exec … + collects. */
const BATCH_BYTES = 32 * 1024;

interface Batch {
  readonly argv: readonly string[];
  paths: string[];
}

/** The programs that -exec runs: one for each path, or one for many. */
export class Executions {
  /** A program that was given many paths has failed. */
  failed = false;
  private readonly batches: Batch[] = [];

  constructor(private readonly io: Io) {}

  /** -exec with its words up to the ";", or the "+" after which paths are collected. */
  *action(words: Words): Call<Action> {
    const argv: string[] = [];
    for (;;) {
      const word = words.next();
      if (word === undefined) return yield* this.io.die("-exec requires an argument");
      if (word === ";") break;
      if (word === "+" && argv.at(-1) === "{}") {
        const batch: Batch = { argv: argv.slice(0, -1), paths: [] };
        this.batches.push(batch);
        return function* (this: Executions, { path }: Visit) {
          batch.paths.push(path);
          if (batch.paths.reduce((sum, other) => sum + other.length + 1, 0) > BATCH_BYTES)
            yield* this.runBatch(batch);
          return true;
        }.bind(this);
      }
      argv.push(word);
    }
    if (argv.length === 0) return yield* this.io.die("-exec requires an argument");
    return function* (this: Executions, { path }: Visit) {
      const status = yield* this.run(argv.map((word) => word.replaceAll("{}", path)));
      return status === 0;
    }.bind(this);
  }

  private *run(argv: readonly string[]): Call<number> {
    const pid = yield* spawn(this.io, argv, {
      failed: (error) => ({ message: `find: ${argv[0]!}: ${error.text}\n`, status: 111 }),
    });
    return statusOf(yield* waitFor(this.io, pid));
  }

  private *runBatch(batch: Batch): Call<void> {
    if (batch.paths.length === 0) return;
    const { paths } = batch;
    batch.paths = [];
    if ((yield* this.run([...batch.argv, ...paths])) !== 0) this.failed = true;
  }

  /** Runs what has been collected for. */
  *finish(): Call<void> {
    for (const batch of this.batches) yield* this.runBatch(batch);
  }
}
