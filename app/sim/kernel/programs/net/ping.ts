/** ping of busybox. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { POLL } from "../../abi/flags";
import { parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { parseNumber } from "../lib/numbers";
import { resolve } from "./names";

const PROTOCOL_ICMP = 1;

/** RFC 1071. */
export function internetChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** An ICMP echo request, with its checksum. */
export function echoRequest(id: number, sequence: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + data.length);
  bytes.set([8, 0, 0, 0, id >>> 8, id & 255, (sequence >>> 8) & 255, sequence & 255]);
  bytes.set(data, 8);
  const sum = internetChecksum(bytes);
  bytes[2] = sum >>> 8;
  bytes[3] = sum & 255;
  return bytes;
}

function milliseconds(us: number): string {
  return `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, "0")}`;
}

function* seconds(io: Io, text: string): Call<number> {
  const value = /^\d+(\.\d*)?$|^\.\d+$/.test(text) ? Number(text) : undefined;
  if (value === undefined) return yield* io.die(`invalid number '${text}'`);
  return value;
}

function* whole(io: Io, text: string): Call<number> {
  const value = parseNumber(text);
  if (value === undefined) return yield* io.die(`invalid number '${text}'`);
  return value;
}

interface Settings {
  count: number;
  size: number;
  intervalNs: number;
  waitNs: number;
  deadlineNs: number;
  quiet: boolean;
  adaptive: boolean;
  pattern: number;
}

class Pinger {
  sent = 0;
  received = 0;
  private repeats = 0;
  private readonly seen = new Set<number>();
  private minUs = Number.POSITIVE_INFINITY;
  private maxUs = 0;
  private sumUs = 0;

  constructor(
    private readonly io: Io,
    private readonly host: string,
    private readonly address: string,
    private readonly fd: number,
    private readonly id: number,
    private readonly settings: Settings,
  ) {}

  private *nowUs(): Call<number> {
    return Math.floor((yield* this.io.sys.clockGettime("monotonic")) / 1000) >>> 0;
  }

  *send(): Call<void> {
    const data = new Uint8Array(this.settings.size).fill(this.settings.pattern);
    const now = yield* this.nowUs();
    if (data.length >= 4) new DataView(data.buffer).setUint32(0, now);
    try {
      yield* this.io.sys.sendto(this.fd, echoRequest(this.id, this.sent & 0xffff, data), {
        address: this.address,
        port: 0,
      });
    } catch (error) {
      yield* this.io.dieError("sendto", error);
    }
    this.sent++;
  }

  /** One packet; it may be for somebody else. */
  *take(): Call<void> {
    let packet: {
      readonly data: Uint8Array;
      readonly from: { readonly address: string };
      readonly ttl: number;
    };
    try {
      packet = yield* this.io.sys.recvfrom(this.fd, 65536);
    } catch (error) {
      if (error instanceof SysError && error.code === "EINTR") return;
      yield* this.io.warnError("recvfrom", error);
      return;
    }
    const now = yield* this.nowUs();
    const header = (packet.data[0]! & 15) * 4;
    const icmp = packet.data.subarray(header);
    const view = new DataView(icmp.buffer, icmp.byteOffset, icmp.byteLength);
    if (icmp.length < 8 || icmp[0] !== 0 || view.getUint16(4) !== this.id) return;
    const sequence = view.getUint16(6);
    const duplicate = this.seen.has(sequence);
    this.seen.add(sequence);
    const timeUs = icmp.length >= 12 ? (now - view.getUint32(8)) >>> 0 : undefined;
    if (timeUs !== undefined) {
      this.sumUs += timeUs;
      this.minUs = Math.min(this.minUs, timeUs);
      this.maxUs = Math.max(this.maxUs, timeUs);
    }
    if (duplicate) this.repeats++;
    else this.received++;
    if (this.settings.quiet) return;
    const time = timeUs === undefined ? "" : ` time=${milliseconds(timeUs)} ms`;
    this.io.put(
      `${icmp.length} bytes from ${packet.from.address}: seq=${sequence} ttl=${packet.ttl}${time}${duplicate ? " (DUP!)" : ""}\n`,
    );
    yield* this.io.flush();
  }

  /** Seconds to wait for the last answers: two round trips, or -W. */
  get lastWaitNs(): number {
    if (this.received === 0) return this.settings.waitNs;
    return Math.max(1, Math.floor(this.maxUs / (512 * 1024))) * 1e9;
  }

  finish(): number {
    const { sent, received, repeats } = this;
    const loss = sent === 0 ? 0 : Math.floor(((sent - received) * 100) / sent);
    this.io.put(
      `\n--- ${this.host} ping statistics ---\n${sent} packets transmitted, ${received} packets received, `,
    );
    if (repeats > 0) this.io.put(`${repeats} duplicates, `);
    this.io.put(`${loss}% packet loss\n`);
    if (this.minUs !== Number.POSITIVE_INFINITY) {
      const average = Math.floor(this.sumUs / (received + repeats));
      this.io.put(
        `round-trip min/avg/max = ${milliseconds(this.minUs)}/${milliseconds(average)}/${milliseconds(this.maxUs)} ms\n`,
      );
    }
    const { deadlineNs, count } = this.settings;
    return received === 0 || (deadlineNs > 0 && received < count) ? 1 : 0;
  }
}

function* openSocket(io: Io): Call<number> {
  try {
    return yield* io.sys.socket("inet", "raw", PROTOCOL_ICMP);
  } catch (error) {
    if (error instanceof SysError && error.code === "EPERM")
      return yield* io.die("permission denied (are you root?)");
    return yield* io.dieError("can't create raw socket", error);
  }
}

export function* ping(io: Io): Call<number> {
  const options = yield* parseOptions(io, "qc:s:i:At:I:W:w:p:4", { min: 1, max: 1 });
  const given = (key: string): string | undefined => options.value(key);
  const settings: Settings = {
    count: given("c") === undefined ? 0 : yield* whole(io, given("c")!),
    size: given("s") === undefined ? 56 : yield* whole(io, given("s")!),
    intervalNs: given("i") === undefined ? 1e9 : (yield* seconds(io, given("i")!)) * 1e9,
    waitNs: given("W") === undefined ? 10e9 : (yield* whole(io, given("W")!)) * 1e9,
    deadlineNs: given("w") === undefined ? 0 : (yield* whole(io, given("w")!)) * 1e9,
    quiet: options.has("q"),
    adaptive: options.has("A"),
    pattern: given("p") === undefined ? 0 : Number.parseInt(given("p")!, 16) & 255,
  };
  const host = options.rest[0]!;
  const source = given("I");
  const device = source !== undefined && (yield* hasDevice(io, source));
  let sourceAddress: string | undefined;
  if (source !== undefined && !device) {
    sourceAddress = yield* resolve(io.sys, source);
    if (sourceAddress === undefined) return yield* io.die(`bad address '${source}'`);
  }
  const address = yield* resolve(io.sys, host);
  if (address === undefined) return yield* io.die(`bad address '${host}'`);
  const from = sourceAddress === undefined ? "" : ` from ${sourceAddress}`;
  io.put(`PING ${host} (${address})${from}: ${settings.size} data bytes\n`);
  yield* io.drain();
  const fd = yield* openSocket(io);
  if (sourceAddress !== undefined)
    try {
      yield* io.sys.bind(fd, { address: sourceAddress, port: 0 });
    } catch (error) {
      return yield* io.dieError("bind", error);
    }
  if (source !== undefined && device) yield* io.sys.setsockopt(fd, "SO_BINDTODEVICE", source);
  if (given("t") !== undefined) yield* io.sys.setsockopt(fd, "IP_TTL", yield* whole(io, given("t")!));
  yield* io.sys.setsockopt(fd, "SO_BROADCAST", 1);
  const id = (yield* io.sys.getpid()) & 0xffff;
  return yield* loop(io, new Pinger(io, host, address, fd, id, settings), fd, settings);
}

function* hasDevice(io: Io, name: string): Call<boolean> {
  const reply = yield* io.sys.netlink({ type: "link-dump" });
  return reply.type === "links" && reply.links.some((link) => link.name === name);
}

function* loop(io: Io, pinger: Pinger, fd: number, settings: Settings): Call<number> {
  const { sys } = io;
  // ^C ends it with the statistics, as the end of the count does.
  let stopped = false;
  yield* sys.sigaction(2, {
    // biome-ignore lint/correctness/useYield: only notes it
    *handler() {
      stopped = true;
    },
  });
  const startNs = yield* sys.clockGettime("monotonic");
  yield* pinger.send();
  let nextNs = startNs + settings.intervalNs;
  let endNs = Number.POSITIVE_INFINITY;
  const allSent = (): boolean => settings.count > 0 && pinger.sent >= settings.count;
  if (allSent()) endNs = startNs + pinger.lastWaitNs;
  for (;;) {
    const now = yield* sys.clockGettime("monotonic");
    const deadline = settings.deadlineNs > 0 ? startNs + settings.deadlineNs : Number.POSITIVE_INFINITY;
    if (stopped || now >= deadline || now >= endNs) return pinger.finish();
    if (!allSent() && now >= nextNs) {
      yield* pinger.send();
      nextNs += settings.intervalNs;
      if (allSent()) endNs = now + pinger.lastWaitNs;
      continue;
    }
    const until = Math.min(deadline, endNs, allSent() ? Number.POSITIVE_INFINITY : nextNs);
    let ready: readonly { readonly revents: number }[];
    try {
      ready = yield* sys.poll([{ fd, events: POLL.IN }], until - now);
    } catch (error) {
      if (error instanceof SysError && error.code === "EINTR") continue;
      throw error;
    }
    if (ready.length === 0) continue;
    const before = pinger.received;
    yield* pinger.take();
    if (settings.count > 0 && pinger.received >= settings.count) return pinger.finish();
    if (settings.adaptive && pinger.received > before) nextNs = yield* sys.clockGettime("monotonic");
  }
}
