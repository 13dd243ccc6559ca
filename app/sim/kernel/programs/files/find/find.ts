import type { Call } from "../../../abi/call";
import type { Stat } from "../../../abi/sys";
import { listDirectory } from "../../lib/directories";
import { applet, type Io, ProgramExit, sysError } from "../../lib/io";
import { isDirectory } from "../../lib/modes";
import { joinPath } from "../../lib/paths";
import { WORK } from "../../lib/work";
import { Expression } from "./expression";
import type { Action, Visit } from "./visit";

/** Goes through trees and puts what is there before an expression. */
class Walker {
  constructor(
    private readonly io: Io,
    private readonly expression: Expression,
    private readonly action: Action,
    /** Follows the links that are named on the command line. */
    private readonly followNamed: boolean,
  ) {}

  /** What is at the path and below it. `device` is that of the path that was named. */
  *walk(path: string, depth = 0, device?: string): Call<void> {
    const { io, expression, action } = this;
    io.spend(WORK.entry);
    let stat: Stat;
    try {
      const follow = expression.follow || (this.followNamed && depth === 0);
      stat = follow ? yield* this.statFollowing(path) : yield* io.sys.lstat(path);
    } catch (error) {
      yield* io.warnError(path, error);
      expression.failed = true;
      return;
    }
    const here = `${stat.dev.major}:${stat.dev.minor}`;
    if (expression.xdev && device !== undefined && device !== here) return;
    const visit: Visit = { path, stat, depth };
    const wanted = depth >= expression.minDepth && depth <= expression.maxDepth;
    expression.pruned = false;
    if (wanted && !expression.depthFirst) yield* action(visit);
    const pruned = expression.pruned && !expression.depthFirst;
    if (isDirectory(stat.mode) && !pruned && depth < expression.maxDepth) {
      try {
        for (const { name } of yield* listDirectory(io, path))
          yield* this.walk(joinPath(path, name), depth + 1, device ?? here);
      } catch (error) {
        if (error instanceof ProgramExit) throw error;
        yield* io.warnError(path, error);
        expression.failed = true;
      }
    }
    if (wanted && expression.depthFirst) yield* action(visit);
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
  const expression = new Expression(io, args.slice(count), nowSeconds);
  const action = yield* expression.parse();
  if (follow) expression.follow = true;
  const walker = new Walker(io, expression, action, followNamed);
  for (const path of paths) yield* walker.walk(path);
  yield* expression.finish();
  return expression.status;
});
