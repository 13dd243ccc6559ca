/** Carries out netlink requests: checks who may, and answers dumps. */
import { SysError } from "../../abi/errno";
import type { NetlinkReply, NetlinkRequest } from "../../abi/netlink";
import { BridgeDevice } from "../devices/bridge";
import type { NetlinkContext } from "./context";
import {
  addressInfos,
  changeAddress,
  changeNeighbour,
  changeRoute,
  getRoute,
  neighbourInfos,
  routeInfo,
} from "./inet";
import { addLink, deleteLink, deviceNamed, linkInfo, setLink } from "./links";

const DONE: NetlinkReply = { type: "done" };

/** @throws SysError as rtnetlink answers */
export function netlink(context: NetlinkContext, request: NetlinkRequest): NetlinkReply {
  const { net } = context;
  switch (request.type) {
    case "link-dump":
      return { type: "links", links: net.allDevices().map(linkInfo) };
    case "address-dump":
      return { type: "addresses", addresses: addressInfos(net) };
    case "route-dump": {
      const table = request.table ?? "main";
      const tables = table === "all" ? (["main", "local"] as const) : [table];
      const routes = tables.flatMap((each) => net.fib.all().filter((route) => route.table === each));
      return { type: "routes", routes: routes.map(routeInfo) };
    }
    case "route-get":
      return { type: "routes", routes: [getRoute(net, request.to, request.from, request.device)] };
    case "neighbour-dump":
      return { type: "neighbours", neighbours: neighbourInfos(net) };
    case "bridge-dump":
      return { type: "macs", macs: bridgeMacs(context, request.bridge) };
    case "netns-id":
      return { type: "netns-id", id: net.knownIdOf(context.namespaceOfFd(request.fd)) };
    case "nat-dump":
      return { type: "nat", rules: net.nat.rules() };
    case "connection-dump":
      return { type: "connections", connections: net.nat.describe() };
    default:
      context.requireAdmin(net);
      change(context, request);
      return DONE;
  }
}

type ChangeRequest = Exclude<NetlinkRequest, { readonly type: `${string}-dump` | "route-get" | "netns-id" }>;

function change(context: NetlinkContext, request: ChangeRequest): void {
  const { net } = context;
  switch (request.type) {
    case "link-add": {
      addLink(context, request);
      return;
    }
    case "link-delete": {
      deleteLink(context, request.name);
      return;
    }
    case "link-set": {
      setLink(context, request.name, request.change);
      return;
    }
    case "address-add":
    case "address-delete":
    case "address-replace": {
      changeAddress(context, request);
      return;
    }
    case "address-flush": {
      const device = deviceNamed(net, request.device);
      for (const entry of net.addresses.of(device)) if (!entry.secondary) net.addresses.remove(entry);
      return;
    }
    case "route-add":
    case "route-change":
    case "route-replace":
    case "route-append":
    case "route-delete": {
      changeRoute(context, request);
      return;
    }
    case "route-flush": {
      const device = request.device === undefined ? undefined : deviceNamed(net, request.device);
      net.fib.removeWhere(
        (route) => route.table === "main" && (device === undefined || route.device === device),
      );
      return;
    }
    case "neighbour-add":
    case "neighbour-change":
    case "neighbour-replace":
    case "neighbour-delete": {
      changeNeighbour(context, request);
      return;
    }
    case "neighbour-flush": {
      net.neighbours.flush(
        request.device === undefined ? undefined : deviceNamed(net, request.device),
        false,
      );
      return;
    }
    case "nat-add": {
      net.nat.add(request.rule);
      return;
    }
    case "nat-delete": {
      net.nat.remove(request.rule);
      return;
    }
  }
}

function bridgeMacs({ net }: NetlinkContext, name: string) {
  const device = deviceNamed(net, name);
  if (!(device instanceof BridgeDevice)) throw new SysError("EOPNOTSUPP");
  return device.learned().map(({ mac, port, local, ageNs }) => ({ mac, port: port.number, local, ageNs }));
}
