/** What a file system's own operation, or a request over netlink, costs beyond the call that asked for it. */
import type { NetlinkRequest } from "../abi/netlink";
import { costOf, partCost } from "./costs";
import { PART_ENTRIES } from "./part-entries";

interface Charged {
  charge(instructions: number): void;
}

const PARTS = new Set(PART_ENTRIES.map(({ id }) => id));
const KIB = 1024;

/** The part was counted as a whole call: what its own name is charged anyway is taken off. */
export function chargeBeyond(caller: Charged, part: string, call: string): void {
  if (PARTS.has(part)) caller.charge(Math.max(0, partCost(part) - costOf(call)));
}

/** Copy-up of so many bytes, beyond opening a file that is in the upper layer already. */
export const chargeCopyUp = (caller: Charged, bytes: number): void =>
  caller.charge(partCost("overlay.copyup") + Math.round((bytes / KIB) * partCost("overlay.copyup.kib")));

/** rtnetlink's work for a question: a walk over what there is. An estimate; changes are counted. */
const QUESTION_INSTRUCTIONS = 4_000;
/** A pair of interfaces or a bridge was counted from its making to its removal. */
const HALF = 0.5;

/** Instructions of a request over netlink. */
export function netlinkCost(request: NetlinkRequest): number {
  switch (request.type) {
    case "link-add":
      return Math.round(HALF * partCost(request.kind === "bridge" ? "netlink.bridge" : "netlink.veth"));
    case "link-delete":
      return Math.round(HALF * partCost("netlink.veth"));
    case "link-set":
      return partCost("netlink.link.set");
    case "address-add":
    case "address-delete":
    case "address-replace":
      return partCost("netlink.address");
    case "route-add":
    case "route-delete":
    case "route-replace":
    case "route-append":
    case "route-change":
      return partCost("netlink.route");
    default:
      return QUESTION_INSTRUCTIONS;
  }
}
