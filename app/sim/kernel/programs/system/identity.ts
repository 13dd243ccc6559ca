/** Who and where one is: hostname, uname, arch, id, whoami, groups, logname. */
import type { Call } from "../../abi/call";
import { parseOptions } from "../lib/getopt";
import { applet, type Io } from "../lib/io";
import { readTextFile } from "../lib/users";
import { Users } from "./names";

export const hostname = applet(function* (io) {
  const options = yield* parseOptions(io, "dfisF:v", { long: { file: ["F", "value"] }, max: 1 });
  const file = options.value("F");
  const [given] = options.rest;
  if (given !== undefined || file !== undefined) {
    let name = given ?? "";
    if (file !== undefined) {
      const text = yield* readTextFile(io.sys, file);
      if (text === undefined) return yield* io.die(`${file}: No such file or directory`);
      name =
        text
          .split("\n")
          .find((line) => line !== "" && !line.startsWith("#"))
          ?.trim() ?? "";
    }
    try {
      yield* io.sys.sethostname(name);
    } catch (error) {
      return yield* io.dieError("sethostname", error);
    }
    return 0;
  }
  const { nodename } = yield* io.sys.uname();
  if (options.has("d", "f", "i")) {
    const known = (yield* readTextFile(io.sys, "/etc/hosts")) ?? "";
    const line = known.split("\n").find((one) => one.split(/\s+/).slice(1).includes(nodename));
    if (line === undefined) return yield* io.die(`${nodename}: Try again`);
    const [address = "", first = ""] = line.split(/\s+/);
    const dot = first.indexOf(".");
    if (options.has("i")) io.put(`${address} \n`);
    else if (options.has("d")) io.put(dot < 0 ? "" : `${first.slice(dot + 1)}\n`);
    else io.put(`${first}\n`);
    return 0;
  }
  io.put(`${options.has("s") ? nodename.split(".")[0] : nodename}\n`);
  return 0;
});

const UNAME_ORDER = "snrvmpio";

export const uname = applet(function* (io) {
  const options = yield* parseOptions(io, "snrvmpioa", {
    max: 0,
    long: {
      all: ["a"],
      "kernel-name": ["s"],
      nodename: ["n"],
      "kernel-release": ["r"],
      release: ["r"],
      "kernel-version": ["v"],
      machine: ["m"],
      processor: ["p"],
      "hardware-platform": ["i"],
      "operating-system": ["o"],
    },
  });
  const { sysname, nodename, release, version, machine } = yield* io.sys.uname();
  const values: Record<string, string> = {
    s: sysname,
    n: nodename,
    r: release,
    v: version,
    m: machine,
    p: "unknown",
    i: "unknown",
    o: "GNU/Linux",
  };
  const all = options.has("a");
  const wanted = [...UNAME_ORDER].filter((key) =>
    all ? !"pi".includes(key) : options.has(key) || (options.all.length === 0 && key === "s"),
  );
  io.put(`${wanted.map((key) => values[key]).join(" ")}\n`);
  return 0;
});

export const arch = applet(function* (io) {
  yield* parseOptions(io, "", { max: 0 });
  io.put(`${(yield* io.sys.uname()).machine}\n`);
  return 0;
});

export const whoami = applet(function* (io) {
  yield* parseOptions(io, "", { max: 0 });
  const [, euid] = yield* io.sys.getresuid();
  const user = (yield* Users.read(io.sys)).byUid(euid);
  if (user === undefined) return yield* io.die(`unknown uid ${euid}`);
  io.put(`${user.name}\n`);
  return 0;
});

interface Identity {
  readonly uid: number;
  readonly euid: number;
  readonly gid: number;
  readonly egid: number;
  readonly groups: readonly number[];
}

function* identity(io: Io, users: Users, name: string | undefined): Call<Identity> {
  if (name === undefined) {
    const [uid, euid] = yield* io.sys.getresuid();
    const [gid, egid] = yield* io.sys.getresgid();
    return { uid, euid, gid, egid, groups: yield* io.sys.getgroups() };
  }
  const user = users.byName(name);
  if (user === undefined) return yield* io.die(`unknown user ${name}`);
  const { uid, gid } = user;
  return { uid, euid: uid, gid, egid: gid, groups: users.groupsOf(user) };
}

export const id = applet(function* (io) {
  const options = yield* parseOptions(io, "rnugG", { max: 1 });
  const users = yield* Users.read(io.sys);
  const [name] = options.rest;
  const who = yield* identity(io, users, name);
  const what = options.last("u", "g", "G");
  const named = options.has("n");
  if (what === undefined && (named || options.has("r"))) return yield* io.usage();
  const user = (uid: number) => (named ? (users.byUid(uid)?.name ?? String(uid)) : String(uid));
  const group = (gid: number) => (named ? (users.groupByGid(gid)?.name ?? String(gid)) : String(gid));
  const real = options.has("r");
  if (what === "u") io.put(`${user(real ? who.uid : who.euid)}\n`);
  else if (what === "g") io.put(`${group(real ? who.gid : who.egid)}\n`);
  else if (what === "G") {
    const first = real ? who.gid : who.egid;
    io.put(`${[first, ...who.groups.filter((gid) => gid !== first)].map(group).join(" ")}\n`);
  } else io.put(`${idText(users, who)}\n`);
  return 0;
});

function idText(users: Users, { uid, euid, gid, egid, groups }: Identity): string {
  const user = (number: number) => withName(number, users.byUid(number)?.name);
  const group = (number: number) => withName(number, users.groupByGid(number)?.name);
  const parts = [`uid=${user(uid)}`, `gid=${group(gid)}`];
  if (euid !== uid) parts.push(`euid=${user(euid)}`);
  if (egid !== gid) parts.push(`egid=${group(egid)}`);
  if (groups.length > 0) parts.push(`groups=${groups.map(group).join(",")}`);
  return parts.join(" ");
}

function withName(number: number, name: string | undefined): string {
  return name === undefined ? String(number) : `${number}(${name})`;
}

export const groups = applet(function* (io) {
  const options = yield* parseOptions(io, "", { max: 1 });
  const users = yield* Users.read(io.sys);
  const who = yield* identity(io, users, options.rest[0]);
  const all = [who.egid, ...who.groups.filter((gid) => gid !== who.egid)];
  io.put(`${all.map((gid) => users.groupByGid(gid)?.name ?? String(gid)).join(" ")}\n`);
  return 0;
});

export const logname = applet(function* (io) {
  yield* parseOptions(io, "", { max: 0 });
  const name = io.env.get("LOGNAME");
  if (name !== undefined) {
    io.put(`${name}\n`);
    return 0;
  }
  return yield* io.die("getlogin");
});
