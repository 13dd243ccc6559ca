/** Networks in the kernel: a bridge each, a cable with one end in the container, and the rules that let containers out. */
import type { Call } from "../../kernel/abi/call";
import { CLONE, O } from "../../kernel/abi/flags";
import type { NatRule } from "../../kernel/abi/netlink";
import type { Sys } from "../../kernel/abi/sys";
import { EngineError } from "./contract";
import { put, unless } from "./file-work";
import { hostnameOf, tellOthers, writeHosts } from "./hosts-file";
import { newId } from "./ids";
import { ipText, readSubnet, sizeOf } from "./ipv4";
import { assign, emptyEndpoint, findNetwork, PREDEFINED } from "./networks";
import { rulesOf } from "./ports";
import { waitFor } from "./processes";
import type { ContainerRecord, Endpoint } from "./records";
import type { EngineState, NetworkRecord } from "./state";

export function* removeNetwork(state: EngineState, sys: Sys, reference: string): Call<void> {
  const network = findNetwork(state, reference);
  if (PREDEFINED.includes(network.name))
    throw new EngineError(`${network.name} is a pre-defined network and cannot be removed`, 1, "conflict");
  const users = [...state.containers.values()].filter(
    ({ endpoints, pid }) => pid !== 0 && endpoints.has(network.name),
  );
  if (users.length > 0)
    throw new EngineError(
      `error while removing network: network ${network.name} has active endpoints (${users.map(({ name, id }) => `name:"${name}" id:"${id.slice(0, 12)}"`).join(", ")})`,
      1,
      "conflict",
    );
  yield* takeDown(sys, network);
  state.networks.delete(network.name);
  state.event("network", "destroy", network.id, { name: network.name, type: "bridge" });
}

function* takeDown(sys: Sys, network: NetworkRecord): Call<void> {
  if (!network.up) return;
  network.up = false;
  for (const rule of rulesOfBridge(network))
    yield* unless(sys.netlink({ type: "nat-delete", rule }), "ENOENT");
  yield* unless(sys.netlink({ type: "link-delete", name: network.bridge }), "ENODEV");
}

/**
 * What leaves for elsewhere gets the host's address. So does what comes from the network and is sent back into it, to a
 * published port: Docker has a proxy process for that, which is the client then as well.
 */
const rulesOfBridge = ({ subnet, bridge }: NetworkRecord): readonly NatRule[] => [
  { kind: "masquerade", source: subnet, notOut: bridge, out: undefined },
  { kind: "masquerade", source: subnet, notOut: undefined, out: bridge },
];

/** The bridge, its address, forwarding, and the rule that lets containers out. */
function* bringUp(sys: Sys, network: NetworkRecord): Call<void> {
  if (network.up) return;
  network.up = true;
  yield* unless(sys.netlink({ type: "link-add", name: network.bridge, kind: "bridge" }), "EEXIST");
  yield* unless(
    sys.netlink({
      type: "address-add",
      device: network.bridge,
      address: network.gateway,
      prefix: network.prefix,
      broadcast: broadcastOf(network),
    }),
    "EEXIST",
  );
  yield* sys.netlink({ type: "link-set", name: network.bridge, change: { up: true } });
  yield* put(sys, "/proc/sys/net/ipv4/ip_forward", "1\n");
  for (const rule of rulesOfBridge(network)) yield* unless(sys.netlink({ type: "nat-add", rule }), "EEXIST");
}

function broadcastOf({ subnet }: NetworkRecord): string {
  const read = readSubnet(subnet)!;
  return ipText(read.network + sizeOf(read) - 1);
}

/** The cables of a container whose network namespace is that of `pid`, by a process in the host's. */
export function* plugIn(state: EngineState, sys: Sys, container: ContainerRecord, pid: number): Call<void> {
  let index = 0;
  for (const endpoint of container.endpoints.values()) {
    yield* cable(state, sys, endpoint, pid, index);
    index++;
  }
  if (container.spec.network === "none" || container.endpoints.size > 0) yield* loopback(sys, pid);
}

function* loopback(sys: Sys, pid: number): Call<void> {
  yield* inNamespace(sys, pid, function* (inside) {
    yield* inside.netlink({ type: "link-set", name: "lo", change: { up: true } });
  });
}

function* cable(state: EngineState, sys: Sys, endpoint: Endpoint, pid: number, index: number): Call<void> {
  const network = findNetwork(state, endpoint.network);
  yield* bringUp(sys, network);
  const random = newId(state.kernel.random);
  const host = `veth${random.slice(0, 7)}`;
  const guest = `veth${random.slice(7, 14)}`;
  yield* sys.netlink({ type: "link-add", name: host, kind: "veth", peer: guest, peerMac: endpoint.mac });
  endpoint.hostDevice = host;
  yield* sys.netlink({ type: "link-set", name: host, change: { master: network.bridge } });
  yield* sys.netlink({ type: "link-set", name: guest, change: { netnsPid: pid } });
  yield* sys.netlink({ type: "link-set", name: host, change: { up: true } });
  const device = `eth${index}`;
  yield* inNamespace(sys, pid, function* (inside) {
    yield* inside.netlink({ type: "link-set", name: guest, change: { name: device } });
    yield* inside.netlink({
      type: "address-add",
      device,
      address: endpoint.address,
      prefix: endpoint.prefix,
      broadcast: broadcastOf(network),
    });
    yield* inside.netlink({ type: "link-set", name: device, change: { up: true } });
    if (index === 0)
      yield* unless(
        inside.netlink({ type: "route-add", to: "default", via: endpoint.gateway, device }),
        "EEXIST",
      );
  });
}

/** Does something in the network namespace of a process, by a process that is there for that alone. */
function* inNamespace(sys: Sys, pid: number, act: (inside: Sys) => Call<void>): Call<void> {
  const child = yield* sys.fork(function* (inside) {
    const fd = yield* inside.open(`/proc/${pid}/ns/net`, O.RDONLY | O.CLOEXEC);
    yield* inside.setns(fd, CLONE.NEWNET);
    yield* act(inside);
    return 0;
  });
  yield* waitFor(sys, child);
}

/** Takes cables and rules away; a network namespace that is gone took its cable with it. */
export function* unplug(sys: Sys, container: ContainerRecord): Call<void> {
  for (const rule of rulesOf(container)) yield* unless(sys.netlink({ type: "nat-delete", rule }), "ENOENT");
  for (const [name, endpoint] of container.endpoints) {
    if (endpoint.hostDevice !== "")
      yield* unless(sys.netlink({ type: "link-delete", name: endpoint.hostDevice }), "ENODEV");
    container.endpoints.set(name, { ...endpoint, address: "", mac: "", hostDevice: "" });
  }
}

export function* connect(
  state: EngineState,
  sys: Sys,
  reference: string,
  container: ContainerRecord,
): Call<void> {
  const network = findNetwork(state, reference);
  if (network.driver !== "bridge")
    throw new EngineError(
      network.driver === "host"
        ? "container cannot be connected to host network, use --network host"
        : "container cannot be connected to multiple networks with one of the networks in private (none) mode",
      1,
      "invalid",
    );
  if (container.endpoints.has(network.name))
    throw new EngineError(
      `endpoint with name ${container.name} already exists in network ${network.name}`,
      1,
      "conflict",
    );
  container.endpoints.set(network.name, emptyEndpoint(network, []));
  if (container.pid !== 0) {
    assign(state, container);
    yield* cable(
      state,
      sys,
      container.endpoints.get(network.name)!,
      container.pid,
      container.endpoints.size - 1,
    );
    yield* writeHosts(state, sys, container, hostnameOf(container));
    yield* tellOthers(state, sys, [network.name]);
  }
  state.event("network", "connect", network.id, {
    container: container.id,
    name: network.name,
    type: "bridge",
  });
}

export function* disconnect(
  state: EngineState,
  sys: Sys,
  reference: string,
  container: ContainerRecord,
): Call<void> {
  const network = findNetwork(state, reference);
  const endpoint = container.endpoints.get(network.name);
  if (endpoint === undefined)
    throw new EngineError(
      `container ${container.id} is not connected to network ${network.name}`,
      1,
      "not-found",
    );
  if (endpoint.hostDevice !== "")
    yield* unless(sys.netlink({ type: "link-delete", name: endpoint.hostDevice }), "ENODEV");
  container.endpoints.delete(network.name);
  if (container.pid !== 0) {
    yield* writeHosts(state, sys, container, hostnameOf(container));
    yield* tellOthers(state, sys, [network.name]);
  }
  state.event("network", "disconnect", network.id, {
    container: container.id,
    name: network.name,
    type: "bridge",
  });
}
