/** brctl, ipcalc, nslookup, telnet and traceroute of busybox. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import { POLL } from "../../abi/flags";
import type { LinkInfo, NetlinkRequest } from "../../abi/netlink";
import { parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { listDirectory } from "./directory";
import { broadcastOf, maskText, prefixOfMask } from "./ifconfig";
import { nameOf, numericAddress, portNumber, resolve } from "./names";
import { echoRequest } from "./ping";

// brctl

function* linkList(io: Io): Call<readonly LinkInfo[]> {
  const reply = yield* io.sys.netlink({ type: "link-dump" });
  return reply.type === "links" ? reply.links : [];
}

const BRIDGE_SETTINGS = new Set([
  "stp",
  "setageing",
  "setfd",
  "sethello",
  "setmaxage",
  "setbridgeprio",
  "setportprio",
  "setpathcost",
]);
const BRIDGE_COMMANDS = new Set([
  ...BRIDGE_SETTINGS,
  "show",
  "addbr",
  "delbr",
  "addif",
  "delif",
  "showmacs",
  "showstp",
]);

export function* brctl(io: Io): Call<number> {
  const [command, bridge, device] = io.args;
  if (command === undefined) return yield* io.usage();
  if (!BRIDGE_COMMANDS.has(command)) return yield* io.die(`invalid argument '${command}' to 'brctl'`);
  if (command === "show") return yield* showBridges(io, io.args.slice(1));
  if (bridge === undefined) return yield* io.usage();
  const links = yield* linkList(io);
  const link = links.find((each) => each.name === bridge);
  const refuse = (error: SysError): Call<never> => io.dieError(`bridge ${bridge}`, error);
  const ask = function* (request: NetlinkRequest): Call<void> {
    try {
      yield* io.sys.netlink(request);
    } catch (error) {
      yield* io.dieError(`bridge ${bridge}`, error);
    }
  };
  if (command === "addbr") {
    yield* ask({ type: "link-add", name: bridge, kind: "bridge" });
    return 0;
  }
  if (command === "delbr") {
    if (link === undefined) return yield* refuse(new SysError("ENXIO"));
    if (link.kind !== "bridge") return yield* refuse(new SysError("EPERM"));
    if (link.flags.includes("UP")) return yield* refuse(new SysError("EBUSY"));
    yield* ask({ type: "link-delete", name: bridge });
    return 0;
  }
  if (command === "addif" || command === "delif") {
    if (device === undefined) return yield* io.usage();
    const port = links.find((each) => each.name === device);
    if (port === undefined) return yield* io.dieError(`iface ${device}`, new SysError("ENODEV"));
    if (link === undefined) return yield* refuse(new SysError("ENODEV"));
    if (link.kind !== "bridge") return yield* refuse(new SysError("EOPNOTSUPP"));
    if (command === "addif" && port.master !== undefined) return yield* refuse(new SysError("EBUSY"));
    if (command === "delif" && port.master !== bridge) return yield* refuse(new SysError("EINVAL"));
    yield* ask({ type: "link-set", name: device, change: { master: command === "addif" ? bridge : "" } });
    return 0;
  }
  if (link?.kind !== "bridge") return yield* io.die(`bridge ${bridge} does not exist`);
  if (command === "showmacs") return yield* showMacs(io, bridge);
  if (command === "showstp") showSpanningTree(io, link, links);
  return 0;
}

function* showBridges(io: Io, names: readonly string[]): Call<number> {
  const links = yield* linkList(io);
  for (const name of names)
    if (!links.some((link) => link.kind === "bridge" && link.name === name))
      return yield* io.die(`bridge ${name} does not exist`);
  const bridges = links.filter(
    (link) => link.kind === "bridge" && (names.length === 0 || names.includes(link.name)),
  );
  if (bridges.length > 0) io.put("bridge name\tbridge id\t\tSTP enabled\tinterfaces\n");
  for (const link of bridges) {
    const id = (link.bridge?.id ?? "").replaceAll(":", "");
    const listed = yield* listDirectory(io.sys, `/sys/class/net/${link.name}/brif`);
    const ports = listed ?? links.filter((each) => each.master === link.name).map(({ name }) => name);
    io.put(`${link.name}\t\t8000.${id}\tno`);
    io.put(ports.length === 0 ? "\n" : `\t\t${ports.join("\n\t\t\t\t\t\t\t")}\n`);
  }
  return 0;
}

function* showMacs(io: Io, bridge: string): Call<number> {
  const reply = yield* io.sys.netlink({ type: "bridge-dump", bridge });
  io.put("port no\tmac addr\t\tis local?\tageing timer\n");
  for (const { mac, port, local, ageNs } of reply.type === "macs" ? reply.macs : [])
    io.put(
      `${String(port).padStart(3)}\t${mac}\t${local ? "yes" : "no"}\t\t${(ageNs / 1e9).toFixed(2).padStart(7)}\n`,
    );
  return 0;
}

/** Timers are those of a bridge without spanning tree. */
function showSpanningTree(io: Io, link: LinkInfo, links: readonly LinkInfo[]): void {
  const id = `8000.${(link.bridge?.id ?? "").replaceAll(":", "")}`;
  const ageing = ((link.bridge?.ageingCentiseconds ?? 0) / 100).toFixed(2).padStart(7);
  io.put(
    `${link.name}\n bridge id\t\t${id}\n designated root\t${id}\n root port\t\t   0\t\t\tpath cost\t\t   0\n` +
      " max age\t\t  20.00\t\t\tbridge max age\t\t  20.00\n hello time\t\t   2.00\t\t\tbridge hello time\t   2.00\n" +
      ` forward delay\t\t  15.00\t\t\tbridge forward delay\t  15.00\n ageing time\t\t${ageing}\n` +
      " hello timer\t\t   0.00\t\t\ttcn timer\t\t   0.00\n topology change timer\t   0.00\t\t\tgc timer\t\t   0.00\n" +
      " flags\t\t\t\n\n\n",
  );
  for (const { name, port } of links.filter((each) => each.master === link.name)) {
    if (port === undefined) continue;
    const number = (0x8000 + port.number).toString(16);
    const state = (port.forwarding ? "forwarding" : "disabled").padStart(15);
    io.put(
      `${name} (${port.number})\n port id\t\t${number}\t\t\tstate\t\t${state}\n designated root\t${id}\tpath cost\t\t   2\n` +
        ` designated bridge\t${id}\tmessage age timer\t   0.00\n designated port\t${number}\t\t\tforward delay timer\t   0.00\n` +
        " designated cost\t   0\t\t\thold timer\t\t   0.00\n flags\t\t\t\n\n",
    );
  }
}

// ipcalc

export function* ipcalc(io: Io): Call<number> {
  const options = yield* parseOptions(io, "mbnphs", {
    long: { netmask: ["m"], broadcast: ["b"], network: ["n"], prefix: ["p"], hostname: ["h"], silent: ["s"] },
  });
  const [text, mask] = options.rest;
  if (text === undefined || options.rest.length > 2 || !options.has("m", "b", "n", "p", "h"))
    return yield* io.usage();
  const silent = options.has("s");
  const fail = function* (message: string): Call<number> {
    if (!silent) yield* io.warn(message);
    return 1;
  };
  const [name, length] = text.split("/");
  const address = numericAddress(name!);
  if (address === undefined) return yield* fail(`bad IP address: ${name!}`);
  const first = Number(address.split(".")[0]);
  let prefix = length === undefined ? (first < 128 ? 8 : first < 192 ? 16 : 24) : Number(length);
  if (!Number.isInteger(prefix) || prefix > 32) return yield* fail(`bad IP prefix: ${length!}`);
  if (mask !== undefined) {
    const parsed = numericAddress(mask);
    const bits = parsed === undefined ? undefined : prefixOfMask(parsed);
    if (length !== undefined) return yield* fail(`use prefix or netmask, not both`);
    if (bits === undefined) return yield* fail(`bad netmask: ${mask}`);
    prefix = bits;
  }
  if (options.has("m")) io.put(`NETMASK=${maskText(prefix)}\n`);
  if (options.has("b")) io.put(`BROADCAST=${broadcastOf(address, prefix)}\n`);
  if (options.has("n")) {
    const masked = maskText(prefix).split(".").map(Number);
    io.put(
      `NETWORK=${address
        .split(".")
        .map((octet, at) => Number(octet) & masked[at]!)
        .join(".")}\n`,
    );
  }
  if (options.has("p")) io.put(`PREFIX=${prefix}\n`);
  if (options.has("h")) {
    const host = yield* nameOf(io.sys, address);
    if (host === undefined) return yield* fail(`can't find hostname for ${address}`);
    io.put(`HOSTNAME=${host}\n`);
  }
  return 0;
}

// nslookup: there is no name server in the lab

export function* nslookup(io: Io): Call<number> {
  const words = io.args.filter((word) => !word.startsWith("-"));
  if (words.length === 0) return yield* io.usage();
  const server = words[1] ?? "127.0.0.1";
  const address = yield* resolve(io.sys, server);
  if (address === undefined) return yield* io.die(`can't resolve '${server}'`);
  const fd = yield* io.sys.socket("inet", "dgram", 0);
  try {
    yield* io.sys.connect(fd, { address, port: 53 });
  } catch (error) {
    return yield* io.dieError("connect", error);
  }
  for (let query = 0; query < 2; query++)
    try {
      yield* io.sys.write(fd, "\0".repeat(12));
      const ready = yield* io.sys.poll([{ fd, events: POLL.IN }], 5e9);
      if (ready.length > 0) yield* io.sys.read(fd, 512);
    } catch (error) {
      yield* io.warnError("read", error);
    }
  io.put(";; connection timed out; no servers could be reached\n\n");
  return 1;
}

// telnet, as far as a line-by-line service needs it

export function* telnet(io: Io): Call<number> {
  const options = yield* parseOptions(io, "al:", { min: 1, max: 2 });
  const [host, port] = options.rest;
  const address = yield* resolve(io.sys, host!);
  if (address === undefined) return yield* io.die(`bad address '${host!}'`);
  const number = portNumber(port ?? "23");
  if (number === undefined) return yield* io.die(`bad port '${port!}'`);
  const fd = yield* io.sys.socket("inet", "stream", 0);
  try {
    yield* io.sys.connect(fd, { address, port: number });
  } catch (error) {
    return yield* io.dieError(`can't connect to remote host (${address})`, error);
  }
  io.put(`Connected to ${host!}\n`);
  yield* io.flush();
  for (;;) {
    const ready = yield* io.sys.poll(
      [
        { fd: 0, events: POLL.IN },
        { fd, events: POLL.IN },
      ],
      Number.POSITIVE_INFINITY,
    );
    for (const { fd: which } of ready) {
      const data = yield* io.sys.read(which, 128);
      if (data.length === 0) {
        if (which === fd) yield* io.complain("Connection closed by foreign host\n");
        return which === fd ? 1 : 0;
      }
      yield* io.writeAll(which === fd ? 1 : fd, data);
    }
  }
}

// traceroute

export function* traceroute(io: Io): Call<number> {
  const options = yield* parseOptions(io, "FIlnrvf:m:q:p:t:w:s:i:z:", { min: 1, max: 2 });
  const number = (key: string, or: number): number => Number(options.value(key) ?? or);
  const [host, bytes] = options.rest;
  const address = yield* resolve(io.sys, host!);
  if (address === undefined) return yield* io.die(`bad address '${host!}'`);
  const { sys } = io;
  let receive: number;
  try {
    receive = yield* sys.socket("inet", "raw", 1);
  } catch (error) {
    return yield* io.dieError("socket", error);
  }
  const icmp = options.has("I");
  const send = icmp ? receive : yield* sys.socket("inet", "dgram", 0);
  const source = options.value("s");
  if (source !== undefined) yield* sys.bind(send, { address: source, port: 0 });
  const device = options.value("i");
  if (device !== undefined) yield* sys.setsockopt(send, "SO_BINDTODEVICE", device);
  const maxTtl = number("m", 30);
  const size = bytes === undefined ? 46 : Number(bytes);
  io.put(
    `traceroute to ${host!} (${address})${source === undefined ? "" : ` from ${source}`}, ${maxTtl} hops max, ${size} byte packets\n`,
  );
  yield* io.flush();
  const id = ((yield* sys.getpid()) & 0xffff) | 0x8000;
  const base = number("p", 33434);
  let sequence = 0;
  for (let ttl = number("f", 1); ttl <= maxTtl; ttl++) {
    io.put(String(ttl).padStart(2));
    let last = "";
    let arrived = false;
    let unreachable = 0;
    for (let probe = 0; probe < number("q", 3); probe++) {
      sequence++;
      yield* sys.setsockopt(send, "IP_TTL", ttl);
      const start = yield* sys.clockGettime("monotonic");
      const data = new Uint8Array(Math.max(0, size - 28));
      try {
        if (icmp) yield* sys.sendto(send, echoRequest(id, sequence, data), { address, port: 0 });
        else yield* sys.sendto(send, data, { address, port: base + sequence });
      } catch (error) {
        yield* io.dieError("sendto", error);
      }
      const until = start + number("w", 3) * 1e9;
      const answer = yield* awaitAnswer(
        io,
        receive,
        icmp ? { id, sequence } : { port: base + sequence },
        until,
      );
      if (answer === undefined) {
        io.put("  *");
        yield* io.flush();
        continue;
      }
      const took = Math.floor(((yield* sys.clockGettime("monotonic")) - start) / 1000);
      if (answer.from !== last) {
        const name = options.has("n") ? undefined : ((yield* nameOf(sys, answer.from)) ?? answer.from);
        io.put(name === undefined ? `  ${answer.from}` : `  ${name} (${answer.from})`);
        last = answer.from;
      }
      io.put(`  ${Math.floor(took / 1000)}.${String(took % 1000).padStart(3, "0")} ms`);
      if (options.has("l")) io.put(` (${answer.ttl})`);
      if (answer.type === 0 || (answer.type === 3 && answer.code === 3)) arrived = true;
      else if (answer.type === 3) {
        unreachable++;
        io.put(` !${["N", "H", "P", "", "F", "S"][answer.code] ?? `<${answer.code}>`}`);
      }
      yield* io.flush();
    }
    io.put("\n");
    yield* io.flush();
    if (arrived || unreachable >= number("q", 3)) break;
  }
  return 0;
}

interface Answer {
  readonly from: string;
  readonly ttl: number;
  readonly type: number;
  readonly code: number;
}

/** The answer to one probe, told by the port or the echo's numbers in the packet that it quotes. */
function* awaitAnswer(
  io: Io,
  fd: number,
  probe: { readonly id?: number; readonly sequence?: number; readonly port?: number },
  untilNs: number,
): Call<Answer | undefined> {
  for (;;) {
    const left = untilNs - (yield* io.sys.clockGettime("monotonic"));
    if (left <= 0 || (yield* io.sys.poll([{ fd, events: POLL.IN }], left)).length === 0) return undefined;
    const { data, from, ttl } = yield* io.sys.recvfrom(fd, 2048);
    const icmp = data.subarray((data[0]! & 15) * 4);
    if (icmp.length < 8) continue;
    const view = new DataView(icmp.buffer, icmp.byteOffset, icmp.byteLength);
    const found: Answer = { from: from.address, ttl, type: icmp[0]!, code: icmp[1]! };
    if (found.type === 0 && probe.id === view.getUint16(4) && probe.sequence === view.getUint16(6))
      return found;
    if (found.type !== 3 && found.type !== 11) continue;
    const quoted = 8 + (icmp[8]! & 15) * 4;
    if (icmp.length < quoted + 8) continue;
    if (probe.port !== undefined && icmp[17] === 17 && view.getUint16(quoted + 2) === probe.port)
      return found;
    if (probe.id !== undefined && icmp[17] === 1 && view.getUint16(quoted + 6) === probe.sequence)
      return found;
  }
}
