/** `ip route` (iproute2's iproute.c). */
import type { Call } from "../../../abi/call";
import type { RouteInfo, RouteRequest } from "../../../abi/netlink";
import {
  addressArgument,
  type IpContext,
  integer,
  matches,
  type Prefix,
  prefixArgument,
  Words,
} from "./context";
import { HELP } from "./help";
import type { Json } from "./json";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export function* route(ip: IpContext, words: readonly string[]): Call<number> {
  const [command, ...rest] = words;
  if (command === undefined) return yield* list(ip, [], false);
  if (matches(command, "list") || matches(command, "show") || matches(command, "lst"))
    return yield* list(ip, rest, false);
  if (matches(command, "get")) return yield* get(ip, rest);
  if (matches(command, "add")) return yield* modify(ip, rest, "route-add");
  if (matches(command, "change") || command === "chg") return yield* modify(ip, rest, "route-change");
  if (matches(command, "replace")) return yield* modify(ip, rest, "route-replace");
  if (matches(command, "prepend") || matches(command, "append"))
    return yield* modify(ip, rest, "route-append");
  if (matches(command, "delete")) return yield* modify(ip, rest, "route-delete");
  if (matches(command, "flush")) return yield* list(ip, rest, true);
  if (matches(command, "help")) return yield* ip.help(HELP.route);
  return yield* ip.fail(`Command "${command}" is unknown, try "ip route help".\n`, 255);
}

const TYPES = new Set(["unicast", "local", "broadcast", "blackhole", "unreachable", "prohibit"]);
const NUMBERED = new Set([
  "mtu",
  "advmss",
  "hoplimit",
  "window",
  "rtt",
  "rttvar",
  "cwnd",
  "initcwnd",
  "initrwnd",
  "ssthresh",
  "realms",
  "rto_min",
  "tos",
  "dsfield",
  "weight",
  "quickack",
  "congctl",
  "features",
  "pref",
  "expires",
]);

function* modify(ip: IpContext, given: readonly string[], type: RouteRequest["type"]): Call<number> {
  const words = new Words(ip, given);
  if (words.done) return yield* ip.help(HELP.route);
  const request: Writable<RouteRequest> = { type, to: "" };
  let to: Prefix | undefined;
  while (!words.done) {
    const { word } = words;
    if (word === "src") request.source = yield* addressArgument(ip, yield* words.next(), "inet");
    else if (word === "via") {
      const next = yield* words.next();
      const text = next === "inet" ? yield* words.next() : next;
      request.via = yield* addressArgument(ip, text, "inet");
    } else if (matches(word, "metric") || matches(word, "priority") || word === "preference") {
      const text = yield* words.next();
      const metric = integer(text);
      if (metric === undefined || metric < 0) yield* ip.invalid('"metric" value is invalid\n', text);
      request.metric = metric!;
    } else if (word === "scope") {
      const text = yield* words.next();
      if (text !== "global" && text !== "link" && text !== "host")
        yield* ip.invalid('invalid "scope" value\n', text);
      request.scope = text as "global" | "link" | "host";
    } else if (matches(word, "protocol")) {
      const text = yield* words.next();
      if (text !== "kernel" && text !== "boot" && text !== "static")
        yield* ip.invalid('"protocol" value is invalid\n', text);
      request.protocol = text as RouteInfo["protocol"];
    } else if (matches(word, "table")) {
      const text = yield* words.next();
      if (text === "main" || text === "local" || text === "254" || text === "255")
        request.table = text === "local" || text === "255" ? "local" : "main";
      else if (integer(text) === undefined) yield* ip.invalid('"table" value is invalid\n', text);
      else return yield* ip.fail("RTNETLINK answers: No such device\n", 2);
    } else if (word === "dev" || word === "oif") request.device = yield* words.next();
    else if (word === "onlink") request.onlink = true;
    else if (NUMBERED.has(word)) {
      const value = yield* words.next();
      if (value === "lock") yield* words.next();
    } else {
      let value = word === "to" ? yield* words.next() : word;
      if (/^[^0-9]/.test(value) && TYPES.has(value)) {
        request.kind = value as RouteInfo["type"];
        value = yield* words.next();
      }
      if (matches(value, "help")) yield* ip.help(HELP.route);
      if (to !== undefined) yield* ip.garbage("to", value);
      to = yield* prefixArgument(ip, value);
    }
    words.skip();
  }
  const { device } = request;
  if (device !== undefined && (yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  request.to =
    to === undefined || (to.prefix === 0 && to.address === "0.0.0.0")
      ? "default"
      : `${to.address}/${to.prefix}`;
  yield* ip.change(request);
  return 0;
}

interface RouteFilter {
  device?: string;
  table: "main" | "local" | "all" | "none";
  exact?: string;
  root?: Prefix;
  match?: Prefix;
  protocol?: string;
  scope?: string;
  type?: string;
  via?: string;
  source?: string;
}

function* parseFilter(ip: IpContext, given: readonly string[]): Call<RouteFilter> {
  const words = new Words(ip, given);
  const filter: RouteFilter = { table: "main" };
  while (!words.done) {
    const { word } = words;
    if (matches(word, "table")) {
      const name = yield* words.next();
      const known = {
        main: "main",
        local: "local",
        all: "all",
        cache: "none",
        "254": "main",
        "255": "local",
        "0": "all",
      } as const;
      const table = (known as Readonly<Record<string, RouteFilter["table"]>>)[name];
      if (table === undefined && integer(name) === undefined && name !== "default")
        yield* ip.invalid("table id value is invalid\n", name);
      filter.table = table ?? "none";
    } else if (word === "dev" || word === "oif" || word === "iif") filter.device = yield* words.next();
    else if (matches(word, "protocol")) filter.protocol = yield* words.next();
    else if (matches(word, "scope")) filter.scope = yield* words.next();
    else if (matches(word, "type")) filter.type = yield* words.next();
    else if (word === "via") filter.via = yield* addressArgument(ip, yield* words.next(), "inet");
    else if (word === "src") filter.source = yield* addressArgument(ip, yield* words.next(), "inet");
    else {
      let value = word === "to" ? yield* words.next() : word;
      if (value === "root" || value === "match" || value === "exact") {
        const how = value;
        const prefix = yield* prefixArgument(ip, yield* words.next());
        if (how === "root") filter.root = prefix;
        else if (how === "match") filter.match = prefix;
        else filter.exact = name(prefix);
      } else {
        if (word !== "to" && matches(value, "help")) yield* ip.help(HELP.route);
        if (value === "exact") value = yield* words.next();
        filter.exact = name(yield* prefixArgument(ip, value));
      }
    }
    words.skip();
  }
  if (filter.device !== undefined && (yield* ip.link(filter.device)) === undefined)
    return yield* ip.noDevice(filter.device);
  return filter;
}

function name(prefix: Prefix): string {
  return prefix.prefix === 0 ? "default" : `${prefix.address}/${prefix.prefix}`;
}

function value(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

function covers(outer: Prefix, address: string, length: number): boolean {
  const size = 2 ** (32 - outer.prefix);
  return (
    outer.prefix <= length && Math.floor(value(outer.address) / size) === Math.floor(value(address) / size)
  );
}

function fits(entry: RouteInfo, filter: RouteFilter): boolean {
  const [address, length] =
    entry.to === "default" ? ["0.0.0.0", 0] : [entry.to.split("/")[0]!, Number(entry.to.split("/")[1])];
  return (
    (filter.device === undefined || entry.device === filter.device) &&
    (filter.exact === undefined || entry.to === filter.exact) &&
    (filter.root === undefined || covers(filter.root, address, length)) &&
    (filter.match === undefined ||
      covers({ address, prefix: length, explicit: true }, filter.match.address, filter.match.prefix)) &&
    (filter.protocol === undefined || entry.protocol === filter.protocol) &&
    (filter.scope === undefined || entry.scope === filter.scope) &&
    (filter.type === undefined || entry.type === filter.type) &&
    (filter.via === undefined || entry.via === filter.via) &&
    (filter.source === undefined || entry.source === filter.source)
  );
}

function* list(ip: IpContext, given: readonly string[], flush: boolean): Call<number> {
  if (flush && given.length === 0) {
    yield* ip.io.complain('"ip route flush" requires arguments.\n');
    return 1;
  }
  const filter = yield* parseFilter(ip, given);
  const { table } = filter;
  const reply = table === "none" ? undefined : yield* ip.sys.netlink({ type: "route-dump", table });
  const routes =
    reply?.type === "routes" && ip.options.family !== "other"
      ? reply.routes.filter((entry) => fits(entry, filter))
      : [];
  if (flush) {
    for (const entry of routes)
      yield* ip.change({
        type: "route-delete",
        to: entry.to,
        table: entry.table,
        metric: entry.metric,
        kind: entry.type,
        ...(entry.device !== "" && { device: entry.device }),
      });
    return 0;
  }
  if (ip.options.json) ip.printJson(routes.map((entry) => routeJson(entry, filter)));
  for (const entry of ip.options.json ? [] : routes) ip.io.put(`${routeText(ip, entry, filter)}\n`);
  return 0;
}

function shortTo(entry: RouteInfo): string {
  return entry.to.replace(/\/32$/, "");
}

function routeText(ip: IpContext, entry: RouteInfo, filter: RouteFilter): string {
  const { details } = ip.options;
  let text = entry.type === "unicast" && !details ? "" : `${entry.type} `;
  text += `${shortTo(entry)} `;
  if (entry.via !== undefined) text += `via ${entry.via} `;
  if (entry.device !== "" && filter.device === undefined) text += `dev ${entry.device} `;
  if (filter.table === "all" && entry.table === "local") text += "table local ";
  if ((entry.protocol !== "boot" || details) && filter.protocol === undefined)
    text += `proto ${entry.protocol} `;
  if ((entry.scope !== "global" || details) && filter.scope === undefined) text += `scope ${entry.scope} `;
  if (entry.source !== undefined && filter.source === undefined) text += `src ${entry.source} `;
  if (entry.metric !== 0) text += `metric ${entry.metric} `;
  if (entry.onlink) text += "onlink ";
  if (entry.linkDown) text += "linkdown ";
  return text;
}

function routeJson(entry: RouteInfo, filter: RouteFilter): Json {
  const flags = [...(entry.onlink ? ["onlink"] : []), ...(entry.linkDown ? ["linkdown"] : [])];
  return {
    type: entry.type === "unicast" ? undefined : entry.type,
    dst: shortTo(entry),
    gateway: entry.via,
    dev: entry.device === "" || filter.device !== undefined ? undefined : entry.device,
    table: filter.table === "all" && entry.table === "local" ? "local" : undefined,
    protocol: entry.protocol === "boot" ? undefined : entry.protocol,
    scope: entry.scope === "global" ? undefined : entry.scope,
    prefsrc: entry.source,
    metric: entry.metric === 0 ? undefined : entry.metric,
    flags,
  };
}

function* get(ip: IpContext, given: readonly string[]): Call<number> {
  const words = new Words(ip, given);
  let to: string | undefined;
  let from: string | undefined;
  let device: string | undefined;
  while (!words.done) {
    const { word } = words;
    if (word === "from") from = (yield* prefixArgument(ip, yield* words.next())).address;
    else if (word === "dev" || word === "oif") device = yield* words.next();
    else if (
      word === "iif" ||
      word === "uid" ||
      word === "mark" ||
      word === "tos" ||
      word === "ipproto" ||
      word === "sport" ||
      word === "dport"
    )
      yield* words.next();
    else if (word === "fibmatch" || word === "notify" || word === "connected") {
      // Taken, and without effect here.
    } else {
      const text = word === "to" ? yield* words.next() : word;
      if (matches(text, "help")) yield* ip.help(HELP.route);
      to = (yield* prefixArgument(ip, text)).address;
    }
    words.skip();
  }
  if (to === undefined) return yield* ip.fail("need at least a destination address\n", 1);
  if (device !== undefined && (yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  const reply = yield* ip.ask({
    type: "route-get",
    to,
    ...(from !== undefined && { from }),
    ...(device !== undefined && { device }),
  });
  const entry = reply.type === "routes" ? reply.routes[0] : undefined;
  if (entry === undefined) return 1;
  const cache = entry.type === "local" ? ["local"] : entry.type === "broadcast" ? ["local", "brd"] : [];
  const uid = (yield* ip.sys.getresuid())[0];
  if (ip.options.json) {
    ip.printJson([
      {
        type: entry.type === "unicast" ? undefined : entry.type,
        dst: entry.to,
        from,
        gateway: entry.via,
        dev: entry.device,
        prefsrc: from === undefined ? entry.source : undefined,
        flags: [],
        uid,
        cache,
      },
    ]);
    return 0;
  }
  const type = entry.type === "unicast" ? "" : `${entry.type} `;
  const via = entry.via === undefined ? "" : `via ${entry.via} `;
  const source = from === undefined ? `src ${entry.source} ` : "";
  ip.io.put(
    `${type}${entry.to} ${from === undefined ? "" : `from ${from} `}${via}dev ${entry.device} ${source}uid ${uid} ` +
      `${ip.newline}    cache ${cache.length > 0 ? `<${cache.join(",")}> ` : ""}\n`,
  );
  return 0;
}
