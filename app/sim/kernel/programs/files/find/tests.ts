/** The tests of find that ask what a file is: its name, its kind, its attributes. */
import type { Call } from "../../../abi/call";
import { ACCESS, S } from "../../../abi/flags";
import type { Stat } from "../../../abi/sys";
import { listDirectory } from "../../lib/directories";
import { globRegex } from "../../lib/glob";
import { type Io, sysError } from "../../lib/io";
import { isDirectory, isRegular, parseMode } from "../../lib/modes";
import { lastComponent } from "../../lib/paths";
import { Regex, RegexError } from "../../lib/regex/regex";
import { Accounts } from "../../lib/users";
import { type Action, plain } from "./visit";
import { compared, type Words, withoutSign } from "./words";

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

export class FileTests {
  private readonly accounts: Accounts;

  constructor(
    private readonly io: Io,
    private readonly words: Words,
    private readonly nowSeconds: number,
  ) {
    this.accounts = new Accounts(io.sys);
  }

  /** The test of that name with its arguments; undefined: there is none. */
  *test(name: string): Call<Action | undefined> {
    const { io, words, accounts, nowSeconds } = this;
    switch (name) {
      case "-name":
      case "-iname": {
        const regex = globRegex(yield* words.argument(name), { ignoreCase: name === "-iname" });
        return plain(({ path }) => {
          const trimmed = path.replace(/(?<=.)\/+$/, "");
          return regex.test(trimmed === "/" ? "/" : lastComponent(trimmed));
        });
      }
      case "-path":
      case "-ipath":
      case "-wholename": {
        const regex = globRegex(yield* words.argument(name), { ignoreCase: name === "-ipath" });
        return plain(({ path }) => regex.test(path));
      }
      case "-regex": {
        const pattern = yield* words.argument(name);
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
        const letter = yield* words.argument(name);
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
        const text = yield* words.argument(name);
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
        const holds = yield* words.comparison(name);
        const key = `${name[1]!}timeNs` as "mtimeNs" | "atimeNs" | "ctimeNs";
        return plain(({ stat }) => {
          const age = Math.trunc((nowSeconds - Math.floor(stat[key] / 1e9)) / unit);
          return holds(age);
        });
      }
      case "-newer": {
        const path = yield* words.argument(name);
        let than: number;
        try {
          than = Math.floor((yield* io.sys.stat(path)).mtimeNs / 1e9);
        } catch (error) {
          return yield* io.dieError(path, error);
        }
        return plain(({ stat }) => Math.floor(stat.mtimeNs / 1e9) > than);
      }
      case "-inum": {
        const holds = yield* words.comparison(name);
        return plain(({ stat }) => holds(stat.ino));
      }
      case "-links": {
        const holds = yield* words.comparison(name);
        return plain(({ stat }) => holds(stat.nlink));
      }
      case "-samefile": {
        const path = yield* words.argument(name);
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
        const uid = yield* accounts.uid(io, yield* words.argument(name));
        return plain(({ stat }) => stat.uid === uid);
      }
      case "-group": {
        const gid = yield* accounts.gid(io, yield* words.argument(name));
        return plain(({ stat }) => stat.gid === gid);
      }
      case "-size": {
        const text = yield* words.argument(name);
        const number = withoutSign(text);
        const match = /^(\d+)([cwbk]?)$/.exec(number);
        if (match === null) return yield* io.die(`invalid number '${number}'`);
        const wanted = Number(match[1]) * SIZES[match[2]!]!;
        const holds = compared(text, wanted);
        return plain(({ stat }) => holds(stat.size));
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
      default:
        return undefined;
    }
  }
}
