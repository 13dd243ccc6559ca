/** nc of busybox (the larger one, with netcat 1.10's options). */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, POLL } from "../../abi/flags";
import type { SocketAddress } from "../../abi/sys";
import { bytesToText } from "../lib/bytes";
import { type Options, parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { execvp } from "./exec";
import { nameOf, portNumber, resolve } from "./names";

const BUFFER_BYTES = 8192;
const SIGINT = 2;
const SIGTERM = 15;

class Netcat {
  readonly verbose: number;
  readonly waitNs: number;
  private readonly intervalNs: number;
  private sent = 0;
  private received = 0;
  /** A datagram that told who is there. */
  private first: Uint8Array | undefined;

  constructor(
    private readonly io: Io,
    private readonly options: Options,
    private readonly program: readonly string[] | undefined,
  ) {
    this.verbose = options.count("v");
    const wait = Number(options.value("w") ?? 0);
    this.waitNs = wait > 0 ? wait * 1e9 : Number.POSITIVE_INFINITY;
    this.intervalNs = Number(options.value("i") ?? 0) * 1e9;
  }

  private get udp(): boolean {
    return this.options.has("u");
  }

  private *open(): Call<number> {
    const { io, options } = this;
    const fd = yield* io.sys.socket("inet", this.udp ? "dgram" : "stream", 0);
    yield* io.sys.setsockopt(fd, "SO_REUSEADDR", 1);
    if (options.has("b")) yield* io.sys.setsockopt(fd, "SO_BROADCAST", 1);
    const port = options.value("p");
    const source = options.value("s");
    if (port === undefined && source === undefined && !options.has("l")) return fd;
    const number = port === undefined ? 0 : portNumber(port);
    if (number === undefined) return yield* io.die(`bad port '${port!}'`);
    const address = source === undefined ? "0.0.0.0" : yield* resolve(io.sys, source);
    if (address === undefined) return yield* io.die(`bad address '${source!}'`);
    try {
      yield* io.sys.bind(fd, { address, port: number });
    } catch (error) {
      return yield* io.dieError("bind", error);
    }
    return fd;
  }

  private *say(text: string): Call<void> {
    if (this.verbose > 0) yield* this.io.complain(text);
  }

  /** Status of the whole. */
  *connect(host: string, port: string): Call<number> {
    const { io } = this;
    const address = yield* resolve(io.sys, host);
    if (address === undefined) return yield* io.die(`bad address '${host}'`);
    const number = portNumber(port);
    if (number === undefined) return yield* io.die(`bad port '${port}'`);
    const fd = yield* this.open();
    const dotted = `${address}:${number}`;
    try {
      yield* this.connectInTime(fd, { address, port: number });
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      if (this.verbose > 1 || error.code !== "ECONNREFUSED")
        if (this.verbose > 0) yield* io.warnError(`${host} (${dotted})`, error);
      if (this.verbose > 1) yield* io.complain("sent 0, rcvd 0\n");
      return 1;
    }
    yield* this.say(`${host} (${dotted}) open\n`);
    if (this.options.has("z")) return this.udp ? yield* this.probe(fd) : 0;
    return yield* this.serve(fd);
  }

  private *connectInTime(fd: number, to: SocketAddress): Call<void> {
    const { sys } = this.io;
    if (this.waitNs === Number.POSITIVE_INFINITY || this.udp) return yield* sys.connect(fd, to);
    yield* sys.setsockopt(fd, "SO_SNDTIMEO", this.waitNs);
    try {
      yield* sys.connect(fd, to);
    } catch (error) {
      throw error instanceof SysError && error.code === "EINPROGRESS" ? new SysError("ETIMEDOUT") : error;
    }
    yield* sys.setsockopt(fd, "SO_SNDTIMEO", 0);
  }

  /** Whether a UDP port answers with an error. */
  private *probe(fd: number): Call<number> {
    const { sys } = this.io;
    try {
      yield* sys.write(fd, "X");
      yield* sys.nanosleep(1e8);
      yield* sys.write(fd, "X");
      return 0;
    } catch (error) {
      if (error instanceof SysError) return 1;
      throw error;
    }
  }

  *listen(): Call<number> {
    const { io } = this;
    const fd = yield* this.open();
    if (this.udp) return yield* this.listenUdp(fd);
    yield* io.sys.listen(fd, 1);
    const own = yield* io.sys.getsockname(fd);
    yield* this.say(`listening on ${own.address}:${own.port} ...\n`);
    for (;;) {
      const accepted = yield* this.acceptInTime(fd);
      yield* this.sayFrom(yield* io.sys.getsockname(accepted.fd), accepted.peer);
      if (this.options.count("l") > 0 && this.options.has("k") && this.program !== undefined) {
        yield* this.forked(accepted.fd);
        continue;
      }
      yield* io.sys.close(fd);
      return yield* this.serve(accepted.fd);
    }
  }

  private *acceptInTime(fd: number): Call<{ readonly fd: number; readonly peer: SocketAddress }> {
    const { sys } = this.io;
    if (this.waitNs !== Number.POSITIVE_INFINITY) {
      const ready = yield* sys.poll([{ fd, events: POLL.IN }], this.waitNs);
      if (ready.length === 0) return this.io.exit(1);
    }
    return yield* sys.accept(fd);
  }

  private *forked(fd: number): Call<void> {
    const { io, program } = this;
    yield* io.sys.fork(function* (sys) {
      yield* sys.dup2(fd, 0);
      yield* sys.dup2(fd, 1);
      try {
        return yield* execvp(sys, program!, io.env);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* sys.write(2, `nc: can't execute '${program![0]!}': ${error.text}\n`);
        return 127;
      }
    });
    yield* io.sys.close(fd);
  }

  private *sayFrom(own: SocketAddress, peer: SocketAddress): Call<void> {
    if (this.verbose === 0) return;
    const dotted = `${peer.address}:${peer.port}`;
    const name = this.options.has("n") ? undefined : yield* nameOf(this.io.sys, peer.address);
    yield* this.say(
      `connect to ${own.address}:${own.port} from ${name ?? peer.address}:${peer.port} (${dotted})\n`,
    );
  }

  private *listenUdp(fd: number): Call<number> {
    const { sys } = this.io;
    const own = yield* sys.getsockname(fd);
    yield* this.say(`listening on ${own.address}:${own.port} ...\n`);
    const message = yield* sys.recvfrom(fd, BUFFER_BYTES);
    yield* sys.connect(fd, message.from);
    yield* this.sayFrom(own, message.from);
    this.first = message.data;
    return yield* this.serve(fd);
  }

  private *serve(fd: number): Call<number> {
    const { io, program } = this;
    if (program === undefined) return yield* this.relay(fd);
    yield* io.sys.dup2(fd, 0);
    yield* io.sys.dup2(fd, 1);
    if (fd > 1) yield* io.sys.close(fd);
    try {
      return yield* execvp(io.sys, program, io.env);
    } catch (error) {
      return yield* io.dieError(`can't execute '${program[0]!}'`, error, 127);
    }
  }

  /** Standard input to the net and the net to standard output, until both have ended. */
  private *relay(net: number): Call<number> {
    const { sys } = this.io;
    const log = yield* this.openLog();
    let inputOpen = true;
    let netOpen = true;
    if (this.first !== undefined) yield* this.take(this.first, log);
    while (inputOpen || netOpen) {
      const requests = [
        ...(netOpen ? [{ fd: net, events: POLL.IN }] : []),
        ...(inputOpen ? [{ fd: 0, events: POLL.IN }] : []),
      ];
      let ready: readonly { readonly fd: number; readonly revents: number }[];
      try {
        ready = yield* sys.poll(requests, inputOpen ? Number.POSITIVE_INFINITY : this.waitNs);
      } catch (error) {
        if (error instanceof SysError && error.code === "EINTR") continue;
        throw error;
      }
      if (ready.length === 0) {
        if (this.verbose > 1) yield* this.io.complain("net timeout\n");
        break;
      }
      if (netOpen && ready.some(({ fd }) => fd === net)) {
        const data = yield* this.readQuietly(net);
        if (data.length === 0) netOpen = this.udp && data !== END;
        else yield* this.take(data, log);
      }
      if (inputOpen && ready.some(({ fd }) => fd === 0)) {
        const data = yield* this.readQuietly(0);
        if (data.length > 0) {
          try {
            yield* this.io.writeAll(net, data);
          } catch (error) {
            if (!(error instanceof SysError)) throw error;
            return 1;
          }
          this.sent += data.length;
          if (log !== undefined) yield* this.dump(log, "<", this.sent - data.length, data);
          if (this.intervalNs > 0) yield* sys.nanosleep(this.intervalNs);
        } else {
          inputOpen = false;
          try {
            yield* sys.shutdown(net, "write");
          } catch (error) {
            if (!(error instanceof SysError)) throw error;
          }
        }
      }
    }
    if (this.verbose > 1) yield* this.io.complain(`sent ${this.sent}, rcvd ${this.received}\n`);
    return 0;
  }

  private *openLog(): Call<number | undefined> {
    const path = this.options.value("o");
    if (path === undefined) return undefined;
    return yield* this.io.sys.open(path, O.WRONLY | O.CREAT | O.TRUNC, 0o666);
  }

  private *take(data: Uint8Array, log: number | undefined): Call<void> {
    this.received += data.length;
    yield* this.io.writeAll(1, data);
    if (log !== undefined) yield* this.dump(log, ">", this.received - data.length, data);
  }

  /** -o: 16 bytes a line, in hexadecimal and as text. */
  private *dump(log: number, direction: "<" | ">", offset: number, data: Uint8Array): Call<void> {
    let text = "";
    for (let at = 0; at < data.length; at += 16) {
      const part = data.subarray(at, at + 16);
      const hex = [...part].map((byte) => `${byte.toString(16).padStart(2, "0")} `).join("");
      const shown = bytesToText(part).replace(/[^ -~]/g, ".");
      text += `${direction} ${(offset + at).toString(16).padStart(8, "0")} ${hex.padEnd(48)}# ${shown}\n`;
    }
    yield* this.io.writeAll(log, text);
  }

  /** Errors look like the end. */
  private *readQuietly(fd: number): Call<Uint8Array> {
    try {
      return yield* this.io.sys.read(fd, BUFFER_BYTES);
    } catch (error) {
      if (error instanceof SysError) return END;
      throw error;
    }
  }
}

const END = new Uint8Array(0);

export function* nc(io: Io): Call<number> {
  // -e takes the rest of the line.
  const at = io.args.findIndex((argument) => /^-[a-zA-Z]*e$/.test(argument));
  const program = at >= 0 ? io.args.slice(at + 1) : undefined;
  const before =
    at >= 0
      ? [...io.args.slice(0, at), ...(io.args[at] === "-e" ? [] : [io.args[at]!.slice(0, -1)])]
      : io.args;
  const options = yield* parseOptions(io, "np:s:uvw:lki:o:zb", {}, before);
  const netcat = new Netcat(io, options, program);
  for (const signal of [SIGINT, SIGTERM])
    yield* io.sys.sigaction(signal, {
      *handler(sys) {
        yield* sys.write(2, "punt!\n");
        yield* sys.sigaction(signal, "default");
        yield* sys.kill(yield* sys.getpid(), signal);
      },
    });
  const [host, port] = options.rest;
  if (options.has("l")) return yield* netcat.listen();
  if (host === undefined) return yield* io.usage();
  if (port === undefined) return 1;
  return yield* netcat.connect(host, port);
}
