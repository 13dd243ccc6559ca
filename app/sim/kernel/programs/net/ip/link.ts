/** `ip link add`, `set`, `delete` (iproute2's iplink.c). */
import type { Call } from "../../../abi/call";
import type { LinkChange, NetlinkRequest } from "../../../abi/netlink";
import { type IpContext, integer, matches, Words } from "./context";
import { HELP } from "./help";
import { showAddresses } from "./show";

interface LinkArguments {
  name?: string;
  dev?: string;
  link?: string;
  type?: string;
  change: Writable<LinkChange>;
  /** After `type TYPE`. */
  rest: readonly string[];
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type AddRequest = Extract<NetlinkRequest, { type: "link-add" }>;

export function* link(ip: IpContext, words: readonly string[]): Call<number> {
  const [command, ...rest] = words;
  if (command === undefined) return yield* showAddresses(ip, [], "link");
  if (matches(command, "add")) return yield* add(ip, rest);
  if (matches(command, "set") || matches(command, "change")) return yield* set(ip, rest);
  if (matches(command, "replace")) return yield* add(ip, rest);
  if (matches(command, "delete")) return yield* remove(ip, rest);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return yield* showAddresses(ip, rest, "link");
  if (matches(command, "help") || matches(command, "property") || matches(command, "xstats"))
    return yield* ip.help(HELP.link);
  return yield* ip.fail(`Command "${command}" is unknown, try "ip link help".\n`, 255);
}

function* onOff(ip: IpContext, what: string, value: string): Call<boolean> {
  if (value === "on" || value === "off") return value === "on";
  return yield* ip.fail(`Error: argument of "${what}" must be "on" or "off", not "${value}"\n`, 1);
}

function* hardwareAddress(ip: IpContext, text: string): Call<string> {
  if (/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2})*$/.test(text) && text.split(":").length === 6) return text;
  if (/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2})*$/.test(text)) return text;
  return yield* ip.fail(`"${text}" is invalid lladdr.\n`, 1);
}

/** iplink_parse. */
function* parse(ip: IpContext, given: readonly string[]): Call<LinkArguments> {
  const words = new Words(ip, given);
  const result: LinkArguments = { change: {}, rest: [] };
  const { change } = result;
  while (!words.done) {
    const { word } = words;
    if (word === "up") change.up = true;
    else if (word === "down") change.up = false;
    else if (word === "name") {
      const name = yield* words.next();
      if (result.name !== undefined) yield* ip.duplicate("name", name);
      if (!validName(name)) yield* ip.invalid('"name" not a valid ifname', name);
      result.name = name;
    } else if (word === "index") yield* words.next();
    else if (matches(word, "link")) result.link = yield* words.next();
    else if (matches(word, "address")) change.mac = yield* hardwareAddress(ip, yield* words.next());
    else if (matches(word, "broadcast") || word === "brd") yield* hardwareAddress(ip, yield* words.next());
    else if (matches(word, "txqueuelen") || word === "qlen" || matches(word, "txqlen")) {
      const value = yield* words.next();
      const length = integer(value);
      if (length === undefined) yield* ip.invalid('Invalid "txqueuelen" value\n', value);
      change.txqueuelen = length!;
    } else if (word === "mtu") {
      const value = yield* words.next();
      if (change.mtu !== undefined) yield* ip.duplicate("mtu", value);
      const mtu = integer(value);
      if (mtu === undefined) yield* ip.invalid('Invalid "mtu" value\n', value);
      change.mtu = mtu!;
    } else if (word === "netns") {
      const value = yield* words.next();
      const fd = yield* ip.openNetns(value);
      const pid = integer(value);
      if (fd !== undefined) change.netnsFd = fd;
      else if (pid !== undefined) change.netnsPid = pid;
      else yield* ip.invalid('Invalid "netns" value\n', value);
    } else if (word === "multicast") change.multicast = yield* onOff(ip, word, yield* words.next());
    else if (word === "allmulticast") change.allmulticast = yield* onOff(ip, word, yield* words.next());
    else if (word === "promisc") change.promisc = yield* onOff(ip, word, yield* words.next());
    else if (word === "arp") change.arp = yield* onOff(ip, word, yield* words.next());
    else if (word === "trailers" || word === "dynamic" || word === "carrier" || word === "protodown")
      yield* onOff(ip, word, yield* words.next());
    else if (word === "master") {
      const name = yield* words.next();
      if ((yield* ip.link(name)) === undefined) yield* ip.invalid("Device does not exist\n", name);
      change.master = name;
    } else if (word === "nomaster") change.master = "";
    else if (word === "alias" || matches(word, "alias")) change.alias = yield* words.next();
    else if (word === "group") {
      const value = yield* words.next();
      const group = value === "default" ? 0 : integer(value);
      if (group === undefined) yield* ip.invalid('Invalid "group" value\n', value);
      change.group = group!;
    } else if (
      word === "numtxqueues" ||
      word === "numrxqueues" ||
      word === "addrgenmode" ||
      word === "mode" ||
      word === "state"
    )
      yield* words.next();
    else if (word === "type") {
      result.type = yield* words.next();
      words.skip();
      result.rest = words.rest();
      return result;
    } else {
      if (matches(word, "help")) yield* ip.help(HELP.link);
      const name = word === "dev" ? yield* words.next() : word;
      if (result.dev !== undefined) yield* ip.garbage("dev", name);
      if (!validName(name)) yield* ip.invalid('"dev" not a valid ifname', name);
      result.dev = name;
    }
    words.skip();
  }
  return result;
}

/** check_altifname: longer names are the kernel's to refuse. */
function validName(name: string): boolean {
  return name !== "" && name.length < 128 && !/[/\s]/.test(name);
}

function* add(ip: IpContext, given: readonly string[]): Call<number> {
  const parsed = yield* parse(ip, given);
  const { change, type } = parsed;
  if (type === undefined) return yield* ip.fail('Not enough information: "type" argument is required\n', 1);
  if (parsed.link !== undefined && (yield* ip.link(parsed.link)) === undefined)
    return yield* ip.noDevice(parsed.link);
  const request: Writable<AddRequest> = { type: "link-add", name: parsed.name ?? parsed.dev, kind: type };
  if (change.mac !== undefined) request.mac = change.mac;
  if (change.mtu !== undefined) request.mtu = change.mtu;
  if (change.netnsFd !== undefined) request.netnsFd = change.netnsFd;
  if (change.netnsPid !== undefined) request.netnsPid = change.netnsPid;
  if (change.up !== undefined) request.up = change.up;
  if (change.master !== undefined) request.master = change.master;
  if (change.txqueuelen !== undefined) request.txqueuelen = change.txqueuelen;
  if (type === "veth") yield* vethPeer(ip, parsed.rest, request);
  else if (type === "bridge") yield* bridgeOptions(ip, parsed.rest);
  yield* ip.change(request);
  return 0;
}

function* vethPeer(ip: IpContext, rest: readonly string[], request: Writable<AddRequest>): Call<void> {
  if (rest.length === 0) return;
  if (rest[0] !== "peer") {
    ip.io.put(
      "Usage: ip link <options> type veth [peer <options>]\nTo get <options> type 'ip link add help'\n",
    );
    ip.io.exit(1);
  }
  const peer = yield* parse(ip, rest.slice(1));
  const { change } = peer;
  const name = peer.name ?? peer.dev;
  if (name !== undefined) request.peer = name;
  if (change.mac !== undefined) request.peerMac = change.mac;
  if (change.mtu !== undefined) request.peerMtu = change.mtu;
  if (change.netnsFd !== undefined) request.peerFd = change.netnsFd;
  if (change.netnsPid !== undefined) request.peerPid = change.netnsPid;
  if (change.up !== undefined) request.peerUp = change.up;
}

/** Options of bridges that have one value; the bridge here has Linux's defaults whatever they are set to. */
const BRIDGE_OPTIONS = new Set([
  "forward_delay",
  "hello_time",
  "max_age",
  "ageing_time",
  "stp_state",
  "priority",
  "group_fwd_mask",
  "no_linklocal_learn",
  "mcast_snooping",
  "mcast_router",
  "mcast_querier",
  "nf_call_iptables",
]);

function* bridgeOptions(ip: IpContext, rest: readonly string[]): Call<void> {
  const words = new Words(ip, rest);
  while (!words.done) {
    if (!BRIDGE_OPTIONS.has(words.word)) yield* ip.fail(`bridge: unknown command "${words.word}"?\n`, 1);
    yield* words.next();
    words.skip();
  }
}

function* set(ip: IpContext, given: readonly string[]): Call<number> {
  const { dev, name, change, type } = yield* parse(ip, given);
  const device = dev ?? name;
  if (device === undefined)
    return yield* ip.fail('Not enough information: "dev" argument is required.\n', 255);
  if ((yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  if (
    type !== undefined &&
    type !== "bridge" &&
    type !== "veth" &&
    type !== "dummy" &&
    type !== "bridge_slave"
  )
    return yield* ip.fail("RTNETLINK answers: Not supported\n", 2);
  const renamed = dev !== undefined && name !== undefined && name !== dev ? { name } : {};
  yield* ip.change({ type: "link-set", name: device, change: { ...change, ...renamed } });
  return 0;
}

function* remove(ip: IpContext, given: readonly string[]): Call<number> {
  const { dev, name } = yield* parse(ip, given);
  const device = dev ?? name;
  if (device === undefined)
    return yield* ip.fail('Not enough information: "dev" argument is required.\n', 255);
  if ((yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  yield* ip.change({ type: "link-delete", name: device });
  return 0;
}
