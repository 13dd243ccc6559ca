/** The routing table of a namespace: what leads where. Local and main routes are in one list, as in a kernel without policy routing. */
import { SysError } from "../abi/errno";
import type { NetDevice } from "./device";
import { type Ipv4, inPrefix } from "./ipv4";

export type RouteType = "unicast" | "local" | "broadcast" | "blackhole" | "unreachable" | "prohibit";
export type RouteScope = "global" | "link" | "host";
export type RouteProtocol = "kernel" | "boot" | "static";
export type RouteTable = "main" | "local";

export interface Route {
  readonly destination: Ipv4;
  readonly prefix: number;
  readonly gateway: Ipv4 | undefined;
  /** undefined where packets go nowhere. */
  readonly device: NetDevice | undefined;
  readonly protocol: RouteProtocol;
  readonly scope: RouteScope;
  readonly source: Ipv4 | undefined;
  readonly metric: number;
  readonly type: RouteType;
  readonly table: RouteTable;
  /** The gateway is taken to be on the link. */
  readonly onlink: boolean;
}

/** What a deletion names; undefined matches all. */
export type RoutePattern = Pick<Route, "destination" | "prefix"> &
  Partial<Omit<Route, "destination" | "prefix">>;

/** The order of a dump and, within one destination, of a lookup. */
function order(a: Route, b: Route): number {
  return (
    a.destination - b.destination ||
    b.prefix - a.prefix ||
    (a.table === b.table ? 0 : a.table === "local" ? -1 : 1) ||
    a.metric - b.metric
  );
}

function sameKey(a: Route, b: RoutePattern): boolean {
  return (
    a.destination === b.destination && a.prefix === b.prefix && a.metric === b.metric && a.table === b.table
  );
}

function same(a: Route, b: Route): boolean {
  return (
    sameKey(a, b) &&
    a.gateway === b.gateway &&
    a.device === b.device &&
    a.type === b.type &&
    a.scope === b.scope &&
    a.source === b.source &&
    a.protocol === b.protocol
  );
}

export class Fib {
  private routes: Route[] = [];

  all(): readonly Route[] {
    return this.routes;
  }

  /** NLM_F_CREATE with EXCL, REPLACE or APPEND. @throws SysError EEXIST */
  add(route: Route, how: "exclusive" | "replace" | "append"): void {
    const equal = this.routes.findIndex((other) => sameKey(other, route));
    if (equal >= 0 && how === "exclusive") throw new SysError("EEXIST");
    if (this.routes.some((other) => same(other, route))) {
      if (how === "append") throw new SysError("EEXIST");
      return;
    }
    if (equal >= 0 && how === "replace") {
      this.routes[equal] = route;
      return;
    }
    let at = this.routes.findIndex((other) => order(route, other) < 0);
    if (at < 0) at = this.routes.length;
    this.routes.splice(at, 0, route);
  }

  /** Removes the first route that fits. @throws SysError ESRCH */
  remove(pattern: RoutePattern): Route {
    const keys = (Object.keys(pattern) as (keyof RoutePattern)[]).filter((key) => pattern[key] !== undefined);
    const at = this.routes.findIndex((route) => keys.every((key) => route[key] === pattern[key]));
    if (at < 0) throw new SysError("ESRCH");
    return this.routes.splice(at, 1)[0]!;
  }

  removeWhere(test: (route: Route) => boolean): void {
    this.routes = this.routes.filter((route) => !test(route));
  }

  /** The longest prefix, then the lowest metric. Only routes by `device` if one is given. */
  lookup(destination: Ipv4, device?: NetDevice): Route | undefined {
    let best: Route | undefined;
    for (const route of this.routes) {
      if (!inPrefix(destination, route.destination, route.prefix)) continue;
      if (best !== undefined && route.prefix <= best.prefix) continue;
      if (device !== undefined && route.device !== device) continue;
      if (route.device !== undefined && !route.device.up && route.type !== "local") continue;
      best = route;
    }
    return best;
  }
}
