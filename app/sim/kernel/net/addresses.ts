/** The IPv4 addresses of devices, and the routes that the kernel makes for them (net/ipv4/devinet.c, fib_frontend.c). */
import { SysError } from "../abi/errno";
import type { NetDevice } from "./device";
import type { Fib, Route, RouteScope } from "./fib";
import { BROADCAST, broadcastOf, type Ipv4, inPrefix, networkOf } from "./ipv4";

export interface InterfaceAddress {
  readonly device: NetDevice;
  readonly address: Ipv4;
  readonly prefix: number;
  readonly broadcast: Ipv4 | undefined;
  readonly scope: RouteScope;
  readonly label: string;
  readonly secondary: boolean;
}

const SCOPES: readonly RouteScope[] = ["global", "link", "host"];

export class AddressTable {
  private list: InterfaceAddress[] = [];

  constructor(private readonly fib: Fib) {}

  of(device: NetDevice): readonly InterfaceAddress[] {
    return this.list.filter((entry) => entry.device === device);
  }

  all(): readonly InterfaceAddress[] {
    return this.list;
  }

  isLocal(address: Ipv4): boolean {
    return this.list.some((entry) => entry.address === address);
  }

  find(device: NetDevice, address: Ipv4, prefix?: number): InterfaceAddress | undefined {
    return this.list.find(
      (entry) =>
        entry.device === device && entry.address === address && (prefix ?? entry.prefix) === entry.prefix,
    );
  }

  /** __inet_insert_ifa. @throws SysError EEXIST, EINVAL (same network, other scope) */
  add(entry: Omit<InterfaceAddress, "secondary">): void {
    let secondary = false;
    for (const other of this.of(entry.device)) {
      if (
        other.prefix !== entry.prefix ||
        !inPrefix(entry.address, networkOf(other.address, other.prefix), other.prefix)
      )
        continue;
      if (other.address === entry.address) throw new SysError("EEXIST");
      if (other.scope !== entry.scope) throw new SysError("EINVAL");
      secondary = true;
    }
    const made = { ...entry, secondary };
    const rank = SCOPES.indexOf(entry.scope);
    const after = secondary
      ? this.list.findLastIndex((other) => other.device === entry.device)
      : this.list.findLastIndex(
          (other) => other.device === entry.device && !other.secondary && SCOPES.indexOf(other.scope) >= rank,
        );
    const first = this.list.findIndex((other) => other.device === entry.device);
    this.list.splice(after >= 0 ? after + 1 : first >= 0 ? first : this.list.length, 0, made);
    this.install(made);
  }

  /** Removes it, and with a primary address its secondaries. */
  remove(entry: InterfaceAddress): void {
    if (!entry.secondary)
      for (const other of this.of(entry.device))
        if (other.secondary && other.prefix === entry.prefix && this.primaryOf(other) === entry)
          this.drop(other);
    this.drop(entry);
  }

  /** The device's last addresses go: it leaves the namespace. */
  removeAll(device: NetDevice): void {
    for (const entry of this.of(device)) this.drop(entry);
  }

  deviceUp(device: NetDevice): void {
    for (const entry of this.of(device)) this.install(entry);
  }

  deviceDown(device: NetDevice): void {
    this.fib.removeWhere((route) => route.device === device && route.scope !== "host");
  }

  private drop(entry: InterfaceAddress): void {
    const mine = this.kernelRoutes(entry);
    this.list = this.list.filter((other) => other !== entry);
    const needed = this.list.flatMap((other) => this.kernelRoutes(other));
    for (const route of mine)
      if (!needed.some((other) => same(other, route)))
        this.fib.removeWhere((installed) => same(installed, route));
    if (!this.isLocal(entry.address)) this.fib.removeWhere((route) => route.source === entry.address);
    for (const other of this.of(entry.device)) this.install(other);
  }

  private install(entry: InterfaceAddress): void {
    for (const route of this.kernelRoutes(entry))
      if (!this.fib.all().some((other) => same(other, route))) this.fib.add(route, "append");
  }

  private primaryOf(entry: InterfaceAddress): InterfaceAddress {
    if (!entry.secondary) return entry;
    const network = networkOf(entry.address, entry.prefix);
    return (
      this.list.find(
        (other) =>
          other.device === entry.device &&
          !other.secondary &&
          other.prefix === entry.prefix &&
          networkOf(other.address, other.prefix) === network,
      ) ?? entry
    );
  }

  private kernelRoutes(entry: InterfaceAddress): Route[] {
    const { device, address, prefix } = entry;
    const source = this.primaryOf(entry).address;
    const route = (type: "local" | "unicast" | "broadcast", destination: Ipv4, length: number): Route => ({
      destination,
      prefix: length,
      gateway: undefined,
      device,
      protocol: "kernel",
      scope: type === "local" ? "host" : "link",
      source,
      metric: 0,
      type,
      table: type === "unicast" ? "main" : "local",
      onlink: false,
    });
    const routes = [route("local", address, 32)];
    if (!device.up) return routes;
    if (entry.broadcast !== undefined && entry.broadcast !== BROADCAST)
      routes.push(route("broadcast", entry.broadcast, 32));
    const network = networkOf(address, prefix);
    if (network >>> 24 === 0 || entry.secondary || (network === address && prefix === 32)) return routes;
    routes.push(route(device.loopback ? "local" : "unicast", network, prefix));
    if (prefix < 31 && entry.broadcast !== broadcastOf(address, prefix))
      routes.push(route("broadcast", broadcastOf(address, prefix), 32));
    return routes;
  }
}

function same(a: Route, b: Route): boolean {
  return (
    a.destination === b.destination &&
    a.prefix === b.prefix &&
    a.device === b.device &&
    a.type === b.type &&
    a.table === b.table &&
    a.source === b.source &&
    a.protocol === b.protocol
  );
}
