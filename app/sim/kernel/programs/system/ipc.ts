/** ipcs and ipcrm: System V objects of the IPC namespace. */
import type { Call } from "../../abi/call";
import { momentOf, strftime } from "../lib/calendar";
import { parseOptions } from "../lib/getopt";
import { applet, type Io, sysError } from "../lib/io";
import { readTextFile } from "../lib/users";
import { Users } from "./names";

type Kind = "shm" | "msg" | "sem";
const LETTER: Readonly<Record<string, Kind>> = { m: "shm", q: "msg", s: "sem" };

/** The rows of /proc/sysvipc as records. */
function* objects(io: Io, kind: Kind): Call<readonly ReadonlyMap<string, string>[]> {
  const text = (yield* readTextFile(io.sys, `/proc/sysvipc/${kind}`)) ?? "";
  const [head = "", ...lines] = text.split("\n");
  const names = head.trim().split(/\s+/);
  return lines
    .filter((line) => line !== "")
    .map((line) => {
      const cells = line.trim().split(/\s+/);
      return new Map(names.map((name, index) => [name, cells[index] ?? ""]));
    });
}

const left = (text: string, width = 10) => text.padEnd(width);
const HEADS = {
  shm: {
    title: "Shared Memory Segments",
    columns: `${["key", "shmid", "owner", "perms", "bytes", "nattch", "status"].map((c) => left(c)).join(" ")}  `,
  },
  msg: {
    title: "Message Queues",
    columns: "key        msqid      owner      perms      used-bytes   messages    ",
  },
  sem: { title: "Semaphore Arrays", columns: "key        semid      owner      perms      nsems     " },
} as const;

const hex = (key: string) => `0x${(Number(key) >>> 0).toString(16).padStart(8, "0")}`;

class Listing {
  constructor(
    private readonly io: Io,
    private readonly users: Users,
  ) {}

  private owner(row: ReadonlyMap<string, string>): string {
    const uid = row.get("uid") ?? "";
    return left((this.users.byUid(Number(uid))?.name ?? uid).slice(0, 10));
  }

  *table(kind: Kind): Call<void> {
    const { title, columns } = HEADS[kind];
    this.io.put(`\n------ ${title} --------\n${columns}\n`);
    for (const row of yield* objects(this.io, kind)) {
      const get = (name: string) => row.get(name) ?? "";
      const start = `${hex(get("key"))} ${left(get(`${kind === "msg" ? "msq" : kind}id`))} ${this.owner(row)} ${left(get("perms"))}`;
      if (kind === "shm")
        this.io.put(`${start} ${left(get("size"))} ${left(get("nattch"))} ${left("", 6)} ${left("", 6)}\n`);
      else if (kind === "sem") this.io.put(`${start} ${left(get("nsems"))}\n`);
      else this.io.put(`${start} ${left(get("cbytes"), 12)} ${left(get("qnum"), 12)}\n`);
    }
  }

  *times(kind: Kind): Call<void> {
    const titles = {
      shm: [
        "Shared Memory Attach/Detach/Change Times",
        ["attached", "detached", "changed"],
        ["atime", "dtime", "ctime"],
      ],
      msg: ["Message Queues Send/Recv/Change Times", ["send", "recv", "change"], ["stime", "rtime", "ctime"]],
      sem: ["Semaphore Operation/Change Times", ["last-op", "last-changed"], ["otime", "ctime"]],
    } as const;
    const [title, columns, fields] = titles[kind];
    const id = kind === "msg" ? "msqid" : `${kind}id`;
    this.io.put(
      `\n------ ${title} --------\n${left(id)} ${left("owner")} ${columns.map((c) => left(c, 20)).join(" ")}\n`,
    );
    const shown = (text: string) =>
      text === "0" ? "Not set" : strftime("%a %b %e %H:%M:%S", momentOf(Number(text)));
    for (const row of yield* objects(this.io, kind))
      this.io.put(
        `${left(row.get(id) ?? "")} ${this.owner(row)} ${fields.map((f) => left(shown(row.get(f) ?? "0"), 20)).join(" ")}\n`,
      );
  }

  *creators(kind: Kind): Call<void> {
    const titles = {
      shm: "Shared Memory Segment Creators/Owners",
      msg: "Message Queues: Creators/Owners",
      sem: "Semaphore Arrays Creators/Owners",
    };
    const id = kind === "msg" ? "msqid" : `${kind}id`;
    const names = [id, "perms", "cuid", "cgid", "uid", "gid"];
    this.io.put(`\n------ ${titles[kind]} --------\n${names.map((n) => left(n)).join(" ")}\n`);
    for (const row of yield* objects(this.io, kind))
      this.io.put(`${names.map((n) => left(row.get(n) ?? "")).join(" ")}\n`);
  }

  *pids(kind: Kind): Call<void> {
    if (kind === "sem") return yield* this.table(kind);
    const id = kind === "msg" ? "msqid" : "shmid";
    const [title, names] =
      kind === "shm"
        ? ["Shared Memory Creator/Last-op", ["cpid", "lpid"]]
        : ["Message Queues PIDs", ["lspid", "lrpid"]];
    this.io.put(
      `\n------ ${title} --------\n${left(id)} ${left("owner")} ${names.map((n) => left(n)).join(" ")}\n`,
    );
    for (const row of yield* objects(this.io, kind))
      this.io.put(
        `${left(row.get(id) ?? "")} ${this.owner(row)} ${names.map((n) => left(row.get(n) ?? "")).join(" ")}\n`,
      );
  }

  private *setting(name: string): Call<string> {
    return ((yield* readTextFile(this.io.sys, `/proc/sys/kernel/${name}`)) ?? "").trim();
  }

  *limits(kind: Kind): Call<void> {
    if (kind === "msg") {
      this.io.put("\n------ Messages: Limits --------\n");
      this.io.put(`max queues system wide = ${yield* this.setting("msgmni")}\n`);
      this.io.put(`max size of message (bytes) = ${yield* this.setting("msgmax")}\n`);
      this.io.put(`default max size of queue (bytes) = ${yield* this.setting("msgmnb")}\n`);
    } else if (kind === "shm") {
      this.io.put("\n------ Shared Memory Limits --------\n");
      this.io.put(`max number of segments = ${yield* this.setting("shmmni")}\n`);
      this.io.put(`max seg size (kbytes) = ${Math.floor(Number(yield* this.setting("shmmax")) / 1024)}\n`);
      this.io.put(`max total shared memory (pages) = ${yield* this.setting("shmall")}\n`);
      this.io.put("min seg size (bytes) = 1\n");
    } else {
      const [perArray, all, operations, arrays] = (yield* this.setting("sem")).split(/\s+/);
      this.io.put("\n------ Semaphore Limits --------\n");
      this.io.put(`max number of arrays = ${arrays}\nmax semaphores per array = ${perArray}\n`);
      this.io.put(
        `max semaphores system wide = ${all}\nmax ops per semop call = ${operations}\nsemaphore max value = 32767\n`,
      );
    }
  }

  *summary(kind: Kind): Call<void> {
    const rows = yield* objects(this.io, kind);
    const sum = (name: string) => rows.reduce((total, row) => total + Number(row.get(name) ?? 0), 0);
    if (kind === "msg")
      this.io.put(
        `\n------ Messages: Status --------\nallocated queues = ${rows.length}\nused headers = ${sum("qnum")}\nused space = ${sum("cbytes")} bytes\n`,
      );
    else if (kind === "shm")
      this.io.put(
        `\n------ Shared Memory Status --------\nsegments allocated ${rows.length}\npages allocated ${Math.ceil(sum("size") / 4096)}\npages resident  ${sum("rss") / 4096}\npages swapped   ${sum("swap") / 4096}\nSwap performance: 0 attempts\t0 successes\n`,
      );
    else
      this.io.put(
        `\n------ Semaphore Status --------\nused arrays = ${rows.length}\nallocated semaphores = ${sum("nsems")}\n`,
      );
  }
}

export const ipcs = applet(function* (io) {
  const options = yield* parseOptions(io, "i:aqsmtcplu");
  const listing = new Listing(io, yield* Users.read(io.sys));
  const chosen = ["q", "m", "s"].filter((letter) => options.has(letter));
  const wanted = options.value("i");
  if (wanted !== undefined) {
    const [letter] = chosen;
    if (chosen.length !== 1 || letter === undefined) return yield* io.usage();
    const kind = LETTER[letter] as Kind;
    const found = (yield* objects(io, kind)).some(
      (row) => row.get(`${kind === "msg" ? "msq" : kind}id`) === wanted,
    );
    if (!found) yield* io.warn(`${kind}ctl: Invalid argument`);
    else yield* listing.table(kind);
    return 0;
  }
  const kinds = (chosen.length === 0 || options.has("a") ? ["q", "m", "s"] : chosen).map(
    (l) => LETTER[l] as Kind,
  );
  const how = options.last("t", "c", "p", "l", "u");
  for (const kind of kinds) {
    if (how === "t") yield* listing.times(kind);
    else if (how === "c") yield* listing.creators(kind);
    else if (how === "p") yield* listing.pids(kind);
    else if (how === "l") yield* listing.limits(kind);
    else if (how === "u") yield* listing.summary(kind);
    else yield* listing.table(kind);
  }
  io.put("\n");
  return 0;
});

const OLD_WORDS: Readonly<Record<string, Kind>> = { shm: "shm", msg: "msg", sem: "sem" };

export const ipcrm = applet(function* (io) {
  const [word] = io.args;
  const old = word === undefined ? undefined : OLD_WORDS[word];
  if (old !== undefined) return yield* oldForm(io, old);
  const options = yield* parseOptions(io, "q:m:s:Q:M:S:");
  if (options.rest.length > 0) return yield* io.usage();
  let status = 0;
  for (const { key, value = "" } of options.all) {
    const kind = LETTER[key.toLowerCase()] as Kind;
    const byKey = key !== key.toLowerCase();
    const wanted = Number(value);
    let id: number | undefined = wanted;
    if (!/^(0x[0-9a-f]+|\d+)$/i.test(value)) return yield* io.die(`invalid number '${value}'`);
    if (byKey) {
      const row = (yield* objects(io, kind)).find((one) => Number(one.get("key")) === wanted);
      id = row === undefined ? undefined : Number(row.get(`${kind === "msg" ? "msq" : kind}id`));
    }
    try {
      if (id === undefined) throw undefined;
      yield* io.sys.ipcRemove(kind, id);
    } catch (error) {
      const code = error === undefined ? "ENOENT" : sysError(error).code;
      const what = byKey ? "key" : "id";
      const words =
        code === "EACCES" || code === "EPERM"
          ? "permission denied for"
          : code === "EIDRM"
            ? "already removed"
            : "invalid";
      yield* io.warn(`${words} ${what} (${value})`);
      status = 1;
    }
  }
  return status;
});

function* oldForm(io: Io, kind: Kind): Call<number> {
  let status = 0;
  for (const word of io.args.slice(1)) {
    if (!/^\d+$/.test(word)) {
      yield* io.warn(`invalid id: ${word}`);
      status = 1;
      continue;
    }
    try {
      yield* io.sys.ipcRemove(kind, Number(word));
    } catch (error) {
      yield* io.warnError(`can't remove id ${word}`, error);
      status = 1;
    }
  }
  return status;
}
