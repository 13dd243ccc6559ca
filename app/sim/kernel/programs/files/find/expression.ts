import type { Call } from "../../../abi/call";
import type { Io } from "../../lib/io";
import { isDirectory } from "../../lib/modes";
import { Executions } from "./exec";
import { FileTests } from "./tests";
import { type Action, plain, type Visit } from "./visit";
import { Words } from "./words";

/** find's expression: tests and actions in rows, and what it says about the way through the tree. */
export class Expression {
  follow = false;
  depthFirst = false;
  xdev = false;
  maxDepth = Infinity;
  minDepth = 0;
  /** The last visit was to a directory that is not to be entered. */
  pruned = false;
  /** Something could not be looked at. */
  failed = false;
  private acts = false;
  private readonly words: Words;
  private readonly tests: FileTests;
  private readonly executions: Executions;

  constructor(
    private readonly io: Io,
    words: readonly string[],
    nowSeconds: number,
  ) {
    this.words = new Words(io, words);
    this.tests = new FileTests(io, this.words, nowSeconds);
    this.executions = new Executions(io);
  }

  get status(): number {
    return this.failed || this.executions.failed ? 1 : 0;
  }

  *parse(): Call<Action> {
    const root = yield* this.or();
    if (this.words.first !== undefined) return yield* this.unrecognized(this.words.first);
    if (this.acts) return root;
    const print = this.output("\n");
    return function* (visit) {
      return (yield* root(visit)) && (yield* print(visit));
    };
  }

  /** Does what was put off to the end. */
  finish(): Call<void> {
    return this.executions.finish();
  }

  private *unrecognized(word: string): Call<never> {
    yield* this.io.warn(`unrecognized: ${word}`);
    return yield* this.io.usage();
  }

  private *or(): Call<Action> {
    const rows = [yield* this.and()];
    while (this.words.first === "-o" || this.words.first === "-or") {
      this.words.next();
      rows.push(yield* this.and());
    }
    return function* (visit) {
      for (const row of rows) if (yield* row(visit)) return true;
      return false;
    };
  }

  private *and(): Call<Action> {
    const actions: Action[] = [];
    for (;;) {
      const word = this.words.first;
      if (word === undefined || word === ")" || word === "-o" || word === "-or") break;
      if (word === "-a" || word === "-and") {
        this.words.next();
        continue;
      }
      actions.push(yield* this.one());
    }
    return function* (visit) {
      for (const action of actions) if (!(yield* action(visit))) return false;
      return true;
    };
  }

  private *one(): Call<Action> {
    const word = this.words.next()!;
    if (word === "!" || word === "-not") {
      if (this.words.first === undefined) return yield* this.io.die(`${word} requires an argument`);
      const inner = yield* this.one();
      return function* (visit) {
        return !(yield* inner(visit));
      };
    }
    if (word === "(") {
      const inner = yield* this.or();
      if (this.words.next() !== ")") return yield* this.io.die("unpaired '('");
      return inner;
    }
    return (yield* this.tests.test(word)) ?? (yield* this.primary(word));
  }

  /** An option or an action. */
  private *primary(name: string): Call<Action> {
    switch (name) {
      case "-follow":
        this.follow = true;
        return plain(() => true);
      case "-xdev":
      case "-mount":
        this.xdev = true;
        return plain(() => true);
      case "-depth":
      case "-d":
        this.depthFirst = true;
        return plain(() => true);
      case "-maxdepth":
        this.maxDepth = yield* this.words.number(name);
        return plain(() => true);
      case "-mindepth":
        this.minDepth = yield* this.words.number(name);
        return plain(() => true);
      case "-prune":
        return plain(() => {
          this.pruned = true;
          return true;
        });
      case "-print":
        this.acts = true;
        return this.output("\n");
      case "-print0":
        this.acts = true;
        return this.output("\0");
      case "-quit":
        this.acts = true;
        return () => this.io.exit(this.status);
      case "-delete":
        this.acts = true;
        this.depthFirst = true;
        return this.remove();
      case "-exec":
        this.acts = true;
        return yield* this.executions.action(this.words);
      default:
        return yield* this.unrecognized(name);
    }
  }

  private output(end: string): Action {
    const { io } = this;
    return function* ({ path }) {
      io.put(path + end);
      yield* io.drain();
      return true;
    };
  }

  private remove(): Action {
    return function* (this: Expression, { path, stat }: Visit) {
      try {
        if (isDirectory(stat.mode)) {
          if (path !== ".") yield* this.io.sys.rmdir(path);
        } else yield* this.io.sys.unlink(path);
      } catch (error) {
        yield* this.io.warnError(path, error);
      }
      return true;
    }.bind(this);
  }
}
