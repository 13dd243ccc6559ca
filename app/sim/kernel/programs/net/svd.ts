/** tcpsvd and udpsvd of busybox: a program for each connection. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { WAIT } from "../../abi/flags";
import type { SocketAddress } from "../../abi/sys";
import { parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { execvp } from "./exec";
import { portNumber, resolve } from "./names";

function* listener(
  io: Io,
  host: string,
  port: string,
  type: "stream" | "dgram",
): Call<{ fd: number; shown: string }> {
  const address = host === "0" ? "0.0.0.0" : yield* resolve(io.sys, host);
  if (address === undefined) return yield* io.die(`bad address '${host}'`);
  const number = portNumber(port);
  if (number === undefined) return yield* io.die(`bad port '${port}'`);
  const fd = yield* io.sys.socket("inet", type, 0);
  yield* io.sys.setsockopt(fd, "SO_REUSEADDR", 1);
  try {
    yield* io.sys.bind(fd, { address, port: number });
  } catch (error) {
    return yield* io.dieError("bind", error);
  }
  return { fd, shown: `${address}:${number}` };
}

export function* tcpsvd(io: Io): Call<number> {
  const options = yield* parseOptions(io, "+c:C:i:x:u:l:Eb:hpt:v", { min: 3 });
  const [host, port, ...program] = options.rest;
  const { fd, shown } = yield* listener(io, host!, port!, "stream");
  yield* io.sys.listen(fd, Number(options.value("b") ?? 20));
  const verbose = options.has("v");
  const limit = Number(options.value("c") ?? 30);
  const say = function* (text: string): Call<void> {
    if (verbose) yield* io.warn(text);
  };
  yield* say(`listening on ${shown}, starting`);
  let running = 0;
  const SIGTERM = 15;
  yield* io.sys.sigaction(SIGTERM, {
    *handler(sys) {
      if (verbose) yield* sys.write(2, `${io.name}: got signal 15, exit\n`);
      yield* sys.exit(SIGTERM);
    },
  });
  yield* io.sys.sigaction(17, {
    *handler(sys) {
      for (;;) {
        try {
          const ended = yield* sys.waitpid(-1, WAIT.NOHANG);
          if (ended.pid <= 0) return;
          running--;
          const { end } = ended;
          const how =
            end.kind === "exited"
              ? `exit ${end.status}`
              : `signal ${end.kind === "signaled" ? end.signal : 0}`;
          if (verbose)
            yield* sys.write(
              2,
              `${io.name}: end ${ended.pid} ${how}\n${io.name}: status ${running}/${limit}\n`,
            );
        } catch (error) {
          if (error instanceof SysError) return;
          throw error;
        }
      }
    },
  });
  for (;;) {
    let accepted: { readonly fd: number; readonly peer: SocketAddress };
    try {
      accepted = yield* io.sys.accept(fd);
    } catch (error) {
      if (error instanceof SysError && error.code === "EINTR") continue;
      throw error;
    }
    const local = yield* io.sys.getsockname(accepted.fd);
    const own = `${local.address}:${local.port}`;
    const remote = `${accepted.peer.address}:${accepted.peer.port}`;
    const env = new Map(io.env);
    if (!options.has("E")) {
      env.set("PROTO", "TCP");
      env.set("TCPLOCALADDR", own);
      env.set("TCPREMOTEADDR", remote);
    }
    running++;
    const pid = yield* io.sys.fork(function* (sys) {
      yield* sys.sigaction(17, "default");
      yield* sys.sigaction(SIGTERM, "default");
      yield* sys.close(fd);
      yield* sys.dup2(accepted.fd, 0);
      yield* sys.dup2(accepted.fd, 1);
      if (accepted.fd > 1) yield* sys.close(accepted.fd);
      try {
        return yield* execvp(sys, program, env);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* sys.write(2, `${io.name}: can't execute '${program[0]!}': ${error.text}\n`);
        return error.code === "ENOENT" ? 127 : 126;
      }
    });
    yield* say(`start ${pid} ${own}-${remote}`);
    yield* say(`status ${running}/${limit}`);
    yield* io.sys.close(accepted.fd);
  }
}

/** The first datagram's sender gets the program; the socket is then its own. */
export function* udpsvd(io: Io): Call<number> {
  const options = yield* parseOptions(io, "+c:u:l:Ehv", { min: 3 });
  const [host, port, ...program] = options.rest;
  const { fd, shown } = yield* listener(io, host!, port!, "dgram");
  if (options.has("v")) yield* io.warn(`listening on ${shown}, starting`);
  const message = yield* io.sys.recvfrom(fd, 65536);
  yield* io.sys.connect(fd, message.from);
  const [input, feed] = yield* io.sys.pipe();
  yield* io.writeAll(feed, message.data);
  yield* io.sys.close(feed);
  const env = new Map(io.env);
  if (!options.has("E")) {
    env.set("PROTO", "UDP");
    env.set("UDPLOCALADDR", shown);
    env.set("UDPREMOTEADDR", `${message.from.address}:${message.from.port}`);
  }
  yield* io.sys.dup2(input, 0);
  yield* io.sys.dup2(fd, 1);
  try {
    return yield* execvp(io.sys, program, env);
  } catch (error) {
    return yield* io.dieError(`can't execute '${program[0]!}'`, error, 127);
  }
}
