/** netstat of busybox: reads /proc/net, as the real one does. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { type Options, parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { readTextFile } from "../lib/users";
import { listDirectory } from "./directory";
import { routeTable } from "./route-table";

const STATES = [
  "",
  "ESTABLISHED",
  "SYN_SENT",
  "SYN_RECV",
  "FIN_WAIT1",
  "FIN_WAIT2",
  "TIME_WAIT",
  "CLOSE",
  "CLOSE_WAIT",
  "LAST_ACK",
  "LISTEN",
  "CLOSING",
];

function endpoint(text: string): string {
  const [address, port] = text.split(":");
  const octets = [6, 4, 2, 0].map((at) => Number.parseInt(address!.slice(at, at + 2), 16));
  const number = Number.parseInt(port!, 16);
  return `${octets.join(".")}:${number === 0 ? "*" : number}`;
}

/** "39/nc" by the inode of its socket. */
function* owners(io: Io): Call<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const pid of (yield* listDirectory(io.sys, "/proc")) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of (yield* listDirectory(io.sys, `/proc/${pid}/fd`)) ?? []) {
      let target: string;
      try {
        target = yield* io.sys.readlink(`/proc/${pid}/fd/${fd}`);
      } catch (error) {
        if (error instanceof SysError) continue;
        throw error;
      }
      const inode = /^socket:\[(\d+)\]$/.exec(target)?.[1];
      if (inode === undefined) continue;
      const command = ((yield* readTextFile(io.sys, `/proc/${pid}/cmdline`)) ?? "").split("\0")[0]!;
      found.set(inode, `${pid}/${command.split("/").pop()!.replace(/ .*/, "")}`);
    }
  }
  return found;
}

class Netstat {
  private programs: ReadonlyMap<string, string> = new Map();

  constructor(
    private readonly io: Io,
    private readonly options: Options,
  ) {}

  *run(): Call<void> {
    const { io, options } = this;
    if (options.has("p")) this.programs = yield* owners(io);
    const chosen = options.has("t", "u", "w", "x");
    const wants = (key: string): boolean => !chosen || options.has(key);
    const inet = wants("t") || wants("u") || wants("w");
    if (inet) {
      this.heading();
      if (wants("t")) yield* this.inet("tcp");
      if (wants("u")) yield* this.inet("udp");
      if (wants("w")) yield* this.inet("raw");
    }
    if (wants("x")) yield* this.unix();
  }

  private which(): string {
    if (this.options.has("l")) return "(only servers)";
    return this.options.has("a") ? "(servers and established)" : "(w/o servers)";
  }

  private heading(): void {
    const { io, options } = this;
    io.put(`Active Internet connections ${this.which()}\n`);
    const width = options.has("W") ? 51 : 23;
    io.put(
      `Proto Recv-Q Send-Q ${"Local Address".padEnd(width)} ${"Foreign Address".padEnd(width)} State       `,
    );
    if (options.has("e")) io.put("User       Inode      ");
    if (options.has("p")) io.put("PID/Program name    ");
    io.put("\n");
  }

  private owner(inode: string): string {
    return this.options.has("p") ? (this.programs.get(inode) ?? "-") : "";
  }

  private *inet(kind: "tcp" | "udp" | "raw"): Call<void> {
    const { io, options } = this;
    const text = (yield* readTextFile(io.sys, `/proc/net/${kind}`)) ?? "";
    for (const row of text.split("\n").slice(1)) {
      const fields = row.trim().split(/\s+/);
      if (fields.length < 10) continue;
      const [, local, remote, state, queues, , , uid, , inode] = fields;
      const number = Number.parseInt(state!, 16);
      const listening = kind === "tcp" ? number === 10 : number === 7;
      if (options.has("l") ? !listening : listening && !options.has("a")) continue;
      const [tx, rx] = queues!.split(":").map((queue) => Number.parseInt(queue, 16));
      const width = options.has("W") ? 51 : 23;
      const shown =
        kind === "tcp"
          ? (STATES[number] ?? "")
          : kind === "udp" && number === 1
            ? "ESTABLISHED"
            : kind === "raw"
              ? String(number)
              : "";
      io.put(
        `${kind.padEnd(3)}   ${String(rx).padStart(6)} ${String(tx).padStart(6)} ${endpoint(local!).padEnd(width)} ` +
          `${endpoint(remote!).padEnd(width)} ${shown.padEnd(11)} `,
      );
      if (options.has("e")) io.put(`${(uid === "0" ? "root" : uid!).padEnd(10)} ${inode!.padEnd(10)} `);
      io.put(`${this.owner(inode!)}\n`);
    }
  }

  private *unix(): Call<void> {
    const { io, options } = this;
    io.put(`Active UNIX domain sockets ${this.which()}\n`);
    io.put(
      `Proto RefCnt Flags       Type       State         I-Node ${options.has("p") ? "PID/Program name    " : ""}Path\n`,
    );
    const text = (yield* readTextFile(io.sys, "/proc/net/unix")) ?? "";
    for (const row of text.split("\n").slice(1)) {
      const fields = row.trim().split(/\s+/);
      if (fields.length < 7) continue;
      const [, count, , flags, type, state, inode, ...path] = fields;
      const listening = (Number.parseInt(flags!, 16) & 0x10000) !== 0;
      if (options.has("l") ? !listening : listening && !options.has("a")) continue;
      const kind = Number.parseInt(type!, 16) === 1 ? "STREAM" : "DGRAM";
      const word = listening ? "LISTENING" : state === "03" ? "CONNECTED" : "";
      const owner = options.has("p") ? `${this.owner(inode!).padEnd(20)}` : "";
      io.put(
        `unix  ${String(Number.parseInt(count!, 16)).padEnd(6)} ${(listening ? "[ ACC ]" : "[ ]").padEnd(11)} ${kind.padEnd(10)} ` +
          `${word.padEnd(13)} ${inode!.padStart(6)} ${owner}${path.join(" ")}\n`,
      );
    }
  }
}

export function* netstat(io: Io): Call<number> {
  const options = yield* parseOptions(io, "laentuwxrWp");
  if (options.has("r")) {
    yield* routeTable(io, options.has("n"), !options.has("e"));
    return 0;
  }
  yield* new Netstat(io, options).run();
  return 0;
}
