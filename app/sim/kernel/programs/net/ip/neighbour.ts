/** `ip neigh` (iproute2's ipneigh.c). */
import type { Call } from "../../../abi/call";
import type { NeighbourInfo, NeighbourRequest } from "../../../abi/netlink";
import { addressArgument, type IpContext, matches, type Prefix, prefixArgument, Words } from "./context";
import { HELP } from "./help";

type State = NeighbourInfo["state"];

const STATES: Readonly<Record<string, State>> = {
  permanent: "PERMANENT",
  reachable: "REACHABLE",
  stale: "STALE",
  delay: "DELAY",
  probe: "PROBE",
  failed: "FAILED",
  incomplete: "INCOMPLETE",
};

export function* neighbour(ip: IpContext, words: readonly string[]): Call<number> {
  const [command, ...rest] = words;
  if (command === undefined) return yield* show(ip, [], false);
  if (matches(command, "add")) return yield* modify(ip, rest, "neighbour-add");
  if (matches(command, "change") || command === "chg") return yield* modify(ip, rest, "neighbour-change");
  if (matches(command, "replace")) return yield* modify(ip, rest, "neighbour-replace");
  if (matches(command, "delete")) return yield* modify(ip, rest, "neighbour-delete");
  if (matches(command, "get")) return yield* get(ip, rest);
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return yield* show(ip, rest, false);
  if (matches(command, "flush")) return yield* show(ip, rest, true);
  if (matches(command, "help")) return yield* ip.help(HELP.neighbour);
  return yield* ip.fail(`Command "${command}" is unknown, try "ip neigh help".\n`, 255);
}

function* modify(ip: IpContext, given: readonly string[], type: NeighbourRequest["type"]): Call<number> {
  const words = new Words(ip, given);
  let mac: string | undefined;
  let state: State | undefined;
  let device: string | undefined;
  let address: string | undefined;
  while (!words.done) {
    const { word } = words;
    if (word === "lladdr") mac = yield* words.next();
    else if (word === "nud") {
      const text = yield* words.next();
      state = STATES[text];
      if (state === undefined) yield* ip.invalid("nud state is bad", text);
    } else if (word === "dev") device = yield* words.next();
    else if (word === "router" || word === "use" || word === "managed" || word === "extern_learn") {
      // Taken, and without effect here.
    } else {
      const text = word === "to" ? yield* words.next() : word;
      if (matches(text, "help")) yield* ip.help(HELP.neighbour);
      if (address !== undefined) yield* ip.garbage("to", text);
      address = yield* addressArgument(ip, text);
    }
    words.skip();
  }
  if (device === undefined || address === undefined)
    return yield* ip.fail("Device and destination are required arguments.\n", 255);
  if ((yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  if (mac !== undefined && !/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2})*$/.test(mac))
    return yield* ip.fail(`"${mac}" is invalid lladdr.\n`, 1);
  yield* ip.change({
    type,
    device,
    address,
    ...(mac !== undefined && { mac }),
    ...(state !== undefined && { state }),
  });
  return 0;
}

function* show(ip: IpContext, given: readonly string[], flush: boolean): Call<number> {
  if (flush && given.length === 0) return yield* ip.fail("Flush requires arguments.\n", 1);
  const words = new Words(ip, given);
  let device: string | undefined;
  let to: Prefix | undefined;
  const states = new Set<State>();
  while (!words.done) {
    const { word } = words;
    if (word === "dev") device = yield* words.next();
    else if (word === "nud") {
      const text = yield* words.next();
      const state = STATES[text];
      if (state === undefined && text !== "all") yield* ip.invalid("nud state is bad", text);
      if (state !== undefined) states.add(state);
      else for (const each of Object.values(STATES)) states.add(each);
    } else if (word === "all") for (const each of Object.values(STATES)) states.add(each);
    else if (word !== "unused" && word !== "nomaster") {
      const text = word === "to" ? yield* words.next() : word;
      if (word !== "to" && matches(text, "help")) yield* ip.help(HELP.neighbour);
      to = yield* prefixArgument(ip, text);
    }
    words.skip();
  }
  if (device !== undefined && (yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  const reply = yield* ip.sys.netlink({ type: "neighbour-dump" });
  const all = reply.type === "neighbours" ? reply.neighbours : [];
  const chosen = all.filter(
    (entry) =>
      (device === undefined || entry.device === device) &&
      (to === undefined || (to.prefix === 32 ? entry.address === to.address : inside(entry.address, to))) &&
      (states.size === 0 ? !flush || entry.state !== "PERMANENT" : states.has(entry.state)),
  );
  if (flush) {
    for (const { address, device: on } of chosen)
      yield* ip.change({ type: "neighbour-delete", device: on, address });
    return 0;
  }
  if (ip.options.json)
    ip.printJson(
      chosen.map((entry) => ({
        dst: entry.address,
        dev: device === undefined ? entry.device : undefined,
        lladdr: entry.mac,
        state: [entry.state],
      })),
    );
  else for (const entry of chosen) ip.io.put(text(entry, device === undefined));
  return 0;
}

function inside(address: string, prefix: Prefix): boolean {
  const value = (dotted: string): number =>
    dotted.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - prefix.prefix);
  return Math.floor(value(address) / size) === Math.floor(value(prefix.address) / size);
}

function text(entry: NeighbourInfo, withDevice: boolean): string {
  const on = withDevice ? `dev ${entry.device} ` : "";
  return `${entry.address} ${on}${entry.mac === undefined ? "" : `lladdr ${entry.mac} `}${entry.state} \n`;
}

function* get(ip: IpContext, given: readonly string[]): Call<number> {
  const words = new Words(ip, given);
  let device: string | undefined;
  let address: string | undefined;
  while (!words.done) {
    if (words.word === "dev") device = yield* words.next();
    else address = yield* addressArgument(ip, words.word === "to" ? yield* words.next() : words.word);
    words.skip();
  }
  if (device === undefined || address === undefined)
    return yield* ip.fail("Device and address are required arguments.\n", 255);
  if ((yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  const reply = yield* ip.sys.netlink({ type: "neighbour-dump" });
  const all = reply.type === "neighbours" ? reply.neighbours : [];
  const found = all.find((entry) => entry.device === device && entry.address === address);
  if (found === undefined) return yield* ip.fail("RTNETLINK answers: No such file or directory\n", 2);
  ip.io.put(text(found, true));
  return 0;
}
