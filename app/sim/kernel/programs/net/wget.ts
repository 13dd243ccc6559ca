/** wget of busybox, for http. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { type Options, parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { readTextFile } from "../lib/users";
import { portNumber, resolve, splitHostPort } from "./names";

interface Url {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly ftp: boolean;
}

const LONG = {
  continue: ["c"],
  quiet: ["q"],
  "server-response": ["S"],
  "output-document": ["O", "value"],
  "output-file": ["o", "value"],
  "directory-prefix": ["P", "value"],
  proxy: ["Y", "value"],
  "user-agent": ["U", "value"],
  timeout: ["T", "value"],
  tries: ["t", "value"],
  header: ["header", "value"],
  "post-data": ["post-data", "value"],
  "post-file": ["post-file", "value"],
  spider: ["spider"],
  "no-check-certificate": ["no-check-certificate"],
  passive: ["passive"],
} as const;

const MAX_REDIRECTS = 5;

class Wget {
  private log = 2;
  private readonly timeoutNs: number;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
  ) {
    const seconds = Number(options.value("T") ?? 900);
    this.timeoutNs = seconds > 0 ? seconds * 1e9 : Number.POSITIVE_INFINITY;
  }

  private *say(text: string): Call<void> {
    if (!this.options.has("q")) yield* this.io.writeAll(this.log, text);
  }

  *openLog(): Call<void> {
    const path = this.options.value("o");
    if (path !== undefined && path !== "-")
      this.log = yield* this.io.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
    else if (path === "-") this.log = 1;
  }

  private *parse(text: string): Call<Url> {
    const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
    if (scheme !== undefined && scheme !== "http" && scheme !== "ftp")
      return yield* this.io.die(`not an http or ftp url: ${text}`);
    const rest = scheme === undefined ? text : text.slice(scheme.length + 3);
    const at = rest.search(/[/?#]/);
    const authority = at < 0 ? rest : rest.slice(0, at);
    const tail = at < 0 ? "" : rest.slice(at);
    const { host, port } = splitHostPort(authority.slice(authority.lastIndexOf("@") + 1));
    const number = port === undefined ? (scheme === "ftp" ? 21 : 80) : portNumber(port);
    if (number === undefined) return yield* this.io.die(`bad port '${port!}'`);
    const path = tail.replace(/#.*/, "");
    return { host, port: number, path: path.startsWith("/") ? path : `/${path}`, ftp: scheme === "ftp" };
  }

  private *connect(url: Url): Call<number> {
    const { io } = this;
    const address = yield* resolve(io.sys, url.host);
    if (address === undefined) return yield* io.die(`bad address '${url.host}'`);
    const shown = url.ftp || url.port === 80 ? url.host : `${url.host}:${url.port}`;
    yield* this.say(`Connecting to ${shown} (${address}:${url.port})\n`);
    const fd = yield* io.sys.socket("inet", "stream", 0);
    if (this.timeoutNs !== Number.POSITIVE_INFINITY) {
      yield* io.sys.setsockopt(fd, "SO_RCVTIMEO", this.timeoutNs);
      yield* io.sys.setsockopt(fd, "SO_SNDTIMEO", this.timeoutNs);
    }
    try {
      yield* io.sys.connect(fd, { address, port: url.port });
    } catch (error) {
      if (error instanceof SysError && error.code === "EINPROGRESS")
        return yield* io.die("download timed out");
      return yield* io.dieError(`can't connect to remote host (${address})`, error);
    }
    return fd;
  }

  private outputName(url: Url): string {
    const given = this.options.value("O");
    if (given !== undefined) return given;
    const base = url.path.replace(/\?.*/, "").split("/").pop()!;
    const name = base === "" ? "index.html" : base;
    const prefix = this.options.value("P");
    return prefix === undefined ? name : `${prefix}/${name}`;
  }

  private *request(url: Url, offset: number): Call<string> {
    const { options, io } = this;
    const postFile = options.value("post-file");
    const post =
      options.value("post-data") ??
      (postFile === undefined ? undefined : yield* readTextFile(io.sys, postFile));
    const extra = options.values("header");
    const has = (name: string): boolean => extra.some((line) => line.toLowerCase().startsWith(`${name}:`));
    let text = `${post === undefined ? "GET" : "POST"} ${url.path} HTTP/1.1\r\n`;
    if (!has("host")) text += `Host: ${url.host}${url.port === 80 ? "" : `:${url.port}`}\r\n`;
    if (!has("user-agent")) text += `User-Agent: ${options.value("U") ?? "Wget"}\r\n`;
    text += "Connection: close\r\n";
    for (const line of extra) text += `${line}\r\n`;
    if (offset > 0) text += `Range: bytes=${offset}-\r\n`;
    if (post !== undefined) {
      if (!has("content-type")) text += "Content-Type: application/x-www-form-urlencoded\r\n";
      text += `Content-Length: ${post.length}\r\n`;
    }
    return `${text}\r\n${post ?? ""}`;
  }

  *fetch(text: string): Call<void> {
    const { io, options } = this;
    let url = yield* this.parse(text);
    for (let redirects = 0; ; redirects++) {
      const name = this.outputName(url);
      const offset = options.has("c") && name !== "-" ? yield* this.sizeOf(name) : 0;
      const fd = yield* this.connect(url);
      if (url.ftp) return yield* io.die("error getting response");
      yield* io.writeAll(fd, yield* this.request(url, offset));
      const reader = new Response(io, fd);
      const status = yield* reader.line();
      if (status === undefined) return yield* io.die("error getting response");
      if (options.has("S")) yield* this.say(`  ${status}\n`);
      const code = Number(/^HTTP\/\d\.\d +(\d{3})/.exec(status)?.[1] ?? Number.NaN);
      if (Number.isNaN(code)) return yield* io.die("bad response");
      if (code >= 400 || code < 200) return yield* io.die(`server returned error: ${printable(status)}`);
      const headers = yield* this.headers(reader);
      const location = headers.get("location");
      if (code >= 300 && location !== undefined) {
        if (redirects >= MAX_REDIRECTS) return yield* io.die("too many redirections");
        yield* io.sys.close(fd);
        url = location.startsWith("/") ? { ...url, path: location } : yield* this.parse(location);
        continue;
      }
      if (code >= 300) return yield* io.die(`server returned error: ${printable(status)}`);
      if (options.has("spider")) {
        yield* this.say("remote file exists\n");
        return;
      }
      yield* this.save(name, reader, headers, code === 206 ? offset : 0);
      yield* io.sys.close(fd);
      return;
    }
  }

  private *sizeOf(name: string): Call<number> {
    try {
      return (yield* this.io.sys.stat(name)).size;
    } catch (error) {
      if (error instanceof SysError) return 0;
      throw error;
    }
  }

  private *headers(reader: Response): Call<ReadonlyMap<string, string>> {
    const headers = new Map<string, string>();
    for (;;) {
      const line = yield* reader.line();
      if (this.options.has("S") && line !== undefined) yield* this.say(`  ${line}\n`);
      if (line === undefined || line === "") return headers;
      const colon = line.indexOf(":");
      if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
  }

  private *save(
    name: string,
    reader: Response,
    headers: ReadonlyMap<string, string>,
    offset: number,
  ): Call<void> {
    const { io } = this;
    const toStdout = name === "-";
    const given = this.options.has("O");
    const flags =
      O.WRONLY | O.CREAT | (offset > 0 ? O.APPEND : given ? O.TRUNC : this.options.has("c") ? 0 : O.EXCL);
    let fd = 1;
    if (!toStdout)
      try {
        fd = yield* io.sys.open(name, flags, 0o666);
      } catch (error) {
        return yield* io.dieError(`can't open '${name}'`, error);
      }
    yield* this.say(toStdout ? "writing to stdout\n" : `saving to '${name}'\n`);
    const length = headers.get("content-length");
    const limit = length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
    const chunked = headers.get("transfer-encoding")?.toLowerCase() === "chunked";
    const total = yield* reader.body(fd, chunked, limit);
    if (limit !== undefined && total < limit) return yield* io.die("connection closed prematurely");
    if (!toStdout) yield* io.sys.close(fd);
    yield* this.say(`${progress(name, total + offset, limit === undefined ? undefined : limit + offset)}\n`);
    yield* this.say(toStdout ? "written to stdout\n" : `'${name}' saved\n`);
  }
}

/** bb_progress at the end. */
function progress(name: string, bytes: number, total: number | undefined): string {
  const base = name.split("/").pop()!.slice(0, 20).padEnd(20);
  const size = humanBytes(bytes).padStart(6);
  if (total === undefined) return `${base} ${size}  0:00:00 ETA`;
  return `${base} ${"100".padStart(3)}% |${"*".repeat(32)}|${size}  0:00:00 ETA`;
}

/** At most five digits, then in units of 1024. */
function humanBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 100_000) {
    value = Math.floor(value / 1024);
    unit++;
  }
  return `${value}${" kMGTPEZY"[unit]!.trim()}`;
}

/** sanitize_string: up to the first control byte. */
function printable(text: string): string {
  const end = [...text].findIndex((char) => char < " ");
  return end < 0 ? text : text.slice(0, end);
}

/** The server's answer as it comes. */
class Response {
  private buffer = "";
  private ended = false;

  constructor(
    private readonly io: Io,
    private readonly fd: number,
  ) {}

  private *fill(): Call<boolean> {
    if (this.ended) return false;
    let data: Uint8Array;
    try {
      data = yield* this.io.sys.read(this.fd, 65536);
    } catch (error) {
      if (error instanceof SysError && error.code === "EAGAIN")
        return yield* this.io.die("download timed out");
      return yield* this.io.dieError("read error", error);
    }
    if (data.length === 0) {
      this.ended = true;
      return false;
    }
    for (let at = 0; at < data.length; at += 8192)
      this.buffer += String.fromCharCode(...data.subarray(at, at + 8192));
    return true;
  }

  *line(): Call<string | undefined> {
    for (;;) {
      const end = this.buffer.indexOf("\n");
      if (end >= 0) {
        const line = this.buffer.slice(0, end).replace(/\r$/, "");
        this.buffer = this.buffer.slice(end + 1);
        return line;
      }
      if (!(yield* this.fill())) return this.buffer === "" ? undefined : this.take(this.buffer.length);
    }
  }

  private take(count: number): string {
    const text = this.buffer.slice(0, count);
    this.buffer = this.buffer.slice(count);
    return text;
  }

  /** Copies up to `limit` bytes to a descriptor; answers how many there were. */
  private *copy(fd: number, limit: number): Call<number> {
    let total = 0;
    while (total < limit) {
      if (this.buffer === "" && !(yield* this.fill())) break;
      const text = this.take(Math.min(this.buffer.length, limit - total));
      try {
        yield* this.io.writeAll(fd, text);
      } catch (error) {
        return yield* this.io.dieError("write error", error);
      }
      total += text.length;
    }
    return total;
  }

  *body(fd: number, chunked: boolean, limit: number | undefined): Call<number> {
    if (!chunked) return yield* this.copy(fd, limit ?? Number.POSITIVE_INFINITY);
    let total = 0;
    for (;;) {
      const size = Number.parseInt((yield* this.line()) ?? "", 16);
      if (Number.isNaN(size) || size === 0) return total;
      total += yield* this.copy(fd, size);
      yield* this.line();
    }
  }
}

export function* wget(io: Io): Call<number> {
  const options = yield* parseOptions(io, "cqSO:o:P:Y:U:T:t:n:", { long: LONG, min: 1 });
  const program = new Wget(io, options);
  yield* program.openLog();
  for (const url of options.rest) yield* program.fetch(url);
  return 0;
}
