import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import { Input } from "../lib/input";
import { applet, type Io } from "../lib/io";
import { WORK } from "../lib/work";

const BLOCK_BYTES = 65536;

/** Copies a descriptor to standard output; false after a complaint. */
function* copyOut(io: Io, fd: number): Call<boolean> {
  for (;;) {
    let data: Uint8Array;
    try {
      data = yield* io.sys.read(fd, BLOCK_BYTES);
    } catch (error) {
      if (error instanceof SysError && error.code === "EINTR") continue;
      yield* io.warnError("read error", error);
      return false;
    }
    if (data.length === 0) return true;
    io.spend(500 + data.length * WORK.copyByte);
    yield* io.settle();
    try {
      yield* io.writeAll(1, data);
    } catch (error) {
      yield* io.warnError("write error", error);
      return false;
    }
  }
}

/** cat -v: ^x and M-x, and with -t and -e tabs and line ends. */
function visible(text: string, tabs: boolean): string {
  let out = "";
  for (const char of text) {
    let code = char.charCodeAt(0);
    if (code === 9 && !tabs) {
      out += char;
      continue;
    }
    if (code >= 128) {
      out += "M-";
      code -= 128;
    }
    if (code < 32) out += `^${String.fromCharCode(code + 64)}`;
    else out += code === 127 ? "^?" : String.fromCharCode(code);
  }
  return out;
}

export const cat = applet(function* (io) {
  const options = yield* parseOptions(io, "etvAnbu");
  const showEnds = options.has("e", "A");
  const showTabs = options.has("t", "A");
  const showAll = options.has("v", "e", "t", "A");
  const number = options.last("n", "b") !== undefined;
  const nonempty = options.has("b");
  const paths = options.rest.length === 0 ? ["-"] : options.rest;
  let status = 0;
  let count = 0;
  for (const path of paths) {
    let fd = 0;
    if (path !== "-") {
      try {
        fd = yield* io.sys.open(path, O.RDONLY);
      } catch (error) {
        yield* io.warnError(`can't open '${path}'`, error);
        status = 1;
        continue;
      }
    }
    if (!showAll && !number) {
      if (!(yield* copyOut(io, fd))) status = 1;
    } else {
      const input = new Input(io, fd, path);
      for (;;) {
        const line = yield* input.line();
        if (line === undefined) break;
        if (number && !(nonempty && line === "")) io.put(`${String(++count).padStart(6)}\t`);
        io.put(showAll ? visible(line, showTabs) : line);
        if (input.terminated) io.put(showEnds ? "$\n" : "\n");
        yield* io.drain();
      }
      if (input.error !== undefined) {
        yield* io.warn(`read error: ${input.error.text}`);
        status = 1;
      }
    }
    if (fd !== 0) yield* io.sys.close(fd);
  }
  return status;
});
