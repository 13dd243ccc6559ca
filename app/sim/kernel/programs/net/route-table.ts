/** route of busybox, and netstat -r. */
import type { Call } from "../../abi/call";
import { SysError } from "../../abi/errno";
import type { RouteInfo, RouteRequest } from "../../abi/netlink";
import { parseOptions } from "../lib/getopt";
import type { Io } from "../lib/io";
import { maskText, prefixOfMask } from "./ifconfig";
import { resolve } from "./names";

/** The table's text. `numeric`: no names; `netstat`: the columns of netstat -r. */
export function* routeTable(io: Io, numeric: boolean, netstat: boolean): Call<void> {
  const reply = yield* io.sys.netlink({ type: "route-dump", table: "main" });
  const routes = reply.type === "routes" ? reply.routes : [];
  io.put("Kernel IP routing table\n");
  io.put(
    `Destination     Gateway         Genmask         Flags ${netstat ? "  MSS Window  irtt" : "Metric Ref    Use"} Iface\n`,
  );
  for (const route of routes) io.put(line(route, numeric, netstat));
}

function line(route: RouteInfo, numeric: boolean, netstat: boolean): string {
  const [address, length] =
    route.to === "default" ? ["0.0.0.0", 0] : [route.to.split("/")[0]!, Number(route.to.split("/")[1])];
  const reject = route.type === "unreachable" || route.type === "prohibit";
  const flags = reject ? "!" : `U${route.via === undefined ? "" : "G"}${length === 32 ? "H" : ""}`;
  const destination = route.to === "default" && !numeric ? "default" : address;
  const gateway = route.via ?? (numeric ? "0.0.0.0" : "*");
  const start = `${destination.padEnd(15)} ${gateway.padEnd(15)} ${maskText(length).padEnd(15)} ${flags.padEnd(6)}`;
  const device = route.device === "" ? "*" : route.device;
  if (netstat) return `${start}${"0".padStart(5)} ${"0".padEnd(5)} ${"0".padStart(6)} ${device}\n`;
  return `${start}${String(route.metric).padEnd(6)} ${"0".padEnd(2)} ${"0".padStart(7)} ${device}\n`;
}

export function* route(io: Io): Call<number> {
  const first = io.args.findIndex(
    (argument) => argument === "add" || argument === "del" || argument === "delete",
  );
  if (first >= 0) return yield* change(io, io.args[first] === "add", io.args.slice(first + 1));
  const options = yield* parseOptions(io, "A:ne");
  const family = options.value("A");
  if ((family !== undefined && family !== "inet") || options.rest.length > 0) return yield* io.usage();
  yield* routeTable(io, options.has("n"), options.count("e") === 1);
  return 0;
}

function* change(io: Io, add: boolean, words: readonly string[]): Call<number> {
  const request: { -readonly [K in keyof RouteRequest]: RouteRequest[K] } = {
    type: add ? "route-add" : "route-delete",
    to: "",
  };
  let at = 0;
  const value = function* (): Call<string> {
    return words[at++] ?? (yield* io.usage());
  };
  let kind = "";
  if (words[at] === "-net" || words[at] === "-host") kind = words[at++]!;
  const target = yield* value();
  let mask: number | undefined = kind === "-host" ? 32 : undefined;
  let address = "0.0.0.0";
  if (target === "default") mask = 0;
  else {
    const [name, length] = target.split("/");
    if (length !== undefined) mask = Number(length);
    const found = yield* resolve(io.sys, name!);
    if (found === undefined) return yield* io.die(`resolving ${name!}`);
    address = found;
  }
  while (at < words.length) {
    const word = words[at++]!;
    if (word === "netmask") mask = prefixOfMask(yield* value()) ?? (yield* io.die("bogus netmask"));
    else if (word === "gw" || word === "gateway") {
      const name = yield* value();
      const via = yield* resolve(io.sys, name);
      if (via === undefined) return yield* io.die(`resolving ${name}`);
      request.via = via;
    } else if (word === "metric") request.metric = Number(yield* value());
    else if (word === "mss" || word === "window" || word === "irtt") yield* value();
    else if (word === "reject") request.kind = "unreachable";
    else if (word === "mod" || word === "dyn" || word === "reinstate") continue;
    else request.device = word === "dev" || word === "device" ? yield* value() : word;
  }
  const host = (Number(address.split(".")[3]) & 255) !== 0;
  const prefix = mask ?? (kind === "-net" || !host ? undefined : 32);
  const what = add ? "SIOCADDRT" : "SIOCDELRT";
  if (prefix === undefined) return yield* io.dieError(what, new SysError("EINVAL"));
  request.to = prefix === 0 ? "default" : `${address}/${prefix}`;
  try {
    yield* io.sys.netlink(request);
  } catch (error) {
    return yield* io.dieError(what, error);
  }
  return 0;
}
