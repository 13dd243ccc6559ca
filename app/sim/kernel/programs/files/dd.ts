import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { O, SEEK } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import { concatBytes } from "../lib/bytes";
import { applet, type Io, ProgramExit, sysError } from "../lib/io";
import { CWBKMG_SUFFIXES, humanSize, number } from "../lib/numbers";
import { WORK } from "../lib/work";

const KEYWORDS = [
  "bs",
  "count",
  "seek",
  "skip",
  "if",
  "of",
  "ibs",
  "obs",
  "conv",
  "iflag",
  "oflag",
  "status",
];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  conv: ["notrunc", "sync", "noerror", "fsync", "swab"],
  iflag: ["skip_bytes", "count_bytes", "fullblock", "direct"],
  oflag: ["seek_bytes", "append", "direct"],
  status: ["noxfer", "none"],
};

interface Counts {
  inFull: number;
  inPartial: number;
  outFull: number;
  outPartial: number;
  bytes: number;
}

/** "3.0MB", as make_human_readable_str writes it with "B" after. */
function* report(io: Io, counts: Counts, startNs: number, rate: boolean): Call<void> {
  yield* io.complain(
    `${counts.inFull}+${counts.inPartial} records in\n${counts.outFull}+${counts.outPartial} records out\n`,
  );
  if (!rate) return;
  const seconds = ((yield* io.sys.clockGettime("monotonic")) - startNs) / 1e9;
  const speed = seconds > 0 ? Math.trunc(counts.bytes / seconds) : 0;
  yield* io.complain(
    `${counts.bytes} bytes (${humanSize(counts.bytes)}B) copied, ${seconds.toFixed(6)} seconds, ${humanSize(speed)}B/s\n`,
  );
}

export const dd = applet(function* (io) {
  const values = new Map<string, string>();
  const choices = new Set<string>();
  for (const argument of io.args) {
    if (argument === "--") continue;
    const equals = argument.indexOf("=");
    const key = argument.slice(0, Math.max(0, equals));
    const value = argument.slice(equals + 1);
    if (!KEYWORDS.includes(key)) yield* io.usage();
    const allowed = CHOICES[key];
    if (allowed === undefined) values.set(key, value);
    else {
      for (const word of value.split(",")) {
        if (!allowed.includes(word)) yield* io.die(`invalid argument '${word}' to '${key}'`);
        choices.add(`${key}=${word}`);
      }
    }
  }
  const size = function* (key: string, fallback: number, min: number, max = Infinity): Call<number> {
    const text = values.get(key);
    return text === undefined ? fallback : yield* number(io, text, { suffixes: CWBKMG_SUFFIXES, min, max });
  };
  const bs = yield* size("bs", 0, 1, 0x7fffffff);
  const ibs = bs || (yield* size("ibs", 512, 1, 0x7fffffff));
  const obs = bs || (yield* size("obs", 512, 1, 0x7fffffff));
  const count = yield* size("count", Infinity, 0);
  const skip = (yield* size("skip", 0, 0)) * (choices.has("iflag=skip_bytes") ? 1 : ibs);
  const seek = (yield* size("seek", 0, 0)) * (choices.has("oflag=seek_bytes") ? 1 : obs);
  const rebuffer = ibs !== obs;

  // The buffers are real memory, touched as they are filled.
  let buffer: number;
  let outBuffer: number | undefined;
  try {
    buffer = yield* io.sys.mmap(ibs);
    if (rebuffer) outBuffer = yield* io.sys.mmap(obs);
  } catch (error) {
    sysError(error);
    return yield* io.die("out of memory");
  }
  const startNs = yield* io.sys.clockGettime("monotonic");
  const source = values.get("if");
  const target = values.get("of");
  let input = 0;
  if (source !== undefined) {
    try {
      input = yield* io.sys.open(source, O.RDONLY | (choices.has("iflag=direct") ? O.DIRECT : 0));
    } catch (error) {
      yield* io.dieError(`can't open '${source}'`, error);
    }
  }
  let output = 1;
  if (target !== undefined) {
    const truncate = !choices.has("conv=notrunc") && seek === 0;
    const flags =
      O.WRONLY | O.CREAT | (truncate ? O.TRUNC : 0) | (choices.has("oflag=append") ? O.APPEND : 0);
    try {
      output = yield* io.sys.open(target, flags | (choices.has("oflag=direct") ? O.DIRECT : 0), 0o666);
    } catch (error) {
      yield* io.dieError(`can't open '${target}'`, error);
    }
    if (seek > 0 && !choices.has("conv=notrunc")) {
      try {
        yield* io.sys.ftruncate(output, seek);
      } catch (error) {
        if (sysError(error).code !== "EINVAL") yield* io.dieError(target, error);
      }
    }
  }
  if (skip > 0) yield* skipInput(io, input, skip, ibs, source ?? "standard input");
  if (seek > 0) {
    try {
      yield* io.sys.lseek(output, seek, SEEK.CUR);
    } catch (error) {
      yield* io.dieError(target ?? "standard output", error);
    }
  }
  const counts: Counts = { inFull: 0, inPartial: 0, outFull: 0, outPartial: 0, bytes: 0 };
  const rate = !choices.has("status=noxfer");
  yield* io.sys.sigaction(SIG.USR1, {
    handler: function* () {
      yield* report(io, counts, startNs, rate);
    },
    restart: true,
  });
  let status = 0;
  const write = function* (data: Uint8Array): Call<void> {
    try {
      yield* io.writeAll(output, data);
    } catch (error) {
      yield* io.warnError(`error writing '${target ?? "standard output"}'`, error);
      throw new ProgramExit(1);
    }
    if (data.length === obs) counts.outFull++;
    else if (data.length > 0) counts.outPartial++;
    counts.bytes += data.length;
  };
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let left = count * (choices.has("iflag=count_bytes") ? 1 : ibs);
  let blocks = 0;
  try {
    while (choices.has("iflag=count_bytes") ? left > 0 : blocks < count) {
      const wanted = Math.min(ibs, choices.has("iflag=count_bytes") ? left : ibs);
      let data: Uint8Array;
      try {
        data = yield* readBlock(io, input, wanted, choices.has("iflag=fullblock"));
      } catch (error) {
        yield* io.warnError(source ?? "standard input", error);
        status = 1;
        if (!choices.has("conv=noerror")) throw new ProgramExit(1);
        data = new Uint8Array(choices.has("conv=sync") ? ibs : 0);
        if (data.length === 0) break;
      }
      if (data.length === 0) break;
      blocks++;
      left -= data.length;
      yield* io.sys.touch(buffer, 0, data.length, true);
      io.spend(400 + data.length * WORK.copyByte);
      yield* io.settle();
      if (data.length === ibs) counts.inFull++;
      else {
        counts.inPartial++;
        if (choices.has("conv=sync")) data = concatBytes([data, new Uint8Array(ibs - data.length)]);
      }
      if (choices.has("conv=swab")) data = swapped(data);
      if (!rebuffer) {
        yield* write(data);
        continue;
      }
      held.push(data);
      heldBytes += data.length;
      if (outBuffer !== undefined) yield* io.sys.touch(outBuffer, 0, Math.min(heldBytes, obs), true);
      if (heldBytes < obs) continue;
      const all = concatBytes(held);
      let at = 0;
      for (; heldBytes - at >= obs; at += obs) yield* write(all.subarray(at, at + obs));
      held = [all.subarray(at)];
      heldBytes -= at;
    }
    if (heldBytes > 0) yield* write(concatBytes(held));
    if (choices.has("conv=fsync")) {
      try {
        yield* io.sys.fsync(output);
      } catch (error) {
        yield* io.dieError(target ?? "standard output", error);
      }
    }
  } catch (error) {
    if (!(error instanceof ProgramExit)) throw error;
    status = error.status;
    if (counts.inFull + counts.inPartial === 0) return status;
  }
  if (!choices.has("status=none")) yield* report(io, counts, startNs, rate);
  return status;
});

function* readBlock(io: Io, fd: number, count: number, full: boolean): Call<Uint8Array> {
  const parts: Uint8Array[] = [];
  let have = 0;
  do {
    let data: Uint8Array;
    try {
      data = yield* io.sys.read(fd, count - have);
    } catch (error) {
      if (error instanceof SysError && error.code === "EINTR") continue;
      throw error;
    }
    if (data.length === 0) break;
    parts.push(data);
    have += data.length;
  } while (full && have < count);
  return parts.length === 1 ? parts[0]! : concatBytes(parts);
}

function* skipInput(io: Io, fd: number, bytes: number, block: number, name: string): Call<void> {
  try {
    yield* io.sys.lseek(fd, bytes, SEEK.CUR);
    return;
  } catch (error) {
    sysError(error);
  }
  let left = bytes;
  while (left > 0) {
    let data: Uint8Array;
    try {
      data = yield* io.sys.read(fd, Math.min(left, block));
    } catch (error) {
      return yield* io.dieError(name, error);
    }
    if (data.length === 0) return;
    left -= data.length;
  }
}

function swapped(data: Uint8Array): Uint8Array {
  const out = data.slice();
  for (let i = 0; i + 1 < out.length; i += 2) [out[i], out[i + 1]] = [out[i + 1]!, out[i]!];
  return out;
}
