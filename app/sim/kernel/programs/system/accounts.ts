/** adduser, addgroup, deluser, delgroup: lines of /etc/passwd and /etc/group. */
import type { Call } from "../../abi/call";
import { O } from "../../abi/flags";
import type { Program } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { number } from "../lib/numbers";
import { readTextFile } from "../lib/users";

/** Where ids of people and of the system begin and end (busybox's LAST_ID and LAST_SYSTEM_ID). */
const PEOPLE = [1000, 60_000] as const;
const SYSTEM = [100, 999] as const;
const MOST_ID = 2 ** 31 - 1;

/** A table of lines with colons. */
class Table {
  private constructor(
    readonly path: string,
    readonly rows: string[][],
  ) {}

  static *read(io: Io, path: string): Call<Table> {
    const text = (yield* readTextFile(io.sys, path)) ?? "";
    return new Table(
      path,
      text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split(":")),
    );
  }

  find(name: string): string[] | undefined {
    return this.rows.find(([first]) => first === name);
  }

  has(id: number): boolean {
    return this.rows.some(([, , field]) => field === String(id));
  }

  *write(io: Io): Call<void> {
    try {
      const fd = yield* io.sys.open(this.path, O.WRONLY | O.CREAT | O.TRUNC, 0o644);
      yield* io.writeAll(fd, this.rows.map((row) => `${row.join(":")}\n`).join(""));
      yield* io.sys.close(fd);
    } catch (error) {
      yield* io.dieError(this.path, error);
    }
  }
}

const passwd = (io: Io) => Table.read(io, "/etc/passwd");
const groupFile = (io: Io) => Table.read(io, "/etc/group");

function* requireRoot(io: Io): Call<void> {
  if ((yield* io.sys.getresuid())[1] !== 0) yield* io.die("permission denied (are you root?)");
}

function* freeId(io: Io, what: "uid" | "gid", taken: (id: number) => boolean, system: boolean): Call<number> {
  const [first, last] = system ? SYSTEM : PEOPLE;
  for (let id: number = first; id <= last; id++) if (!taken(id)) return id;
  return yield* io.die(`no ${what}s left`);
}

/** Makes a group. Answers its id. */
function* makeGroup(io: Io, name: string, wanted: number | undefined, system: boolean): Call<number> {
  const groups = yield* groupFile(io);
  if (groups.find(name) !== undefined) return yield* io.die(`group '${name}' in use`);
  if (wanted !== undefined && groups.has(wanted)) return yield* io.die(`gid '${wanted}' in use`);
  const gid = wanted ?? (yield* freeId(io, "gid", (id) => groups.has(id), system));
  groups.rows.push([name, "x", String(gid), ""]);
  yield* groups.write(io);
  return gid;
}

function* join(io: Io, user: string, group: string): Call<number> {
  const groups = yield* groupFile(io);
  const row = groups.find(group);
  if ((yield* passwd(io)).find(user) === undefined) return yield* io.die(`unknown user ${user}`);
  if (row === undefined) return yield* io.die(`unknown group ${group}`);
  const members = (row[3] ?? "").split(",").filter((name) => name !== "");
  if (!members.includes(user)) {
    row[3] = [...members, user].join(",");
    yield* groups.write(io);
  }
  return 0;
}

export const addgroup = applet(function* (io) {
  const options = yield* parseOptions(io, "g:S", {
    min: 1,
    max: 2,
    long: { gid: ["g", "value"], system: ["S"] },
  });
  yield* requireRoot(io);
  const [first = "", second] = options.rest;
  if (second !== undefined) {
    if (options.has("g", "S")) return yield* io.usage();
    return yield* join(io, first, second);
  }
  const gid = options.value("g");
  yield* validName(io, first);
  yield* makeGroup(
    io,
    first,
    gid === undefined ? undefined : yield* number(io, gid, { max: MOST_ID }),
    options.has("S"),
  );
  return 0;
});

function* validName(io: Io, name: string): Call<void> {
  const at = name.startsWith("-") ? 0 : name.search(/[:\n/]/);
  if (at >= 0) yield* io.die(`illegal character with code ${name.charCodeAt(at)} at position ${at}`);
}

const USER_LONG = {
  home: ["h", "value"],
  gecos: ["g", "value"],
  shell: ["s", "value"],
  ingroup: ["G", "value"],
  system: ["S"],
  "disabled-password": ["D"],
  "empty-password": ["D"],
  "no-create-home": ["H"],
  uid: ["u", "value"],
  skel: ["k", "value"],
} as const;

export const adduser = applet(function* (io) {
  const options = yield* parseOptions(io, "h:g:s:G:DSHu:k:", { min: 1, max: 2, long: USER_LONG });
  yield* requireRoot(io);
  const [name = "", group] = options.rest;
  if (group !== undefined) return yield* join(io, name, group);
  yield* validName(io, name);
  const users = yield* passwd(io);
  const groups = yield* groupFile(io);
  const system = options.has("S");
  if (users.find(name) !== undefined) return yield* io.die(`user '${name}' in use`);
  const into = options.value("G");
  const intoRow = into === undefined ? undefined : groups.find(into);
  if (into !== undefined && intoRow === undefined) return yield* io.die(`unknown group ${into}`);
  const wanted = options.value("u");
  const given = wanted === undefined ? undefined : yield* number(io, wanted, { max: MOST_ID });
  if (given !== undefined && users.has(given)) return yield* io.die(`uid '${given}' in use`);
  const shared = into !== undefined || system;
  const uid =
    given ?? (yield* freeId(io, "uid", (id) => users.has(id) || (!shared && groups.has(id)), system));
  const home = options.value("h") ?? `/home/${name}`;
  let gid = 65534;
  if (intoRow !== undefined) gid = Number(intoRow[2]);
  else if (!system) gid = yield* makeGroup(io, name, uid, false);
  const shell = options.value("s") ?? (system ? "/bin/false" : (io.env.get("SHELL") ?? "/bin/sh"));
  users.rows.push([name, "x", String(uid), String(gid), options.value("g") ?? "Linux User,,,", home, shell]);
  yield* users.write(io);
  if (system || into !== undefined) {
    const row = (yield* groupFile(io)).rows.find(([, , id]) => id === String(gid));
    if (row !== undefined) yield* join(io, name, row[0]!);
  }
  if (!options.has("H")) yield* makeHome(io, home, uid, gid);
  return 0;
});

function* makeHome(io: Io, home: string, uid: number, gid: number): Call<void> {
  try {
    yield* io.sys.mkdir(home, 0o755);
    yield* io.sys.chown(home, uid, gid);
    yield* io.sys.chmod(home, 0o2755);
  } catch (error) {
    if (sysError(error).code !== "EEXIST") yield* io.warnError(home, error);
  }
}

/** Takes a user out of a group, or removes a group. */
function* removeGroup(io: Io, name: string): Call<number> {
  const groups = yield* groupFile(io);
  const row = groups.find(name);
  if (row === undefined) return yield* io.die(`unknown group ${name}`);
  const user = (yield* passwd(io)).rows.find(([, , , gid]) => gid === row[2]);
  if (user !== undefined) return yield* io.die(`'${user[0]}' still has '${name}' as their primary group!`);
  groups.rows.splice(groups.rows.indexOf(row), 1);
  yield* groups.write(io);
  return 0;
}

function* leave(io: Io, user: string, group: string): Call<number> {
  const groups = yield* groupFile(io);
  const row = groups.find(group);
  if (row === undefined) return yield* io.die(`unknown group ${group}`);
  const members = (row[3] ?? "").split(",");
  if (!members.includes(user)) {
    yield* io.warn(`can't find ${user} in ${groups.path}`);
    return 0;
  }
  row[3] = members.filter((name) => name !== user).join(",");
  yield* groups.write(io);
  return 0;
}

export const delgroup: Program = applet(function* (io) {
  const options = yield* parseOptions(io, "", { min: 1, max: 2 });
  yield* requireRoot(io);
  const [first = "", second] = options.rest;
  if (second !== undefined) return yield* leave(io, first, second);
  return yield* removeGroup(io, first);
});

export const deluser = applet(function* (io) {
  const options = yield* parseOptions(io, "", { min: 1, max: 2, long: { "remove-home": ["R"] } });
  yield* requireRoot(io);
  const [name = "", group] = options.rest;
  if (group !== undefined) return yield* leave(io, name, group);
  const users = yield* passwd(io);
  const row = users.find(name);
  if (row === undefined) return yield* io.die(`unknown user ${name}`);
  if (options.has("R")) yield* removeTree(io, row[5] ?? "");
  users.rows.splice(users.rows.indexOf(row), 1);
  yield* users.write(io);
  const groups = yield* groupFile(io);
  if (!groups.rows.some(([, , , members]) => (members ?? "").split(",").includes(name)))
    yield* io.warn(`can't find ${name} in ${groups.path}`);
  for (const one of groups.rows)
    one[3] = (one[3] ?? "")
      .split(",")
      .filter((member) => member !== name)
      .join(",");
  yield* groups.write(io);
  const own = groups.find(name);
  return own === undefined ? 0 : yield* removeGroup(io, name);
});

/** A home directory and all in it; what cannot be removed stays. */
function* removeTree(io: Io, path: string): Call<void> {
  try {
    const fd = yield* io.sys.open(path, O.RDONLY | O.DIRECTORY | O.NOFOLLOW);
    const entries = yield* io.sys.readdir(fd);
    yield* io.sys.close(fd);
    for (const { name, type } of entries) {
      if (name === "." || name === "..") continue;
      if (type === 0o040000) yield* removeTree(io, `${path}/${name}`);
      else yield* io.sys.unlink(`${path}/${name}`);
    }
    yield* io.sys.rmdir(path);
  } catch (error) {
    sysError(error);
  }
}
