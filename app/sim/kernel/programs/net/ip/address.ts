/** `ip address` (iproute2's ipaddress.c). */
import type { Call } from "../../../abi/call";
import type { AddressRequest } from "../../../abi/netlink";
import { addressArgument, type IpContext, matches, type Prefix, prefixArgument, Words } from "./context";
import { HELP } from "./help";
import { addressFits, parseFilter, showAddresses } from "./show";

export function* address(ip: IpContext, words: readonly string[]): Call<number> {
  const [command, ...rest] = words;
  if (command === undefined) return yield* showAddresses(ip, [], "address");
  if (matches(command, "add")) return yield* modify(ip, rest, "address-add");
  if (matches(command, "change") || command === "chg" || matches(command, "replace"))
    return yield* modify(ip, rest, "address-replace");
  if (matches(command, "delete")) return yield* modify(ip, rest, "address-delete");
  if (matches(command, "show") || matches(command, "lst") || matches(command, "list"))
    return yield* showAddresses(ip, rest, "address");
  if (matches(command, "flush")) return yield* flush(ip, rest);
  if (matches(command, "help")) return yield* ip.help(HELP.address);
  return yield* ip.fail(`Command "${command}" is unknown, try "ip address help".\n`, 255);
}

const SCOPES = new Set(["global", "link", "host"]);

function* modify(ip: IpContext, given: readonly string[], type: AddressRequest["type"]): Call<number> {
  const words = new Words(ip, given);
  let local: Prefix | undefined;
  let localText = "";
  let device: string | undefined;
  let label: string | undefined;
  let broadcast: string | undefined;
  let scope: AddressRequest["scope"];
  while (!words.done) {
    const { word } = words;
    if (word === "peer" || word === "remote") yield* prefixArgument(ip, yield* words.next(), "inet");
    else if (matches(word, "broadcast") || word === "brd") {
      const value = yield* words.next();
      if (broadcast !== undefined) yield* ip.duplicate("broadcast", value);
      broadcast = value === "+" || value === "-" ? value : yield* addressArgument(ip, value, "inet");
    } else if (word === "scope") {
      const value = yield* words.next();
      if (!SCOPES.has(value)) yield* ip.invalid("invalid scope value.", value);
      scope = value as AddressRequest["scope"];
    } else if (word === "dev") device = yield* words.next();
    else if (word === "label") label = yield* words.next();
    else if (matches(word, "metric") || matches(word, "valid_lft") || matches(word, "preferred_lft"))
      yield* words.next();
    else if (word === "noprefixroute" || word === "nodad" || word === "home") {
      // Taken, and without effect here.
    } else {
      const value = word === "local" ? yield* words.next() : word;
      if (word !== "local" && matches(word, "help")) yield* ip.help(HELP.address);
      if (local !== undefined) yield* ip.garbage("local", value);
      local = yield* prefixArgument(ip, value);
      localText = value;
    }
    words.skip();
  }
  if (device === undefined) return yield* ip.fail('Not enough information: "dev" argument is required.\n', 1);
  const wildcard = type === "address-delete" && local !== undefined && !local.explicit;
  if (wildcard) yield* ip.io.complain(wildcardWarning(localText));
  if ((yield* ip.link(device)) === undefined) return yield* ip.noDevice(device);
  if (local === undefined) return yield* ip.fail("RTNETLINK answers: Invalid argument\n", 2);
  const brd = broadcast === "+" || broadcast === "-" ? derived(local, broadcast) : broadcast;
  yield* ip.change({
    type,
    device,
    address: local.address,
    prefix: local.prefix,
    ...(brd !== undefined && { broadcast: brd }),
    ...(label !== undefined && { label }),
    ...(scope !== undefined && { scope }),
    ...(wildcard && { wildcard }),
  });
  return 0;
}

function wildcardWarning(text: string): string {
  return (
    "Warning: Executing wildcard deletion to stay compatible with old scripts.\n" +
    `         Explicitly specify the prefix length (${text}/32) to avoid this warning.\n` +
    "         This special behaviour is likely to disappear in further releases,\n" +
    "         fix your scripts!\n"
  );
}

/** "brd +" sets the host's bits, "brd -" clears them; not for prefixes of 31 and 32. */
function derived(local: Prefix, how: "+" | "-"): string | undefined {
  if (local.prefix > 30) return undefined;
  const value = local.address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - local.prefix);
  const result = Math.floor(value / size) * size + (how === "+" ? size - 1 : 0);
  return [24, 16, 8, 0].map((shift) => Math.floor(result / 2 ** shift) % 256).join(".");
}

function* flush(ip: IpContext, given: readonly string[]): Call<number> {
  if (given.length === 0) return yield* ip.fail("Flush requires arguments.\n", 1);
  const filter = yield* parseFilter(ip, given, "address");
  const reply = yield* ip.sys.netlink({ type: "address-dump" });
  if (reply.type !== "addresses") return 0;
  const links = yield* ip.allLinks();
  for (const entry of reply.addresses) {
    const link = links.find(({ index }) => index === entry.index);
    if (filter.device !== undefined && entry.device !== filter.device) continue;
    if (filter.up && link?.flags.includes("UP") !== true) continue;
    if (!addressFits(entry, filter) || (entry.secondary && filter.secondary !== true)) continue;
    yield* ip.change({
      type: "address-delete",
      device: entry.device,
      address: entry.address,
      prefix: entry.prefix,
    });
  }
  return 0;
}
