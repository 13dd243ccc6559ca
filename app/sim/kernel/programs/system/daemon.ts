/** start-stop-daemon: starts a program unless it runs, or stops all that match. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import { execvp } from "../lib/children";
import { type Options, parseOptions } from "../lib/getopt";
import { applet, Io, ProgramExit, sysError } from "../lib/io";
import { readTextFile } from "../lib/users";
import { type ProcessInfo, processInfo, processTable, signalByName } from "./kill";
import { Users } from "./names";

const LONG = {
  stop: ["K"],
  start: ["S"],
  background: ["b"],
  quiet: ["q"],
  test: ["t"],
  oknodo: ["o"],
  verbose: ["v"],
  "make-pidfile": ["m"],
  startas: ["a", "value"],
  name: ["n", "value"],
  signal: ["s", "value"],
  user: ["u", "value"],
  chuid: ["c", "value"],
  nicelevel: ["N", "value"],
  exec: ["x", "value"],
  pidfile: ["p", "value"],
} as const;

/** Whether a process is what the options describe. */
function matches(info: ProcessInfo, options: Options, uid: number | undefined): boolean {
  const name = options.value("n");
  const program = options.value("x");
  if (uid !== undefined && info.uid !== uid) return false;
  if (name !== undefined && info.comm !== name.slice(0, 15)) return false;
  return (
    program === undefined ||
    info.argv[0] === program ||
    info.argv.slice(1).join("\0").startsWith(`${program}\0`)
  );
}

function* matching(io: Io, options: Options, uid: number | undefined): Call<readonly ProcessInfo[]> {
  const file = options.value("p");
  if (file === undefined) return (yield* processTable(io.sys)).filter((one) => matches(one, options, uid));
  const pid = Number.parseInt((yield* readTextFile(io.sys, file)) ?? "", 10);
  if (!(pid > 0)) return [];
  const info = yield* processInfo(io.sys, pid);
  if (info !== undefined) return matches(info, options, uid) ? [info] : [];
  // A number alone is believed, as busybox does.
  return options.has("x", "n", "u") ? [] : [{ ...NOBODY, pid }];
}

const NOBODY: ProcessInfo = {
  pid: 0,
  ppid: 0,
  pgid: 0,
  sid: 0,
  comm: "",
  state: "",
  tty: 0,
  userTicks: 0,
  systemTicks: 0,
  nice: 0,
  startTicks: 0,
  vszBytes: 0,
  rssPages: 0,
  argv: [],
  uid: 0,
  gid: 0,
};

function described(options: Options, users: Users): string {
  const name = options.value("n") ?? options.value("x");
  const file = options.value("p");
  if (name !== undefined) return name;
  if (file !== undefined) return `process in pidfile '${file}'`;
  const user = options.value("u") ?? "";
  return `process(es) owned by '${users.byName(user)?.name ?? user}'`;
}

function* stop(
  io: Io,
  options: Options,
  found: readonly ProcessInfo[],
  what: string,
  signal: number,
): Call<number> {
  const test = options.has("t");
  const quiet = options.has("q");
  if (found.length === 0) {
    if (!quiet) io.put(`no ${what} found; none killed\n`);
    return options.has("o") ? 0 : 1;
  }
  const stopped: number[] = [];
  for (const { pid } of found) {
    try {
      if (!test) yield* io.sys.kill(pid, signal);
      stopped.push(pid);
    } catch (error) {
      yield* io.warnError(`warning: killing process ${pid}`, error);
    }
  }
  if (stopped.length === 0) return 1;
  if (!quiet) io.put(`stopped ${what} (pid${stopped.map((pid) => ` ${pid}`).join("")})\n`);
  return 0;
}

/** "user" or "user:group". */
function* becomeUser(io: Io, users: Users, text: string): Call<void> {
  const [name = "", groupName] = text.split(":");
  const user = /^\d+$/.test(name) ? users.byUid(Number(name)) : users.byName(name);
  if (user === undefined)
    return yield* io.die(/^\d+$/.test(name) ? `unknown uid ${name}` : `unknown user ${name}`);
  let gid = user.gid;
  if (groupName !== undefined && groupName !== "") {
    const group = /^\d+$/.test(groupName)
      ? users.groupByGid(Number(groupName))
      : users.groupByName(groupName);
    if (group === undefined) return yield* io.die(`unknown group ${groupName}`);
    gid = group.gid;
  }
  yield* io.sys.setgroups(users.groupsOf({ ...user, gid }));
  yield* io.sys.setgid(gid);
  yield* io.sys.setuid(user.uid);
}

function* start(io: Io, options: Options, users: Users): Call<number> {
  const program = options.value("x") ?? options.value("a") ?? "";
  const argv = [options.value("a") ?? program, ...options.rest];
  yield* io.flush();
  const launch = function* (io: Io): Call<number> {
    const pidFile = options.value("p");
    if (options.has("m") && pidFile !== undefined) {
      const fd = yield* io.sys.open(pidFile, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
      yield* io.sys.write(fd, `${yield* io.sys.getpid()}\n`);
      yield* io.sys.close(fd);
    }
    const change = options.value("c");
    if (change !== undefined) yield* becomeUser(io, users, change);
    const nice = options.value("N");
    if (nice !== undefined) {
      try {
        yield* io.sys.setpriority(0, Number(nice));
      } catch (error) {
        return yield* io.dieError(`setpriority(${nice})`, error);
      }
    }
    try {
      if (program.includes("/")) return yield* io.sys.execve(program, argv, io.env);
      return yield* execvp(io.sys, argv, io.env);
    } catch (error) {
      return yield* io.dieError(`can't execute '${program}'`, error);
    }
  };
  if (!options.has("b")) return yield* launch(io);
  // As vfork: the parent goes on when the child has become the program.
  const [began, beginning] = yield* io.sys.pipe();
  yield* io.sys.setCloexec(beginning, true);
  yield* io.sys.setCloexec(began, true);
  const child = yield* io.sys.fork(function* (sys) {
    const own = new Io(sys, io.name, io.args, io.env);
    yield* sys.setsid();
    const nothing = yield* sys.open("/dev/null", O.RDWR);
    for (const fd of [0, 1, 2]) yield* sys.dup2(nothing, fd);
    if (nothing > 2) yield* sys.close(nothing);
    try {
      return yield* launch(own);
    } catch (error) {
      if (error instanceof ProgramExit) return error.status;
      throw error;
    }
  });
  yield* io.sys.close(beginning);
  yield* io.sys.read(began, 1);
  return child > 0 ? 0 : 1;
}

export const startStopDaemon = applet(function* (io) {
  const options = yield* parseOptions(io, "+KSbqtma:n:s:u:c:x:p:ovN:", { long: LONG });
  const stops = options.has("K");
  if (stops === options.has("S")) return yield* io.usage();
  if (stops && !options.has("x", "p", "u", "n")) return yield* io.usage();
  if (!stops && !options.has("x", "a")) return yield* io.usage();
  if (options.has("m") && !options.has("p")) return yield* io.usage();
  const users = yield* Users.read(io.sys);
  const signal = signalByName(options.value("s") ?? "TERM");
  if (signal === undefined) return yield* io.usage();
  const user = options.value("u");
  let uid: number | undefined;
  if (user !== undefined) {
    uid = users.byName(user)?.uid ?? (/^\d+$/.test(user) ? Number(user) : undefined);
    if (uid === undefined) return yield* io.die(`unknown user ${user}`);
  }
  const own = yield* io.sys.getpid();
  const found = (yield* matching(io, options, uid)).filter(({ pid }) => pid !== own);
  if (stops) return yield* stop(io, options, found, described(options, users), signal);
  if (found.length > 0) {
    if (!options.has("q")) io.put(`${options.value("x") ?? options.value("a")} is already running\n`);
    return options.has("o") ? 0 : 1;
  }
  try {
    return yield* start(io, options, users);
  } catch (error) {
    return yield* io.dieError("can't start", sysError(error));
  }
});
