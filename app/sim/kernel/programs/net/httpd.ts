/** httpd of busybox: files, index pages, redirects of directories, programs in cgi-bin. One child a connection. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, S, WAIT } from "../../abi/flags";
import type { SocketAddress } from "../../abi/sys";
import { type Options, parseOptions } from "../lib/getopt";
import { Io, ProgramExit } from "../lib/io";
import { splitHostPort } from "./names";

const SIGCHLD = 17;
const HEADER_BYTES = 8192;

const TYPES: Readonly<Record<string, string>> = {
  txt: "text/plain",
  h: "text/plain",
  c: "text/plain",
  cc: "text/plain",
  cpp: "text/plain",
  htm: "text/html",
  html: "text/html",
  css: "text/css",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  gif: "image/gif",
  png: "image/png",
  svg: "image/svg+xml",
  wav: "audio/wav",
  avi: "video/x-msvideo",
  mp3: "audio/mpeg",
  mpg: "video/mpeg",
  pac: "application/x-ns-proxy-autoconfig",
};

const ERRORS: Readonly<Record<number, readonly [string, string]>> = {
  400: ["Bad Request", "Unsupported method"],
  403: ["Forbidden", ""],
  404: ["Not Found", "The requested URL was not found"],
  408: ["Request Timeout", "No request appeared within 60 seconds"],
  501: ["Not Implemented", "The requested method is not recognized"],
};

const DAYS = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** RFC 1123, from seconds since the epoch. */
export function httpDate(seconds: number): string {
  let days = Math.floor(seconds / 86400);
  const weekday = DAYS[((days % 7) + 7) % 7]!;
  const rest = seconds - days * 86400;
  let year = 1970;
  const length = (y: number): number => (y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0) ? 366 : 365);
  while (days >= length(year)) days -= length(year++);
  const months = [31, length(year) - 337, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  let month = 0;
  while (days >= months[month]!) days -= months[month++]!;
  const two = (value: number): string => String(value).padStart(2, "0");
  const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  return `${weekday}, ${two(days + 1)} ${MONTHS[month]!} ${year} ${time} GMT`;
}

/** %XX; undefined where it is damaged or encodes a zero byte. `plus`: "+" is a space. */
export function decodeUrl(text: string, plus: boolean): string | undefined {
  if (/%(?![0-9a-fA-F]{2})|%00/.test(text)) return undefined;
  const spaced = plus ? text.replaceAll("+", " ") : text;
  return spaced.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

class Connection {
  constructor(
    private readonly io: Io,
    private readonly fd: number,
    private readonly peer: SocketAddress,
    private readonly port: number,
  ) {}

  private *head(status: string, extra: string): Call<string> {
    const now = Math.floor((yield* this.io.sys.clockGettime("realtime")) / 1e9);
    return `HTTP/1.1 ${status}\r\nDate: ${httpDate(now)}\r\nConnection: close\r\n${extra}`;
  }

  private *error(code: number): Call<void> {
    const [title, text] = ERRORS[code]!;
    const page = `<HTML><HEAD><TITLE>${code} ${title}</TITLE></HEAD>\n<BODY><H1>${code} ${title}</H1>\n${text}\n</BODY></HTML>\n`;
    yield* this.send((yield* this.head(`${code} ${title}`, "Content-type: text/html\r\n\r\n")) + page);
  }

  private *send(text: string | Uint8Array): Call<void> {
    try {
      yield* this.io.writeAll(this.fd, text);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      this.io.exit(1);
    }
  }

  /** The request's head and what of its body came with it. */
  private *read(): Call<{ readonly head: string; readonly rest: string } | undefined> {
    let text = "";
    while (text.length < HEADER_BYTES) {
      const end = /\r?\n\r?\n/.exec(text);
      if (end !== null)
        return { head: text.slice(0, end.index), rest: text.slice(end.index + end[0].length) };
      const data = yield* this.io.sys.read(this.fd, 4096);
      if (data.length === 0) return undefined;
      text += String.fromCharCode(...data);
    }
    return undefined;
  }

  *handle(): Call<void> {
    const request = yield* this.read();
    if (request === undefined) return;
    const [first, ...lines] = request.head.split(/\r?\n/);
    const match = /^([^ ]+) +([^ ]*)(?: +(HTTP\/\S+))?\s*$/.exec(first!);
    if (match === null || !match[2]!.startsWith("/")) return yield* this.error(400);
    const [, method, target] = match;
    const [rawPath, query] = splitQuery(target!);
    const decoded = decodeUrl(rawPath, false);
    if (decoded === undefined) return yield* this.error(400);
    const path = normal(decoded);
    if (path === undefined) return yield* this.error(400);
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
    );
    if (path.startsWith("/cgi-bin/")) return yield* this.cgi(path, query, method!, headers, request.rest);
    if (method !== "GET" && method !== "HEAD") return yield* this.error(501);
    yield* this.file(path, headers.get("range"));
  }

  private *file(path: string, range: string | undefined): Call<void> {
    const { sys } = this.io;
    let name = `.${path}`;
    let stat = yield* statOf(sys, name);
    if (stat !== undefined && (stat.mode & S.IFMT) === S.IFDIR) {
      if (!path.endsWith("/")) {
        const location = `Content-type: text/html\r\nLocation: ${path}/\r\n\r\n`;
        return yield* this.send(yield* this.head("302 Found", location));
      }
      name += "index.html";
      stat = yield* statOf(sys, name);
      if (stat === undefined && (yield* statOf(sys, "./cgi-bin/index.cgi")) !== undefined)
        return yield* this.cgi("/cgi-bin/index.cgi", undefined, "GET", new Map(), "");
    }
    let file: number;
    try {
      if (stat === undefined) throw new SysError("ENOENT");
      file = yield* sys.open(name, O.RDONLY);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      return yield* this.error(404);
    }
    const extension = /\.([a-z0-9]+)$/.exec(name)?.[1] ?? "";
    const type = TYPES[extension] ?? "application/octet-stream";
    const modified = Math.floor(stat.mtimeNs / 1e9);
    const wanted = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
    const from = wanted === null ? 0 : Number(wanted[1]);
    const to =
      wanted === null || wanted[2] === "" ? stat.size - 1 : Math.min(Number(wanted[2]), stat.size - 1);
    const partial = wanted !== null && from <= to;
    const length = partial ? to - from + 1 : stat.size;
    const extra =
      `Content-type: ${type}\r\nAccept-Ranges: bytes\r\nLast-Modified: ${httpDate(modified)}\r\n` +
      `ETag: "${modified.toString(16)}-${stat.size.toString(16)}"\r\n` +
      (partial ? `Content-Range: bytes ${from}-${to}/${stat.size}\r\n` : "") +
      `Content-Length: ${length}\r\n\r\n`;
    yield* this.send(yield* this.head(partial ? "206 Partial Content" : "200 OK", extra));
    let left = length;
    for (let at = partial ? from : 0; left > 0; ) {
      const data = yield* sys.pread(file, Math.min(left, 65536), at);
      if (data.length === 0) break;
      yield* this.send(data);
      at += data.length;
      left -= data.length;
    }
  }

  /** Runs a program; its output, after a status line, is the answer. */
  private *cgi(
    path: string,
    query: string | undefined,
    method: string,
    headers: ReadonlyMap<string, string>,
    body: string,
  ): Call<void> {
    const { io, fd, peer } = this;
    const name = `.${path}`;
    const stat = yield* statOf(io.sys, name);
    if (stat === undefined || (stat.mode & S.IFMT) !== S.IFREG) return yield* this.error(404);
    if ((stat.mode & 0o111) === 0) return yield* this.error(403);
    const env = new Map(io.env);
    const set = (key: string, value: string | undefined): void => {
      if (value !== undefined) env.set(key, value);
    };
    set("SCRIPT_NAME", path);
    set("REQUEST_METHOD", method);
    set("REQUEST_URI", query === undefined ? path : `${path}?${query}`);
    set("QUERY_STRING", query ?? "");
    set("PATH_INFO", "");
    set("SERVER_SOFTWARE", "busybox httpd/1.35.0");
    set("SERVER_PROTOCOL", "HTTP/1.1");
    set("GATEWAY_INTERFACE", "CGI/1.1");
    set("SERVER_PORT", String(this.port));
    set("REMOTE_ADDR", peer.address);
    set("REMOTE_PORT", String(peer.port));
    set("CONTENT_TYPE", headers.get("content-type"));
    set("CONTENT_LENGTH", headers.get("content-length"));
    for (const [key, value] of headers)
      if (key !== "content-type" && key !== "content-length")
        set(`HTTP_${key.toUpperCase().replaceAll("-", "_")}`, value);
    const [inputRead, inputWrite] = yield* io.sys.pipe();
    const [outputRead, outputWrite] = yield* io.sys.pipe();
    yield* io.sys.fork(function* (sys) {
      yield* sys.dup2(inputRead, 0);
      yield* sys.dup2(outputWrite, 1);
      for (const each of [inputRead, inputWrite, outputRead, outputWrite, fd])
        if (each > 1) yield* sys.close(each);
      const slash = path.lastIndexOf("/");
      try {
        yield* sys.chdir(`.${path.slice(0, slash)}`);
        return yield* sys.execve(`./${path.slice(slash + 1)}`, [path.slice(slash + 1)], env);
      } catch (error) {
        if (error instanceof SysError) return 242;
        throw error;
      }
    });
    yield* io.sys.close(inputRead);
    yield* io.sys.close(outputWrite);
    yield* this.pour(inputWrite, body, Number(headers.get("content-length") ?? 0));
    yield* io.sys.close(inputWrite);
    let started = false;
    for (;;) {
      const data = yield* io.sys.read(outputRead, 4096);
      if (data.length === 0) break;
      const text = String.fromCharCode(...data);
      if (!started && !text.startsWith("HTTP/")) {
        const status = /^Status: *([^\r\n]*)/i.exec(text)?.[1] ?? "200 OK";
        yield* this.send(`HTTP/1.1 ${status}\r\n`);
      }
      started = true;
      yield* this.send(text);
    }
  }

  private *pour(to: number, body: string, length: number): Call<void> {
    let left = Math.min(length, 1 << 30);
    let part = body.slice(0, left);
    while (left > 0) {
      if (part === "") {
        const data = yield* this.io.sys.read(this.fd, Math.min(left, 4096));
        if (data.length === 0) return;
        part = String.fromCharCode(...data);
      }
      try {
        yield* this.io.writeAll(to, part);
      } catch (error) {
        if (error instanceof SysError) return;
        throw error;
      }
      left -= part.length;
      part = "";
    }
  }
}

function splitQuery(target: string): readonly [path: string, query: string | undefined] {
  const at = target.indexOf("?");
  return at < 0 ? [target, undefined] : [target.slice(0, at), target.slice(at + 1)];
}

/** Without "." and "..", and nothing above the root. */
function normal(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/").slice(1)) {
    if (part === "..") {
      if (parts.length === 0) return undefined;
      parts.pop();
    } else if (part !== "." && part !== "") parts.push(part);
  }
  const end = /\/\.{0,2}$/.test(path) && parts.length > 0 ? "/" : "";
  return `/${parts.join("/")}${end}`;
}

function* statOf(
  sys: Io["sys"],
  path: string,
): Call<{ mode: number; size: number; mtimeNs: number } | undefined> {
  try {
    return yield* sys.stat(path);
  } catch (error) {
    if (error instanceof SysError) return undefined;
    throw error;
  }
}

function* listen(io: Io, options: Options): Call<{ readonly fd: number; readonly port: number }> {
  const { host, port: text } = splitHostPort(`:${options.value("p") ?? "80"}`.replace(/^:(?=.*:)/, ""));
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) return yield* io.die(`bad port '${text ?? ""}'`);
  const fd = yield* io.sys.socket("inet", "stream", 0);
  yield* io.sys.setsockopt(fd, "SO_REUSEADDR", 1);
  try {
    yield* io.sys.bind(fd, { address: host === "" ? "0.0.0.0" : host, port });
  } catch (error) {
    return yield* io.dieError("bind", error);
  }
  yield* io.sys.listen(fd, 9);
  return { fd, port };
}

function* serve(io: Io, fd: number, port: number): Call<number> {
  yield* io.sys.sigaction(SIGCHLD, "ignore");
  for (;;) {
    let accepted: { readonly fd: number; readonly peer: SocketAddress };
    try {
      accepted = yield* io.sys.accept(fd);
    } catch (error) {
      if (error instanceof SysError) continue;
      throw error;
    }
    yield* io.sys.fork(function* (sys) {
      yield* sys.sigaction(SIGCHLD, "default");
      yield* sys.close(fd);
      const own = new Io(sys, io.name, io.args, io.env);
      try {
        yield* new Connection(own, accepted.fd, accepted.peer, port).handle();
        yield* own.settle();
        yield* sys.shutdown(accepted.fd, "write");
        return 0;
      } catch (error) {
        // The client has gone, or the answer was given up.
        if (error instanceof SysError || error instanceof ProgramExit) return 1;
        throw error;
      }
    });
    yield* io.sys.close(accepted.fd);
    while ((yield* reap(io)) > 0);
  }
}

function* reap(io: Io): Call<number> {
  try {
    return (yield* io.sys.waitpid(-1, WAIT.NOHANG)).pid;
  } catch (error) {
    if (error instanceof SysError) return 0;
    throw error;
  }
}

export function* httpd(io: Io): Call<number> {
  const options = yield* parseOptions(io, "c:d:h:e:r:m:u:p:ifv");
  const decode = options.value("d");
  if (decode !== undefined) {
    io.put(decodeUrl(decode, true) ?? decode);
    return 0;
  }
  const encode = options.value("e");
  if (encode !== undefined) {
    io.put(encode.replace(/[^a-zA-Z0-9]/g, (char) => `&#${char.charCodeAt(0)};`));
    return 0;
  }
  const home = options.value("h") ?? ".";
  try {
    yield* io.sys.chdir(home);
  } catch (error) {
    return yield* io.dieError(`can't change directory to '${home}'`, error);
  }
  const { fd, port } = yield* listen(io, options);
  if (options.has("f")) return yield* serve(io, fd, port);
  yield* io.sys.fork(function* (sys) {
    yield* sys.setsid();
    return yield* serve(new Io(sys, io.name, io.args, io.env), fd, port);
  });
  return 0;
}
