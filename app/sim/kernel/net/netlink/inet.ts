/** rtnetlink's address, route and neighbour messages. */
import { SysError } from "../../abi/errno";
import type {
  AddressInfo,
  AddressRequest,
  NeighbourInfo,
  NeighbourRequest,
  RouteInfo,
  RouteRequest,
} from "../../abi/netlink";
import type { NetDevice } from "../device";
import type { Fib, Route, RoutePattern } from "../fib";
import { ANY, formatIpv4, type Ipv4, parseIpv4, parsePrefix } from "../ipv4";
import { parseMac } from "../mac";
import type { NetNamespace } from "../namespace";
import type { NetlinkContext } from "./context";
import { deviceNamed } from "./links";

function address(text: string): Ipv4 {
  const parsed = parseIpv4(text);
  if (parsed === undefined) throw new SysError("EINVAL");
  return parsed;
}

// Addresses

/** Every address of the namespace, device by device. */
export function addressInfos(net: NetNamespace): AddressInfo[] {
  return net.allDevices().flatMap((device) =>
    net.addresses.of(device).map((entry) => ({
      index: device.index,
      device: device.name,
      address: formatIpv4(entry.address),
      prefix: entry.prefix,
      broadcast: entry.broadcast === undefined ? undefined : formatIpv4(entry.broadcast),
      scope: entry.scope,
      label: entry.label,
      secondary: entry.secondary,
    })),
  );
}

export function changeAddress({ net }: NetlinkContext, request: AddressRequest): void {
  const device = deviceNamed(net, request.device);
  const own = address(request.address);
  const { prefix } = request;
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 32) throw new SysError("EINVAL");
  if (request.type === "address-delete") {
    const found = net.addresses
      .of(device)
      .find(
        (entry) =>
          entry.address === own &&
          (request.wildcard === true || entry.prefix === prefix) &&
          (request.label === undefined || entry.label === request.label),
      );
    if (found === undefined) throw new SysError("EADDRNOTAVAIL");
    net.addresses.remove(found);
    return;
  }
  const entry = {
    device,
    address: own,
    prefix,
    broadcast: request.broadcast === undefined ? undefined : address(request.broadcast),
    scope: request.scope ?? (device.loopback && own >>> 24 === 127 ? "host" : "global"),
    label: request.label ?? device.name,
  } as const;
  if (request.type === "address-replace" && net.addresses.find(device, own, prefix) !== undefined) return;
  net.addresses.add(entry);
}

// Routes

export function routeInfo(route: Route): RouteInfo {
  const { destination, prefix, device } = route;
  return {
    to: prefix === 0 ? "default" : `${formatIpv4(destination)}/${prefix}`,
    via: route.gateway === undefined ? undefined : formatIpv4(route.gateway),
    device: device?.name ?? "",
    protocol: route.protocol,
    scope: route.scope,
    source: route.source === undefined ? undefined : formatIpv4(route.source),
    metric: route.metric,
    linkDown: device !== undefined && !device.carrier && route.scope !== "host",
    onlink: route.onlink,
    table: route.table,
    type: route.type,
  };
}

export function changeRoute({ net }: NetlinkContext, request: RouteRequest): void {
  const to = parseDestination(request.to);
  if (request.type === "route-delete") {
    deleteRoute(net, request, to);
    return;
  }
  const route = buildRoute(net, request, to);
  if (request.type === "route-change" && !net.fib.all().some((other) => sameDestination(other, route)))
    throw new SysError("ENOENT");
  const how =
    request.type === "route-add" ? "exclusive" : request.type === "route-append" ? "append" : "replace";
  net.fib.add(route, how);
}

function sameDestination(a: Route, b: Route): boolean {
  return (
    a.destination === b.destination && a.prefix === b.prefix && a.metric === b.metric && a.table === b.table
  );
}

function parseDestination(to: string): { readonly network: Ipv4; readonly prefix: number } {
  if (to === "default") return { network: ANY, prefix: 0 };
  const parsed = parsePrefix(to, true);
  if (parsed === undefined) throw new SysError("EINVAL");
  return parsed;
}

function buildRoute(net: NetNamespace, request: RouteRequest, to: { network: Ipv4; prefix: number }): Route {
  const type = request.kind ?? "unicast";
  const gateway = request.via === undefined ? undefined : address(request.via);
  const scope =
    request.scope ??
    (type === "local"
      ? "host"
      : type === "broadcast" || (gateway === undefined && type === "unicast")
        ? "link"
        : "global");
  const source = request.source === undefined ? undefined : address(request.source);
  const noWay = type === "blackhole" || type === "unreachable" || type === "prohibit";
  const device = noWay ? undefined : outDevice(net, request, gateway, scope);
  if (source !== undefined && !net.isLocalAddress(source)) throw new SysError("EINVAL");
  return {
    destination: to.network,
    prefix: to.prefix,
    gateway,
    device,
    protocol: request.protocol ?? "boot",
    scope,
    source,
    metric: request.metric ?? 0,
    type,
    table: request.table ?? (type === "local" || type === "broadcast" ? "local" : "main"),
    onlink: request.onlink === true,
  };
}

/** fib_check_nh: the device, and whether the gateway can be reached through it. */
function outDevice(
  net: NetNamespace,
  request: RouteRequest,
  gateway: Ipv4 | undefined,
  scope: Route["scope"],
): NetDevice {
  const named = request.device === undefined ? undefined : deviceNamed(net, request.device);
  if (gateway === undefined) {
    if (named === undefined) throw new SysError("ENODEV");
    if (!named.up && scope !== "host") throw new SysError("ENETDOWN");
    return named;
  }
  if (scope !== "global") throw new SysError("EINVAL");
  if (request.onlink === true) {
    if (named === undefined) throw new SysError("ENODEV");
    if (!named.up) throw new SysError("ENETDOWN");
    return named;
  }
  if (named !== undefined && !named.up && net.fib.lookup(gateway, named) === undefined)
    throw new SysError("ENETUNREACH");
  const way = lookupLink(net.fib, gateway, named);
  if (way === undefined) throw new SysError("ENETUNREACH");
  if (way.type !== "unicast" || way.device === undefined) throw new SysError("EINVAL");
  if (!way.device.up) throw new SysError("ENETDOWN");
  return way.device;
}

/** A gateway must be on a link of ours: the lookup is for routes of scope link and nearer. */
function lookupLink(fib: Fib, gateway: Ipv4, device: NetDevice | undefined): Route | undefined {
  const found = fib.lookup(gateway, device);
  return found !== undefined && (found.scope !== "global" || found.gateway === undefined) ? found : undefined;
}

function deleteRoute(net: NetNamespace, request: RouteRequest, to: { network: Ipv4; prefix: number }): void {
  const table =
    request.table ?? (request.kind === "local" || request.kind === "broadcast" ? "local" : "main");
  const pattern: RoutePattern = {
    destination: to.network,
    prefix: to.prefix,
    table,
    ...(request.kind !== undefined && { type: request.kind }),
    ...(request.via !== undefined && { gateway: address(request.via) }),
    ...(request.device !== undefined && { device: deviceNamed(net, request.device) }),
    ...(request.metric !== undefined && { metric: request.metric }),
    ...(request.source !== undefined && { source: address(request.source) }),
    ...(request.scope !== undefined && { scope: request.scope }),
    ...(request.protocol !== undefined && { protocol: request.protocol }),
  };
  net.fib.remove(pattern);
}

/** RTM_GETROUTE: how a packet to an address would go. @throws SysError as sending there does */
export function getRoute(
  net: NetNamespace,
  to: string,
  from: string | undefined,
  deviceName: string | undefined,
): RouteInfo {
  const target = address(to);
  const device = deviceName === undefined ? undefined : deviceNamed(net, deviceName);
  const source = from === undefined ? undefined : address(from);
  if (source !== undefined && !net.isLocalAddress(source)) throw new SysError("ENETUNREACH");
  const way = net.ip.route(target, source, device);
  return {
    to: formatIpv4(way.type === "local" ? way.nextHop : target),
    via: way.route?.gateway === undefined ? undefined : formatIpv4(way.route.gateway),
    device: way.device.name,
    protocol: "kernel",
    scope: "global",
    source: formatIpv4(way.source),
    metric: 0,
    linkDown: false,
    onlink: false,
    table: way.type === "unicast" ? "main" : "local",
    type: way.type,
  };
}

// Neighbours

export function neighbourInfos(net: NetNamespace): NeighbourInfo[] {
  return net.neighbours.all().map((entry) => ({
    address: formatIpv4(entry.address),
    device: entry.device.name,
    mac: entry.mac,
    state: entry.state,
  }));
}

export function changeNeighbour({ net }: NetlinkContext, request: NeighbourRequest): void {
  const device = deviceNamed(net, request.device);
  const target = address(request.address);
  const found = net.neighbours.find(device, target);
  if (request.type === "neighbour-delete") {
    if (found === undefined) throw new SysError("ENOENT");
    net.neighbours.remove(found);
    return;
  }
  if (found !== undefined && request.type === "neighbour-add") throw new SysError("EEXIST");
  if (found === undefined && request.type === "neighbour-change") throw new SysError("ENOENT");
  const mac = request.mac === undefined ? undefined : parseMac(request.mac);
  if (request.mac !== undefined && mac === undefined) throw new SysError("EINVAL");
  net.neighbours.set(device, target, mac ?? found?.mac, request.state ?? "PERMANENT");
}
