/** Networks as the engine knows them: names, subnets, and addresses in order. */
import type { Call } from "../../kernel/abi/call";
import { EngineError, type NetworkInfo } from "./contract";
import { newId } from "./ids";
import { contains, ipNumber, ipText, overlaps, readSubnet, type Subnet, sizeOf, subnetText } from "./ipv4";
import type { ContainerRecord, Endpoint } from "./records";
import type { EngineState, NetworkRecord } from "./state";

const DEFAULT: Subnet = { network: ipNumber("172.17.0.0")!, prefix: 16 };
export const PREDEFINED = ["bridge", "host", "none"];

/** The three that are always there. */
export function predefined(state: EngineState): void {
  const { random } = state.kernel;
  const add = (name: string, driver: NetworkInfo["driver"], rest: Partial<NetworkRecord>) =>
    state.networks.set(name, {
      id: newId(random),
      name,
      driver,
      subnet: "",
      gateway: "",
      bridge: "",
      prefix: 0,
      up: false,
      createdSeconds: state.nowNs() / 1e9,
      ...rest,
    });
  add("bridge", "bridge", {
    subnet: subnetText(DEFAULT),
    gateway: ipText(DEFAULT.network + 1),
    bridge: "docker0",
    prefix: DEFAULT.prefix,
  });
  add("host", "host", {});
  add("none", "null", {});
}

/** By name or a unique beginning of an id. @throws EngineError */
export function findNetwork(state: EngineState, reference: string): NetworkRecord {
  const named = state.networks.get(reference === "default" ? "bridge" : reference);
  if (named !== undefined) return named;
  const begun = [...state.networks.values()].filter(({ id }) => reference !== "" && id.startsWith(reference));
  if (begun.length === 1) return begun[0]!;
  if (begun.length > 1)
    throw new EngineError(
      `network ${reference} is ambiguous (${begun.length} matches found on name)`,
      1,
      "invalid",
    );
  throw new EngineError(`network ${reference} not found`, 125, "not-found");
}

/** What the engine tells of a network. */
export const networkInfo = ({
  id,
  name,
  driver,
  subnet,
  gateway,
  bridge,
  createdSeconds,
}: NetworkRecord): NetworkInfo => ({
  id,
  name,
  driver,
  subnet,
  gateway,
  bridge,
  createdSeconds,
});

export function* createNetwork(
  state: EngineState,
  name: string,
  options: { readonly subnet: string | undefined; readonly gateway: string | undefined },
): Call<NetworkInfo> {
  if (state.networks.has(name))
    throw new EngineError(`network with name ${name} already exists`, 1, "conflict");
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/.test(name))
    throw new EngineError(`invalid network name: ${name}`, 1, "invalid");
  const others = [...state.networks.values()].flatMap(({ subnet }) => readSubnet(subnet) ?? []);
  const subnet = options.subnet === undefined ? freeSubnet(others) : readSubnet(options.subnet);
  if (subnet === undefined)
    throw new EngineError(
      `invalid subnet ${options.subnet}: it should be in CIDR format, such as 172.30.0.0/16`,
      1,
      "invalid",
    );
  if (others.some((other) => overlaps(other, subnet)))
    throw new EngineError("Pool overlaps with other one on this address space", 1, "conflict");
  const gateway = options.gateway === undefined ? subnet.network + 1 : ipNumber(options.gateway);
  if (gateway === undefined || !contains(subnet, gateway))
    throw new EngineError(`no matching subnet for gateway ${options.gateway}`, 1, "invalid");
  const id = newId(state.kernel.random);
  const made: NetworkRecord = {
    id,
    name,
    driver: "bridge",
    subnet: subnetText(subnet),
    gateway: ipText(gateway),
    bridge: `br-${id.slice(0, 12)}`,
    prefix: subnet.prefix,
    up: false,
    createdSeconds: state.nowNs() / 1e9,
  };
  state.networks.set(name, made);
  state.event("network", "create", id, { name, type: "bridge" });
  return networkInfo(made);
}

/** As Docker's default pools: 172.18.0.0/16 and on, then pieces of 192.168.0.0. */
function freeSubnet(others: readonly Subnet[]): Subnet {
  const candidates: Subnet[] = [];
  for (let second = 18; second <= 31; second++)
    candidates.push({ network: ipNumber(`172.${second}.0.0`)!, prefix: 16 });
  for (let third = 0; third < 256; third += 16)
    candidates.push({ network: ipNumber(`192.168.${third}.0`)!, prefix: 20 });
  const free = candidates.find((candidate) => !others.some((other) => overlaps(other, candidate)));
  if (free === undefined)
    throw new EngineError(
      "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
      1,
    );
  return free;
}

/** Notes the network that a new container shall be on. @throws EngineError */
export function reserve(state: EngineState, { spec, endpoints }: ContainerRecord): void {
  const mode = spec.network;
  if (mode.startsWith("container:")) {
    state.find(mode.slice("container:".length));
    return;
  }
  const network = findNetwork(state, mode);
  if (network.driver === "bridge") endpoints.set(network.name, emptyEndpoint(network, spec.networkAliases));
}

/** A container's place in a network before it is started: no address, no devices. */
export const emptyEndpoint = (network: NetworkRecord, aliases: readonly string[]): Endpoint => ({
  network: network.name,
  address: "",
  prefix: network.prefix,
  gateway: network.gateway,
  mac: "",
  aliases,
  hostDevice: "",
});

function freeAddress(state: EngineState, network: NetworkRecord): number {
  const subnet = readSubnet(network.subnet)!;
  const used = new Set([ipNumber(network.gateway)]);
  for (const { endpoints } of state.containers.values())
    used.add(ipNumber(endpoints.get(network.name)?.address ?? ""));
  for (let address = subnet.network + 1; address < subnet.network + sizeOf(subnet) - 1; address++)
    if (!used.has(address)) return address;
  throw new EngineError(
    `no available IPv4 addresses on this network's address pools: ${network.name} (${network.id})`,
    1,
  );
}

/** Docker's hardware addresses follow the IP address: 02:42 and its four bytes. */
const macOf = (address: number): string =>
  `02:42:${[24, 16, 8, 0].map((shift) => (Math.floor(address / 2 ** shift) % 256).toString(16).padStart(2, "0")).join(":")}`;

/** Addresses for the networks of a container that is about to start, so that its /etc/hosts can be written. */
export function assign(state: EngineState, container: ContainerRecord): void {
  for (const [name, endpoint] of container.endpoints) {
    if (endpoint.address !== "") continue;
    const network = findNetwork(state, name);
    const address = freeAddress(state, network);
    container.endpoints.set(name, { ...endpoint, address: ipText(address), mac: macOf(address) });
  }
}
