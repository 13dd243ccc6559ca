/** `ip link show` and `ip address show`: filters, and the lines and JSON of devices (iproute2's ipaddress.c). */
import type { Call } from "../../../abi/call";
import type { AddressInfo, LinkInfo } from "../../../abi/netlink";
import { type IpContext, matches, type Prefix, parseIpPrefix, Words } from "./context";
import { HELP } from "./help";
import type { Json } from "./json";
import { linkDetails, linkDetailsJson, statistics, statisticsJson } from "./show-details";

export interface ShowFilter {
  device?: string;
  scope?: string;
  label?: string;
  up: boolean;
  master?: string;
  noMaster: boolean;
  kind?: string;
  to?: Prefix;
  secondary?: boolean;
  group?: string;
}

/** Reads the words after `show`, and after `flush`. */
export function* parseFilter(
  ip: IpContext,
  given: readonly string[],
  object: "link" | "address",
): Call<ShowFilter> {
  const words = new Words(ip, given);
  const filter: ShowFilter = { up: false, noMaster: false };
  while (!words.done) {
    const { word } = words;
    if (word === "to") {
      const text = yield* words.next();
      const to = parseIpPrefix(text);
      if (to === undefined) yield* ip.fail(`Error: any valid prefix is expected rather than "${text}".\n`, 1);
      filter.to = to!;
    } else if (word === "scope") filter.scope = yield* words.next();
    else if (word === "up") filter.up = true;
    else if (word === "secondary" || word === "primary") filter.secondary = word === "secondary";
    else if (word === "permanent" || word === "dynamic") {
      // Taken, and without effect here.
    } else if (word === "label") filter.label = yield* words.next();
    else if (word === "group") filter.group = yield* words.next();
    else if (word === "master" || word === "vrf") {
      const name = yield* words.next();
      if ((yield* ip.link(name)) === undefined) yield* ip.invalid("Device does not exist\n", name);
      filter.master = name;
    } else if (word === "nomaster") filter.noMaster = true;
    else if (word === "type") filter.kind = yield* words.next();
    else {
      if (word !== "dev" && matches(word, "help")) yield* ip.help(HELP[object]);
      const name = word === "dev" ? yield* words.next() : word;
      if (filter.device !== undefined) yield* ip.garbage("dev", name);
      filter.device = name;
    }
    words.skip();
  }
  if (filter.device !== undefined && (yield* ip.link(filter.device)) === undefined)
    yield* ip.fail(`Device "${filter.device}" does not exist.\n`, 1);
  return filter;
}

function linkFits(link: LinkInfo, filter: ShowFilter): boolean {
  return (
    (filter.device === undefined || link.name === filter.device) &&
    (!filter.up || link.flags.includes("UP")) &&
    (filter.master === undefined || link.master === filter.master) &&
    (!filter.noMaster || link.master === undefined) &&
    (filter.kind === undefined || link.kind === filter.kind) &&
    (filter.group === undefined || link.group === filter.group)
  );
}

function number(address: string): number {
  return address.split(".").reduce((value, octet) => value * 256 + Number(octet), 0);
}

export function addressFits(entry: AddressInfo, filter: ShowFilter): boolean {
  if (filter.scope !== undefined && entry.scope !== filter.scope) return false;
  if (filter.secondary !== undefined && entry.secondary !== filter.secondary) return false;
  if (filter.label !== undefined && !labelFits(entry.label, filter.label)) return false;
  if (filter.to === undefined) return true;
  const size = 2 ** (32 - filter.to.prefix);
  return Math.floor(number(entry.address) / size) === Math.floor(number(filter.to.address) / size);
}

/** fnmatch with * and ?. */
function labelFits(label: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(label);
}

export function* showAddresses(
  ip: IpContext,
  given: readonly string[],
  object: "link" | "address",
): Call<number> {
  const filter = yield* parseFilter(ip, given, object);
  const { options } = ip;
  const reply = yield* ip.sys.netlink({ type: "address-dump" });
  const addresses = object === "address" && reply.type === "addresses" ? reply.addresses : [];
  const netns = yield* ip.netnsNames();
  const json: Json[] = [];
  for (const link of yield* ip.allLinks()) {
    if (!linkFits(link, filter)) continue;
    const own = addresses.filter((entry) => entry.index === link.index);
    const chosen = options.family === "other" ? [] : own.filter((entry) => addressFits(entry, filter));
    if (object === "address" && options.family !== "link") {
      const bare = own.length === 0 && options.family === "any";
      if (chosen.length === 0 && !bare) continue;
    }
    if (options.json) json.push(linkJson(ip, link, object, options.family === "link" ? [] : chosen));
    else if (options.brief) ip.io.put(briefLine(link, object, chosen));
    else ip.io.put(linkText(ip, link, object, chosen, netns));
    yield* ip.io.drain();
  }
  if (options.json) ip.printJson(json);
  return 0;
}

/** The name with what it is connected to: v0@v1, v0@if7. */
function fullName(link: LinkInfo): string {
  if (link.peerIndex === undefined) return link.name;
  return `${link.name}@${link.peerName ?? `if${link.peerIndex}`}`;
}

function briefLine(link: LinkInfo, object: "link" | "address", addresses: readonly AddressInfo[]): string {
  const start = `${fullName(link).padEnd(16)} ${link.operstate.padEnd(14)} `;
  if (object === "link") return `${start}${link.mac} <${link.flags.join(",")}> \n`;
  return `${start}${addresses.map((entry) => `${entry.address}/${entry.prefix} `).join("")}\n`;
}

function linkType(link: LinkInfo): string {
  return link.kind === "loopback" ? "loopback" : "ether";
}

function linkText(
  ip: IpContext,
  link: LinkInfo,
  object: "link" | "address",
  addresses: readonly AddressInfo[],
  netns: ReadonlyMap<number, string>,
): string {
  const { options } = ip;
  const nl = ip.newline;
  if (object === "address" && options.oneline)
    return addresses.map((entry) => `${link.index}: ${link.name} ${addressText(entry, nl)}`).join("");
  let text = `${link.index}: ${fullName(link)}: <${link.flags.join(",")}> mtu ${link.mtu} qdisc ${link.qdisc} `;
  if (link.master !== undefined) text += `master ${link.master} `;
  text += `state ${link.operstate} `;
  if (object === "link") text += "mode DEFAULT ";
  text += `group ${link.group} qlen ${link.qlen}`;
  if (options.family === "any" || options.family === "link" || object === "link" || options.details) {
    text += `${nl}    link/${linkType(link)} ${link.mac} brd ${link.broadcast}`;
    if (link.permanentMac !== undefined && link.permanentMac !== link.mac)
      text += ` permaddr ${link.permanentMac}`;
    if (link.peerNetnsId !== undefined) {
      const name = netns.get(link.peerNetnsId);
      text += name === undefined ? ` link-netnsid ${link.peerNetnsId}` : ` link-netns ${name}`;
    }
    if (options.details) text += linkDetails(link, nl);
  }
  if (link.alias !== "" && object === "link") text += `${nl}    alias ${link.alias}`;
  if (options.statistics && object === "link") text += `${nl}${statistics(link, nl)}`;
  text += "\n";
  for (const entry of addresses) text += `    ${addressText(entry, nl)}`;
  if (options.statistics && object === "address") text += `${statistics(link, nl)}\n`;
  return text;
}

function addressText(entry: AddressInfo, nl: string): string {
  const broadcast = entry.broadcast === undefined ? "" : `brd ${entry.broadcast} `;
  const secondary = entry.secondary ? "secondary " : "";
  return (
    `${nl === "\n" ? "" : "   "}inet ${entry.address}/${entry.prefix} ${broadcast}scope ${entry.scope} ${secondary}${entry.label}` +
    `${nl}       valid_lft forever preferred_lft forever\n`
  );
}

const FOREVER = 4294967295;

function addressJson(entry: AddressInfo, withDevice: boolean): Json {
  return {
    ...(withDevice && { index: entry.index, dev: entry.device }),
    family: "inet",
    local: entry.address,
    prefixlen: entry.prefix,
    broadcast: entry.broadcast,
    scope: entry.scope,
    secondary: entry.secondary ? true : undefined,
    label: entry.label,
    valid_life_time: FOREVER,
    preferred_life_time: FOREVER,
  };
}

function linkJson(
  ip: IpContext,
  link: LinkInfo,
  object: "link" | "address",
  addresses: readonly AddressInfo[],
): Json {
  const { options } = ip;
  const infos = addresses.map((entry) => addressJson(entry, options.oneline));
  if (object === "address" && options.oneline) return { addr_info: infos };
  const here = link.peerName !== undefined;
  if (options.brief)
    return {
      link: here ? link.peerName : undefined,
      link_index: here ? undefined : link.peerIndex,
      ifname: link.name,
      operstate: link.operstate,
      ...(object === "link" ? { address: link.mac, flags: link.flags } : { addr_info: infos }),
    };
  const showLink = options.family === "any" || object === "link" || options.details;
  return {
    ifindex: link.index,
    link: here ? link.peerName : undefined,
    link_index: here ? undefined : link.peerIndex,
    ifname: link.name,
    flags: link.flags,
    mtu: link.mtu,
    qdisc: link.qdisc,
    master: link.master,
    operstate: link.operstate,
    linkmode: object === "link" ? "DEFAULT" : undefined,
    group: link.group,
    txqlen: link.qlen,
    ...(showLink && {
      link_type: linkType(link),
      address: link.mac,
      broadcast: link.broadcast,
      link_netnsid: link.peerNetnsId,
      ...(options.details && linkDetailsJson(link)),
    }),
    ifalias: link.alias === "" ? undefined : link.alias,
    ...(options.statistics && { stats64: statisticsJson(link) }),
    ...(object === "address" && { addr_info: infos }),
  };
}
