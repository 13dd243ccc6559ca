/** Changing who one is: su, setpriv, setsid, nohup-like starts, nice, renice. */
import type { Call } from "../../abi/call";
import { CAPABILITIES } from "../../abi/flags";
import type { Sys } from "../../abi/sys";
import { execOrDie, execvp } from "../lib/children";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { Users } from "./names";

export const su = applet(function* (io) {
  let args = [...io.args];
  const login = args[0] === "-" || args[0] === "-l";
  const options = yield* parseOptions(io, "+mplc:s:", {}, login && args[0] === "-" ? args.slice(1) : args);
  let keep = options.has("m", "p");
  let rest = [...options.rest];
  let isLogin = login || options.has("l");
  if (rest[0] === "-") {
    isLogin = true;
    rest = rest.slice(1);
  }
  const name = rest.shift() ?? "root";
  // Options may follow the user's name.
  args = rest;
  const later = yield* parseOptions(io, "+mplc:s:", {}, args);
  const command = later.value("c") ?? options.value("c");
  if (later.has("m", "p")) keep = true;
  const user = (yield* Users.read(io.sys)).byName(name);
  if (user === undefined) return yield* io.die(`unknown user ${name}`);
  const [, euid] = yield* io.sys.getresuid();
  if (euid !== 0) {
    // Nobody here has a password to give.
    io.put("Password: \n");
    return yield* io.die("incorrect password");
  }
  const shell =
    later.value("s") ?? options.value("s") ?? (keep ? io.env.get("SHELL") : undefined) ?? user.shell;
  const users = yield* Users.read(io.sys);
  try {
    yield* io.sys.setgroups([...users.groupsOf(user)]);
    yield* io.sys.setgid(user.gid);
    yield* io.sys.setuid(user.uid);
  } catch (error) {
    return yield* io.die(`can't set groups: ${sysError(error).text}`);
  }
  const env = new Map(io.env);
  if (isLogin) {
    env.clear();
    for (const kept of ["TERM"]) {
      const value = io.env.get(kept);
      if (value !== undefined) env.set(kept, value);
    }
    env.set("PATH", user.uid === 0 ? "/sbin:/usr/sbin:/bin:/usr/bin" : "/bin:/usr/bin");
  }
  if (!keep) {
    if (isLogin || user.uid !== 0) {
      env.set("USER", user.name);
      env.set("LOGNAME", user.name);
    }
    env.set("HOME", user.home);
    env.set("SHELL", shell);
  }
  if (isLogin) {
    try {
      yield* io.sys.chdir(user.home);
    } catch (error) {
      sysError(error);
      yield* io.warn(`can't change directory to '${user.home}'`);
      yield* io.sys.chdir("/");
    }
  }
  const base = shell.replace(/^.*\//, "");
  const argv = [
    isLogin ? `-${base}` : base,
    ...(command === undefined ? [] : ["-c", command]),
    ...later.rest,
  ];
  yield* io.flush();
  try {
    return yield* io.sys.execve(shell, argv, env);
  } catch (error) {
    return yield* io.dieError(`can't execute '${shell}'`, error);
  }
});

/** A comma-separated list of +name and -name. */
function* capabilities(
  io: Io,
  text: string,
): Call<readonly { readonly add: boolean; readonly bit: number }[]> {
  const changes: { add: boolean; bit: number }[] = [];
  for (const word of text.split(",")) {
    const sign = word[0];
    if (sign !== "+" && sign !== "-") return yield* io.die(`unknown capability '${word}'`);
    const name = word.slice(1).toUpperCase().replace(/^CAP_/, "");
    const number = /^\d+$/.test(name) ? Number(name) : (CAPABILITIES as readonly string[]).indexOf(name);
    if (number < 0 || number >= CAPABILITIES.length)
      return yield* io.die(`unknown capability '${word.slice(1)}'`);
    changes.push({ add: sign === "+", bit: number });
  }
  return changes;
}

/** Names as busybox knows them; newer ones by number. */
const NAMED = 38;

function names(set: bigint): string {
  const found = CAPABILITIES.flatMap((name, bit) =>
    (set & (1n << BigInt(bit))) === 0n ? [] : [bit < NAMED ? name.toLowerCase() : `cap_${bit}`],
  );
  return found.length === 0 ? "[none]" : found.join(",");
}

function* dump(io: Io): Call<number> {
  const [uid, euid] = yield* io.sys.getresuid();
  const [gid, egid] = yield* io.sys.getresgid();
  const groups = yield* io.sys.getgroups();
  const sets = yield* io.sys.capget();
  io.put(`uid: ${uid}\neuid: ${euid}\ngid: ${gid}\negid: ${egid}\n`);
  io.put(`Supplementary groups: ${groups.length === 0 ? "[none]" : groups.join(",")}\n`);
  io.put(`no_new_privs: ${(yield* io.sys.getNoNewPrivs()) ? 1 : 0}\n`);
  io.put(`Inheritable capabilities: ${names(sets.inheritable)}\n`);
  io.put(`Ambient capabilities: ${names(sets.ambient)}\n`);
  io.put(`Capability bounding set: ${names(sets.bounding)}\n`);
  return 0;
}

export const setpriv = applet(function* (io) {
  const options = yield* parseOptions(io, "+d", {
    long: {
      dump: ["d"],
      nnp: ["nnp"],
      "no-new-privs": ["nnp"],
      "inh-caps": ["inh", "value"],
      "ambient-caps": ["amb", "value"],
    },
  });
  if (options.has("d")) return yield* dump(io);
  if (options.rest.length === 0) return yield* io.usage();
  if (options.has("nnp")) yield* io.sys.setNoNewPrivs();
  const inheritable = options.value("inh");
  if (inheritable !== undefined) {
    const { effective, permitted, inheritable: before } = yield* io.sys.capget();
    let set = before;
    for (const { add, bit } of yield* capabilities(io, inheritable))
      set = add ? set | (1n << BigInt(bit)) : set & ~(1n << BigInt(bit));
    try {
      yield* io.sys.capset({ effective, permitted, inheritable: set });
    } catch (error) {
      return yield* io.dieError("capset", error);
    }
  }
  const ambient = options.value("amb");
  if (ambient !== undefined)
    for (const { add, bit } of yield* capabilities(io, ambient)) {
      try {
        yield* io.sys.ambient(add ? "raise" : "lower", bit);
      } catch (error) {
        yield* io.warnError(`cap_ambient_${add ? "raise" : "lower"}`, error);
      }
    }
  return yield* execOrDie(io, options.rest);
});

export const setsid = applet(function* (io) {
  const options = yield* parseOptions(io, "+c", { min: 1 });
  const { sys } = io;
  const run = function* (of: Sys): Call<never> {
    yield* of.setsid();
    if (options.has("c")) {
      try {
        yield* of.setControllingTerminal(0);
      } catch (error) {
        // It goes on without one, as busybox does.
        sysError(error);
      }
    }
    return yield* execvp(of, options.rest, io.env);
  };
  yield* io.flush();
  const leads = (yield* sys.getpgid(0)) === (yield* sys.getpid());
  if (leads) {
    yield* sys.fork(function* (child) {
      try {
        return yield* run(child);
      } catch (error) {
        yield* child.write(2, `setsid: can't execute '${options.rest[0]}': ${sysError(error).text}\n`);
        return 127;
      }
    });
    return 0;
  }
  try {
    return yield* run(sys);
  } catch (error) {
    return yield* io.dieError(`can't execute '${options.rest[0]}'`, error, 127);
  }
});

export const nice = applet(function* (io) {
  if (io.args[0] === "-n" && io.args.length < 3) yield* io.usage();
  const options = yield* parseOptions(io, "+n:", { numeric: "n" });
  const old = yield* io.sys.getpriority(0);
  if (options.rest.length === 0) {
    io.put(`${old}\n`);
    return 0;
  }
  const text = options.value("n") ?? "10";
  if (!/^[+-]?\d+$/.test(text)) return yield* io.die(`invalid number '${text}'`);
  try {
    yield* io.sys.setpriority(0, old + Number(text));
  } catch (error) {
    return yield* io.dieError(`setpriority(${old + Number(text)})`, error);
  }
  return yield* execOrDie(io, options.rest);
});

export const renice = applet(function* (io) {
  const args = [...io.args];
  let relative = false;
  if (args[0] === "-n") {
    relative = true;
    args.shift();
  }
  const priority = args.shift();
  if (priority === undefined) return yield* io.usage();
  if (!/^[+-]?\d+$/.test(priority)) return yield* io.die(`invalid number '${priority.replace(/^[+-]/, "")}'`);
  let status = 0;
  for (const word of args) {
    if (word === "-p") continue;
    if (!/^\d+$/.test(word)) {
      yield* io.warn(`invalid number '${word}'`);
      status = 1;
      continue;
    }
    const pid = Number(word);
    let looked = !relative;
    try {
      const old = relative ? yield* io.sys.getpriority(pid) : 0;
      looked = true;
      yield* io.sys.setpriority(pid, relative ? old + Number(priority) : Number(priority));
    } catch (error) {
      yield* io.warnError(looked ? "setpriority" : "getpriority", error);
      status = 1;
    }
  }
  return status;
});
