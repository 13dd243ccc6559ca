/** arp and arping of busybox. */
import type { Call } from "../../abi/call";
import { POLL } from "../../abi/flags";
import type { LinkInfo } from "../../abi/netlink";
import { parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { nameOf, resolve } from "./names";

export function* arp(io: Io): Call<number> {
  const options = yield* parseOptions(io, "A:p:H:t:i:adnDsv");
  const device = options.value("i");
  const [host, mac] = options.rest;
  if (options.has("d") || options.has("s")) {
    if (host === undefined) return yield* io.die("need host name");
    const address = yield* resolve(io.sys, host);
    if (address === undefined) return yield* io.die(`bad address '${host}'`);
    return options.has("d") ? yield* remove(io, address, device) : yield* add(io, address, mac, device);
  }
  const reply = yield* io.sys.netlink({ type: "neighbour-dump" });
  for (const entry of reply.type === "neighbours" ? reply.neighbours : []) {
    if (device !== undefined && entry.device !== device) continue;
    if (host !== undefined && entry.address !== (yield* resolve(io.sys, host))) continue;
    const name = options.has("n") ? undefined : yield* nameOf(io.sys, entry.address);
    const at = entry.mac === undefined ? "<incomplete> " : `${entry.mac} [ether] `;
    io.put(
      `${name ?? "?"} (${entry.address}) at ${at}${entry.state === "PERMANENT" ? "PERM on" : " on"} ${entry.device}\n`,
    );
  }
  return 0;
}

/** The device by which an address is reached. */
function* deviceFor(io: Io, address: string, given: string | undefined): Call<string> {
  if (given !== undefined) return given;
  const reply = yield* io.sys.netlink({ type: "route-get", to: address });
  return reply.type === "routes" ? (reply.routes[0]?.device ?? "") : "";
}

function* add(io: Io, address: string, mac: string | undefined, given: string | undefined): Call<number> {
  if (mac === undefined) return yield* io.die("need hardware address");
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(mac)) return yield* io.die("invalid hardware address");
  try {
    const device = yield* deviceFor(io, address, given);
    yield* io.sys.netlink({ type: "neighbour-replace", device, address, mac, state: "PERMANENT" });
  } catch (error) {
    return yield* io.dieError("SIOCSARP", error);
  }
  return 0;
}

function* remove(io: Io, address: string, given: string | undefined): Call<number> {
  let what = "SIOCDARP(priv)";
  try {
    const device = yield* deviceFor(io, address, given);
    what = "SIOCDARP(pub)";
    yield* io.sys.netlink({ type: "neighbour-delete", device, address });
  } catch (error) {
    return yield* io.dieError(what, error);
  }
  return 0;
}

const ETHERTYPE_ARP = 0x0806;
const BROADCAST = "ff:ff:ff:ff:ff:ff";

function octets(address: string): number[] {
  return address.split(".").map(Number);
}

function macOctets(mac: string): number[] {
  return mac.split(":").map((part) => Number.parseInt(part, 16));
}

function macText(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":");
}

function* arpingDevice(io: Io, name: string, quiet: boolean): Call<LinkInfo> {
  const reply = yield* io.sys.netlink({ type: "link-dump" });
  const link = reply.type === "links" ? reply.links.find((each) => each.name === name) : undefined;
  if (link === undefined) return yield* io.die(`interface ${name} not found: No such device`, 2);
  if (!link.flags.includes("UP")) {
    if (!quiet) yield* io.warn(`interface ${name} is down`);
    return io.exit(2);
  }
  if (link.flags.includes("NOARP") || link.flags.includes("LOOPBACK")) {
    yield* io.warn(`interface ${name} is not ARPable`);
    return io.exit(link.flags.includes("LOOPBACK") || !quiet ? 2 : 0);
  }
  return link;
}

export function* arping(io: Io): Call<number> {
  const options = yield* parseOptions(io, "UDAqfbc:w:I:s:", { min: 1, max: 1 });
  const quiet = options.has("q");
  const name = options.value("I") ?? "eth0";
  const count = options.value("c") === undefined ? Number.POSITIVE_INFINITY : Number(options.value("c"));
  const { sys } = io;
  let fd: number;
  try {
    fd = yield* sys.socket("packet", "dgram", ETHERTYPE_ARP);
  } catch (error) {
    return yield* io.dieError("socket", error);
  }
  io.failStatus = 2;
  const link = yield* arpingDevice(io, name, quiet);
  const host = options.rest[0]!;
  const target = yield* resolve(sys, host);
  if (target === undefined) return yield* io.die(`bad address '${host}'`, 1);
  const dad = options.has("D");
  const gratuitous = options.has("U") || options.has("A");
  let source = options.value("s") ?? (gratuitous ? target : undefined);
  if (source === undefined && !dad) {
    const reply = yield* sys.netlink({ type: "route-get", to: target, device: name });
    source = reply.type === "routes" ? reply.routes[0]?.source : undefined;
  }
  source ??= "0.0.0.0";
  yield* sys.bind(fd, { address: name, port: ETHERTYPE_ARP });
  if (!quiet) io.put(`ARPING ${target} from ${source} ${name}\n`);
  const deadline =
    options.value("w") === undefined ? Number.POSITIVE_INFINITY : Number(options.value("w")) * 1e9;
  const start = yield* sys.clockGettime("monotonic");
  let [sent, broadcasts, replies, requests, broadcastReplies] = [0, 0, 0, 0, 0];
  let destination = BROADCAST;
  const mine = macOctets(link.mac);
  const finish = (): number => {
    if (!quiet) {
      io.put(`Sent ${sent} probe(s) (${broadcasts} broadcast(s))\n`);
      io.put(`Received ${replies} response(s) (${requests} request(s), ${broadcastReplies} broadcast(s))\n`);
    }
    if (dad) return replies > 0 ? 1 : 0;
    return gratuitous || replies > 0 ? 0 : 1;
  };
  for (;;) {
    const now = yield* sys.clockGettime("monotonic");
    if (now - start >= deadline || sent >= count) break;
    const operation = options.has("A") ? 2 : 1;
    const sought = operation === 2 ? mine : macOctets(destination);
    const packet = [0, 1, 8, 0, 6, 4, 0, operation, ...mine, ...octets(source), ...sought, ...octets(target)];
    const sentAt = yield* sys.clockGettime("monotonic");
    yield* sys.sendto(fd, Uint8Array.from(packet), {
      address: `${name} ${destination}`,
      port: ETHERTYPE_ARP,
    });
    sent++;
    if (destination === BROADCAST && sent > 1) broadcasts++;
    const until = Math.min(sentAt + 1e9, start + deadline);
    for (;;) {
      const left = until - (yield* sys.clockGettime("monotonic"));
      if (left <= 0 || (yield* sys.poll([{ fd, events: POLL.IN }], left)).length === 0) break;
      const message = yield* sys.recvfrom(fd, 4096);
      const { data } = message;
      const from = [...data.subarray(14, 18)].join(".");
      if (data.length < 28 || data[7] === undefined || data[7] > 2 || from !== target) continue;
      if (!gratuitous && macText(data.subarray(18, 24)) !== link.mac) continue;
      const took = Math.floor(((yield* sys.clockGettime("monotonic")) - sentAt) / 1000);
      const reply = data[7] === 2;
      if (!quiet) {
        const time = `${Math.floor(took / 1000)}.${String(took % 1000).padStart(3, "0")}ms`;
        io.put(
          `Unicast ${reply ? "reply" : "request"} from ${from} [${macText(data.subarray(8, 14))}] ${time}\n`,
        );
        yield* io.flush();
      }
      replies++;
      if (!reply) requests++;
      if (options.has("f") || dad) return finish();
      if (!options.has("b")) destination = macText(data.subarray(8, 14));
      if (sent >= count) return finish();
    }
  }
  return finish();
}
