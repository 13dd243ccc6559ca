import type { Call } from "../../abi/call";
import { ACCESS, S } from "../../abi/flags";
import type { Stat } from "../../abi/sys";
import { spawn, statusOf, waitFor } from "../lib/children";
import { listDirectory } from "../lib/directories";
import { globRegex } from "../lib/glob";
import { applet, type Io, ProgramExit, sysError } from "../lib/io";
import { isDirectory, isRegular, parseMode } from "../lib/modes";
import { parseNumber } from "../lib/numbers";
import { joinPath, lastComponent } from "../lib/paths";
import { Regex, RegexError } from "../lib/regex/regex";
import { Accounts } from "../lib/users";
import { WORK } from "../lib/work";

interface Visit {
  readonly path: string;
  readonly stat: Stat;
  readonly depth: number;
}

/** A test or action; true lets the next in the row look. */
type Action = (visit: Visit) => Call<boolean>;

const TYPES: Readonly<Record<string, number>> = {
  f: S.IFREG,
  d: S.IFDIR,
  l: S.IFLNK,
  b: S.IFBLK,
  c: S.IFCHR,
  s: S.IFSOCK,
  p: S.IFIFO,
};
const SIZES: Readonly<Record<string, number>> = { "": 512, c: 1, w: 2, b: 512, k: 1024 };
/** Bytes of arguments that -exec … + collects. */
const BATCH_BYTES = 32 * 1024;

class Find {
  follow = false;
  followNamed = false;
  depthFirst = false;
  xdev = false;
  maxDepth = Infinity;
  minDepth = 0;
  status = 0;
  private at = 0;
  private acts = false;
  private pruned = false;
  private readonly batches: { readonly argv: readonly string[]; paths: string[] }[] = [];
  private readonly accounts: Accounts;

  constructor(
    private readonly io: Io,
    private readonly words: readonly string[],
    private readonly nowSeconds: number,
  ) {
    this.accounts = new Accounts(io.sys);
  }

  *parse(): Call<Action> {
    const root = yield* this.or();
    if (this.at < this.words.length) return yield* this.unrecognized(this.words[this.at]!);
    if (this.acts) return root;
    const print = this.output("\n");
    return function* (visit) {
      return (yield* root(visit)) && (yield* print(visit));
    };
  }

  private *unrecognized(word: string): Call<never> {
    yield* this.io.warn(`unrecognized: ${word}`);
    return yield* this.io.usage();
  }

  private *or(): Call<Action> {
    const rows = [yield* this.and()];
    while (this.words[this.at] === "-o" || this.words[this.at] === "-or") {
      this.at++;
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
      const word = this.words[this.at];
      if (word === undefined || word === ")" || word === "-o" || word === "-or") break;
      if (word === "-a" || word === "-and") {
        this.at++;
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
    const word = this.words[this.at++]!;
    if (word === "!" || word === "-not") {
      if (this.at >= this.words.length) return yield* this.io.die(`${word} requires an argument`);
      const inner = yield* this.one();
      return function* (visit) {
        return !(yield* inner(visit));
      };
    }
    if (word === "(") {
      const inner = yield* this.or();
      if (this.words[this.at] !== ")") return yield* this.io.die("unpaired '('");
      this.at++;
      return inner;
    }
    return yield* this.test(word);
  }

  private *argument(name: string): Call<string> {
    const value = this.words[this.at++];
    return value ?? (yield* this.io.die(`${name} requires an argument`));
  }

  /** "+n", "-n" or "n": a comparison. */
  private *comparison(name: string, unit = 1): Call<(value: number) => boolean> {
    const text = yield* this.argument(name);
    const digits = text.replace(/^[-+]/, "");
    const value = parseNumber(digits);
    if (value === undefined) return yield* this.io.die(`invalid number '${digits}'`);
    const wanted = value * unit;
    if (text[0] === "+") return (actual) => actual > wanted;
    if (text[0] === "-") return (actual) => actual < wanted;
    return (actual) => actual === wanted;
  }

  private *test(name: string): Call<Action> {
    const { io } = this;
    const plain = (check: (visit: Visit) => boolean): Action =>
      // biome-ignore lint/correctness/useYield: this test asks nothing of the system
      function* (visit) {
        return check(visit);
      };
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
      case "-mindepth": {
        const text = yield* this.argument(name);
        const value = parseNumber(text);
        if (value === undefined) return yield* io.die(`invalid number '${text}'`);
        if (name === "-maxdepth") this.maxDepth = value;
        else this.minDepth = value;
        return plain(() => true);
      }
      case "-print":
        this.acts = true;
        return this.output("\n");
      case "-print0":
        this.acts = true;
        return this.output("\0");
      case "-name":
      case "-iname": {
        const regex = globRegex(yield* this.argument(name), { ignoreCase: name === "-iname" });
        return plain(({ path }) => {
          const trimmed = path.replace(/(?<=.)\/+$/, "");
          return regex.test(trimmed === "/" ? "/" : lastComponent(trimmed));
        });
      }
      case "-path":
      case "-ipath":
      case "-wholename": {
        const regex = globRegex(yield* this.argument(name), { ignoreCase: name === "-ipath" });
        return plain(({ path }) => regex.test(path));
      }
      case "-regex": {
        const pattern = yield* this.argument(name);
        try {
          const regex = new Regex(pattern);
          return plain(({ path }) => {
            const match = regex.exec(path);
            return match !== undefined && match[0] === 0 && match[1] === path.length;
          });
        } catch (error) {
          if (error instanceof RegexError) return yield* io.die(`bad regex '${pattern}': ${error.text}`);
          throw error;
        }
      }
      case "-type": {
        const letter = yield* this.argument(name);
        const type = TYPES[letter];
        if (type === undefined) return yield* io.die(`invalid argument '${letter}' to '-type'`);
        return plain(({ stat }) => (stat.mode & S.IFMT) === type);
      }
      case "-executable":
        return function* ({ path }) {
          try {
            yield* io.sys.access(path, ACCESS.X_OK);
            return true;
          } catch (error) {
            sysError(error);
            return false;
          }
        };
      case "-perm": {
        const text = yield* this.argument(name);
        const digits = text.replace(/^[-+/]/, "");
        const mode = parseMode(digits, 0, 0);
        if (mode === undefined) return yield* io.die(`invalid mode '${digits}'`);
        if (text[0] === "-") return plain(({ stat }) => (stat.mode & mode) === mode);
        if (text[0] === "/" || text[0] === "+") return plain(({ stat }) => (stat.mode & mode) !== 0);
        return plain(({ stat }) => (stat.mode & 0o7777) === mode);
      }
      case "-mtime":
      case "-atime":
      case "-ctime":
      case "-mmin":
      case "-amin":
      case "-cmin": {
        const unit = name.endsWith("min") ? 60 : 86400;
        const holds = yield* this.comparison(name);
        const key = `${name[1]!}timeNs` as "mtimeNs" | "atimeNs" | "ctimeNs";
        return plain(({ stat }) => {
          const age = Math.trunc((this.nowSeconds - Math.floor(stat[key] / 1e9)) / unit);
          return holds(age);
        });
      }
      case "-newer": {
        const path = yield* this.argument(name);
        let than: number;
        try {
          than = Math.floor((yield* io.sys.stat(path)).mtimeNs / 1e9);
        } catch (error) {
          return yield* io.dieError(path, error);
        }
        return plain(({ stat }) => Math.floor(stat.mtimeNs / 1e9) > than);
      }
      case "-inum": {
        const holds = yield* this.comparison(name);
        return plain(({ stat }) => holds(stat.ino));
      }
      case "-links": {
        const holds = yield* this.comparison(name);
        return plain(({ stat }) => holds(stat.nlink));
      }
      case "-samefile": {
        const path = yield* this.argument(name);
        let same: Stat;
        try {
          same = yield* io.sys.stat(path);
        } catch (error) {
          return yield* io.dieError(path, error);
        }
        const { ino, dev } = same;
        return plain(
          ({ stat }) => stat.ino === ino && stat.dev.major === dev.major && stat.dev.minor === dev.minor,
        );
      }
      case "-user": {
        const uid = yield* this.accounts.uid(io, yield* this.argument(name));
        return plain(({ stat }) => stat.uid === uid);
      }
      case "-group": {
        const gid = yield* this.accounts.gid(io, yield* this.argument(name));
        return plain(({ stat }) => stat.gid === gid);
      }
      case "-size": {
        const text = yield* this.argument(name);
        const number = text.replace(/^[-+]/, "");
        const match = /^(\d+)([cwbk]?)$/.exec(number);
        if (match === null) return yield* io.die(`invalid number '${number}'`);
        const wanted = Number(match[1]) * SIZES[match[2]!]!;
        if (text[0] === "+") return plain(({ stat }) => stat.size > wanted);
        if (text[0] === "-") return plain(({ stat }) => stat.size < wanted);
        return plain(({ stat }) => stat.size === wanted);
      }
      case "-empty":
        return function* ({ path, stat }) {
          if (isRegular(stat.mode)) return stat.size === 0;
          if (!isDirectory(stat.mode)) return false;
          try {
            return (yield* listDirectory(io, path)).length === 0;
          } catch (error) {
            yield* io.warnError(path, error);
            return false;
          }
        };
      case "-prune":
        return plain(() => {
          this.pruned = true;
          return true;
        });
      case "-quit":
        this.acts = true;
        return () => io.exit(this.status);
      case "-delete":
        this.acts = true;
        this.depthFirst = true;
        return this.remove();
      case "-exec":
        this.acts = true;
        return yield* this.exec();
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
    return function* (this: Find, { path, stat }: Visit) {
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

  private *exec(): Call<Action> {
    const argv: string[] = [];
    for (;;) {
      const word = this.words[this.at++];
      if (word === undefined) return yield* this.io.die("-exec requires an argument");
      if (word === ";") break;
      if (word === "+" && argv.at(-1) === "{}") {
        const batch = { argv: argv.slice(0, -1), paths: [] as string[] };
        this.batches.push(batch);
        return function* (this: Find, { path }: Visit) {
          batch.paths.push(path);
          if (batch.paths.reduce((sum, other) => sum + other.length + 1, 0) > BATCH_BYTES)
            yield* this.runBatch(batch);
          return true;
        }.bind(this);
      }
      argv.push(word);
    }
    if (argv.length === 0) return yield* this.io.die("-exec requires an argument");
    return function* (this: Find, { path }: Visit) {
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

  private *runBatch(batch: { readonly argv: readonly string[]; paths: string[] }): Call<void> {
    if (batch.paths.length === 0) return;
    const { paths } = batch;
    batch.paths = [];
    if ((yield* this.run([...batch.argv, ...paths])) !== 0) this.status = 1;
  }

  *finish(): Call<void> {
    for (const batch of this.batches) yield* this.runBatch(batch);
  }

  *walk(path: string, depth: number, action: Action, device: string | undefined): Call<void> {
    const { io } = this;
    io.spend(WORK.entry);
    let stat: Stat;
    try {
      const follow = this.follow || (this.followNamed && depth === 0);
      stat = follow ? yield* this.statFollowing(path) : yield* io.sys.lstat(path);
    } catch (error) {
      yield* io.warnError(path, error);
      this.status = 1;
      return;
    }
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    if (this.xdev && device !== undefined && device !== here) return;
    const visit: Visit = { path, stat, depth };
    const wanted = depth >= this.minDepth && depth <= this.maxDepth;
    this.pruned = false;
    if (wanted && !this.depthFirst) yield* action(visit);
    const pruned = this.pruned && !this.depthFirst;
    if (isDirectory(stat.mode) && !pruned && depth < this.maxDepth) {
      try {
        for (const { name } of yield* listDirectory(io, path))
          yield* this.walk(joinPath(path, name), depth + 1, action, device ?? here);
      } catch (error) {
        if (error instanceof ProgramExit) throw error;
        yield* io.warnError(path, error);
        this.status = 1;
      }
    }
    if (wanted && this.depthFirst) yield* action(visit);
    yield* io.pace();
  }

  private *statFollowing(path: string): Call<Stat> {
    try {
      return yield* this.io.sys.stat(path);
    } catch (error) {
      sysError(error);
      return yield* this.io.sys.lstat(path);
    }
  }
}

export const find = applet(function* (io) {
  let args = io.args;
  let follow = false;
  let followNamed = false;
  while (args[0] === "-L" || args[0] === "-H" || args[0] === "-P") {
    follow = args[0] === "-L";
    followNamed = args[0] === "-H";
    args = args.slice(1);
  }
  let count = args.findIndex((word) => /^[-!(]/.test(word) && word !== "-");
  if (count < 0) count = args.length;
  const paths = count === 0 ? ["."] : args.slice(0, count);
  const nowSeconds = Math.floor((yield* io.sys.clockGettime("realtime")) / 1e9);
  const find = new Find(io, args.slice(count), nowSeconds);
  const action = yield* find.parse();
  if (follow) find.follow = true;
  find.followNamed = followNamed;
  for (const path of paths) yield* find.walk(path, 0, action, undefined);
  yield* find.finish();
  return find.status;
});
