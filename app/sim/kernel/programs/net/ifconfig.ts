/** ifconfig of busybox. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { AddressInfo, LinkChange, LinkInfo, NetlinkRequest } from "../../abi/netlink";
import { parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { resolve } from "./names";

function* links(io: Io): Call<readonly LinkInfo[]> {
  const reply = yield* io.sys.netlink({ type: "link-dump" });
  return reply.type === "links" ? reply.links : [];
}

function* addresses(io: Io): Call<readonly AddressInfo[]> {
  const reply = yield* io.sys.netlink({ type: "address-dump" });
  return reply.type === "addresses" ? reply.addresses : [];
}

export function maskText(prefix: number): string {
  const bits = "1".repeat(prefix).padEnd(32, "0");
  return [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2)).join(".");
}

/** undefined: not a mask. */
export function prefixOfMask(mask: string): number | undefined {
  const bits = mask
    .split(".")
    .map((octet) => Number(octet).toString(2).padStart(8, "0"))
    .join("");
  if (bits.includes("01")) return undefined;
  return bits.indexOf("0") < 0 ? 32 : bits.indexOf("0");
}

/** print_bytes_scaled: "1.9 KiB". */
function scaled(bytes: number): string {
  let tenths = bytes * 10;
  let unit = 0;
  let value = bytes;
  let fraction = 0;
  while (value >= 1024 && unit < 4) {
    fraction = Math.floor(((value % 1024) * 10) / 1024);
    value = Math.floor(value / 1024);
    unit++;
  }
  tenths = unit === 0 ? 0 : fraction;
  return `${value}.${tenths} ${["", "Ki", "Mi", "Gi", "Ti"][unit]!}B`;
}

const FLAG_ORDER = [
  "UP",
  "BROADCAST",
  "DEBUG",
  "LOOPBACK",
  "POINTOPOINT",
  "NOTRAILERS",
  "RUNNING",
  "NOARP",
  "PROMISC",
  "ALLMULTI",
  "SLAVE",
  "MASTER",
  "MULTICAST",
];
const RUNNING_BIT = 0x40;

/** The lines of a device, or of one of its labels (eth0:1). */
function text(link: LinkInfo, label: string, entry: AddressInfo | undefined): string {
  const ethernet = link.kind !== "loopback";
  let out = `${label.padEnd(9)} Link encap:${ethernet ? `Ethernet  HWaddr ${link.mac.toUpperCase()}` : "Local Loopback"}  \n`;
  if (entry !== undefined) {
    const broadcast = link.flags.includes("BROADCAST") ? `Bcast:${entry.broadcast ?? "0.0.0.0"}  ` : "";
    out += `          inet addr:${entry.address}  ${broadcast}Mask:${maskText(entry.prefix)}\n`;
  }
  const set = new Set(link.flags);
  if ((link.flagBits & RUNNING_BIT) !== 0) set.add("RUNNING");
  const flags = FLAG_ORDER.filter((flag) => set.has(flag)).map((flag) => `${flag} `);
  out += `          ${flags.length > 0 ? flags.join("") : "[NO FLAGS] "} MTU:${link.mtu}  Metric:1\n`;
  if (!label.includes(":"))
    out +=
      `          RX packets:${link.rxPackets} errors:0 dropped:${link.rxDropped} overruns:0 frame:0\n` +
      `          TX packets:${link.txPackets} errors:0 dropped:${link.txDropped} overruns:0 carrier:0\n` +
      `          collisions:0 txqueuelen:${link.qlen} \n` +
      `          RX bytes:${link.rxBytes} (${scaled(link.rxBytes)})  TX bytes:${link.txBytes} (${scaled(link.txBytes)})\n`;
  if (link.kind === "ether") out += "          Interrupt:10 Base address:0x300 \n";
  return `${out}\n`;
}

function* show(io: Io, name: string | undefined, all: boolean): Call<number> {
  const known = yield* links(io);
  const own = yield* addresses(io);
  const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
  if (name !== undefined) {
    const link = known.find((each) => each.name === name.replace(/:.*/, ""));
    if (link === undefined)
      return yield* io.die(`${name}: error fetching interface information: Device not found`);
    io.put(
      text(
        link,
        name,
        own.find((entry) => entry.label === name),
      ),
    );
    return 0;
  }
  for (const link of [...known].sort(byName)) {
    if (!all && !link.flags.includes("UP")) continue;
    io.put(
      text(
        link,
        link.name,
        own.find((entry) => entry.index === link.index && entry.label === link.name),
      ),
    );
    const labels = new Set(
      own
        .filter((entry) => entry.index === link.index && entry.label !== link.name)
        .map(({ label }) => label),
    );
    for (const label of labels)
      io.put(
        text(
          link,
          label,
          own.find((entry) => entry.label === label),
        ),
      );
  }
  return 0;
}

class Setter {
  private readonly device: string;

  constructor(
    private readonly io: Io,
    private readonly label: string,
  ) {
    this.device = label.replace(/:.*/, "");
  }

  private *ask(what: string, request: NetlinkRequest): Call<void> {
    try {
      yield* this.io.sys.netlink(request);
    } catch (error) {
      yield* this.io.dieError(what, error);
    }
  }

  *change(what: string, change: LinkChange): Call<void> {
    if (!(yield* links(this.io)).some(({ name }) => name === this.device))
      yield* this.io.dieError(what === "SIOCSIFFLAGS" ? "SIOCGIFFLAGS" : what, new SysError("ENODEV"));
    yield* this.ask(what, { type: "link-set", name: this.device, change });
  }

  private *current(): Call<AddressInfo | undefined> {
    return (yield* addresses(this.io)).find((entry) => entry.label === this.label);
  }

  *address(address: string, prefix: number | undefined, broadcast: string | undefined): Call<void> {
    const old = yield* this.current();
    if (old !== undefined)
      yield* this.ask("SIOCSIFADDR", {
        type: "address-delete",
        device: this.device,
        address: old.address,
        prefix: old.prefix,
      });
    if (address === "0.0.0.0") return;
    if (!(yield* links(this.io)).some(({ name }) => name === this.device))
      yield* this.io.dieError("SIOCSIFADDR", new SysError("ENODEV"));
    const length = prefix ?? classPrefix(address);
    const link = (yield* links(this.io)).find(({ name }) => name === this.device);
    const brd =
      link?.flags.includes("BROADCAST") && length < 31
        ? (broadcast ?? broadcastOf(address, length))
        : undefined;
    yield* this.ask("SIOCSIFADDR", {
      type: "address-add",
      device: this.device,
      address,
      prefix: length,
      label: this.label,
      ...(brd !== undefined && { broadcast: brd }),
    });
  }

  /** A new mask or broadcast address for the address that is there. */
  *replace(what: string, prefix: number | undefined, broadcast: string | undefined): Call<void> {
    const old = yield* this.current();
    if (old === undefined) return yield* this.io.dieError(what, new SysError("EADDRNOTAVAIL"));
    yield* this.address(
      old.address,
      prefix ?? old.prefix,
      broadcast ?? (prefix === undefined ? old.broadcast : undefined),
    );
  }
}

/** Without a mask, an address has that of its class. */
function classPrefix(address: string): number {
  const first = Number(address.split(".")[0]);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

export function broadcastOf(address: string, prefix: number): string {
  const value = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix);
  const last = Math.floor(value / size) * size + size - 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(last / 2 ** shift) % 256).join(".");
}

function* host(io: Io, name: string): Call<string> {
  const address = yield* resolve(io.sys, name);
  return address ?? (yield* io.die(`bad address '${name}'`));
}

export function* ifconfig(io: Io): Call<number> {
  const options = yield* parseOptions(io, "+a");
  const [name, ...words] = options.rest;
  if (name === undefined || words.length === 0) return yield* show(io, name, options.has("a"));
  const setter = new Setter(io, name);
  let upAfter = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const off = word.startsWith("-");
    const key = off ? word.slice(1) : word;
    const value = function* (): Call<string> {
      at++;
      return words[at] ?? (yield* io.usage());
    };
    if (word === "up" || word === "down") {
      yield* setter.change("SIOCSIFFLAGS", { up: word === "up" });
      upAfter = false;
    } else if (key === "arp") yield* setter.change("SIOCSIFFLAGS", { arp: !off });
    else if (key === "promisc") yield* setter.change("SIOCSIFFLAGS", { promisc: !off });
    else if (key === "multicast") yield* setter.change("SIOCSIFFLAGS", { multicast: !off });
    else if (key === "allmulti") yield* setter.change("SIOCSIFFLAGS", { allmulticast: !off });
    else if (key === "trailers" || key === "dynamic") yield* setter.change("SIOCSIFFLAGS", {});
    else if (word === "mtu") yield* setter.change("SIOCSIFMTU", { mtu: Number(yield* value()) });
    else if (word === "txqueuelen")
      yield* setter.change("SIOCSIFTXQLEN", { txqueuelen: Number(yield* value()) });
    else if (word === "metric" || word === "keepalive" || word === "outfill") yield* value();
    else if (word === "netmask") {
      const mask = yield* host(io, yield* value());
      yield* setter.replace("SIOCSIFNETMASK", prefixOfMask(mask) ?? 0, undefined);
    } else if (key === "broadcast")
      yield* setter.replace("SIOCSIFBRDADDR", undefined, yield* host(io, yield* value()));
    else if (word === "hw") {
      const kind = yield* value();
      const mac = yield* value();
      if (kind !== "ether") yield* io.usage();
      if (!/^[0-9a-fA-F]{1,2}([:-][0-9a-fA-F]{1,2}){5}$/.test(mac)) yield* io.die(`invalid hw-addr ${mac}`);
      yield* setter.change("SIOCSIFHWADDR", { mac: mac.replaceAll("-", ":") });
    } else {
      const address = yield* host(io, word === "dstaddr" ? yield* value() : word);
      yield* setter.address(address, undefined, undefined);
      upAfter = address !== "0.0.0.0" && !name.includes(":");
      if (address === "0.0.0.0") upAfter = true;
    }
  }
  if (upAfter) yield* setter.change("SIOCSIFFLAGS", { up: true });
  return 0;
}
