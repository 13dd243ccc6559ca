/**
 * Real hardware, handed out to guests, and what that takes away. A device, or one of its virtual functions, writes into guest
 * memory by itself and cannot be made to wait for a page: so all memory of such a guest stays in frames that belong to it
 * alone, and the guest stays on its host.
 */

const FRAME_BYTES = 4096;

export interface HandOutHost {
  readonly memoryFrames: number;
  /** What the host's kernel, or the hypervisor with its driver domain, keeps to itself. */
  readonly reservedFrames: number;
  /** Translates what devices access. Without it a guest's device could reach all memory of the host. */
  readonly hasIommu: boolean;
}

export interface Card {
  readonly name: string;
  /** Virtual functions that this card can be split into; a property of the card, not a measurement. 0: it cannot be split. */
  readonly virtualFunctions: number;
}

/** A card to show the limits with. How many functions a card has is its own; 7 is a convention. */
export const EXAMPLE_CARD: Card = { name: "the card", virtualFunctions: 7 };

export interface HandOutRequest {
  readonly guest: string;
  readonly wants: "device" | "virtual-function";
  readonly memoryFrames: number;
  /** Frames that a balloon has taken from the guest. */
  readonly balloonedFrames: number;
  /** Equal pages of it are merged with others'. */
  readonly merged: boolean;
  /** It is meant to move to another host while it runs. */
  readonly migrates: boolean;
}

/** What a guest with real hardware can and cannot do; the lab shows it beside the path. */
export interface Limits {
  /** Guests that can have one at a time: one for a whole device, else the card's virtual functions. */
  readonly functions: number;
  readonly pinnedFrames: number;
  readonly pinnedBytes: number;
  readonly overcommit: false;
  readonly balloon: false;
  readonly merging: false;
  readonly liveMigration: false;
}

export interface Grant {
  readonly guest: string;
  /** "0" for the whole device, else "vf0", "vf1", … */
  readonly function: string;
  readonly limits: Limits;
}

export interface Refusal {
  readonly guest: string;
  readonly why: string;
  /** What would have to change. */
  readonly instead: string;
}

export interface HandOut {
  readonly granted: readonly Grant[];
  readonly refused: readonly Refusal[];
  readonly pinnedFrames: number;
  readonly freeFunctions: number;
}

/** What a guest with a device, or a function of one, cannot do any more. @param memoryFrames of the guest, all of which are pinned */
export const limitsOf = (wants: HandOutRequest["wants"], memoryFrames: number, card: Card): Limits => ({
  functions: wants === "device" ? 1 : card.virtualFunctions,
  pinnedFrames: memoryFrames,
  pinnedBytes: memoryFrames * FRAME_BYTES,
  overcommit: false,
  balloon: false,
  merging: false,
  liveMigration: false,
});

/** Requests in their order; each is granted wholly or refused with the reason. @throws RangeError for counts that are none. */
export function handOut(host: HandOutHost, card: Card, requests: readonly HandOutRequest[]): HandOut {
  checkCounts(host, card, requests);
  const granted: Grant[] = [];
  const refused: Refusal[] = [];
  let pinnedFrames = 0;
  for (const request of requests) {
    const freeFrames = host.memoryFrames - host.reservedFrames - pinnedFrames;
    const refusal = refusalOf(host, card, request, granted, freeFrames);
    if (refusal !== undefined) {
      refused.push({ guest: request.guest, ...refusal });
      continue;
    }
    pinnedFrames += request.memoryFrames;
    granted.push({
      guest: request.guest,
      function: request.wants === "device" ? "0" : `vf${granted.length}`,
      limits: limitsOf(request.wants, request.memoryFrames, card),
    });
  }
  return { granted, refused, pinnedFrames, freeFunctions: freeFunctions(card, granted) };
}

const wholeIsOut = (granted: readonly Grant[]): boolean => granted.some((grant) => grant.function === "0");

const freeFunctions = (card: Card, granted: readonly Grant[]): number =>
  wholeIsOut(granted) ? 0 : card.virtualFunctions - granted.length;

type Reason = Omit<Refusal, "guest">;

function refusalOf(
  host: HandOutHost,
  card: Card,
  request: HandOutRequest,
  granted: readonly Grant[],
  freeFrames: number,
): Reason | undefined {
  if (!host.hasIommu)
    return {
      why: "The host has no IOMMU: the device could write anywhere in its memory.",
      instead: "Use a paravirtual device, or a host with an IOMMU.",
    };
  return (
    functionRefusal(card, request, granted) ?? guestRefusal(request) ?? memoryRefusal(request, freeFrames)
  );
}

function functionRefusal(
  card: Card,
  { guest, wants }: HandOutRequest,
  granted: readonly Grant[],
): Reason | undefined {
  const holders = granted.map((grant) => grant.guest);
  if (wholeIsOut(granted))
    return {
      why: `${card.name} belongs to ${holders.join(", ")} as a whole.`,
      instead: "Take it back first, or use another device.",
    };
  if (holders.includes(guest))
    return { why: `${guest} has a function of ${card.name} already.`, instead: "Ask for it once." };
  if (wants === "device")
    return granted.length === 0
      ? undefined
      : {
          why: `Functions of ${card.name} are in use by ${holders.join(", ")}.`,
          instead: "Take them back first, or ask for a virtual function.",
        };
  if (card.virtualFunctions === 0)
    return { why: `${card.name} cannot be split.`, instead: "Ask for the whole device." };
  if (granted.length >= card.virtualFunctions)
    return {
      why: `${card.name} has ${card.virtualFunctions} virtual functions, and all are in use.`,
      instead:
        "Take one back, add a card, or use a paravirtual device: of those there are as many as wanted.",
    };
  return undefined;
}

/** Why a guest in this state can have no hardware, wherever it is; undefined if it can. */
export function guestRefusal({ balloonedFrames, merged, migrates }: HandOutRequest): Reason | undefined {
  if (balloonedFrames > 0)
    return {
      why: `A balloon holds ${balloonedFrames.toLocaleString("en")} of its frames; the device may write to any of them at any time.`,
      instead: "Deflate the balloon first.",
    };
  if (merged)
    return {
      why: "Its pages are merged with others': the device's writes would not notice that a page is shared.",
      instead: "Take it out of same-page merging first.",
    };
  if (migrates)
    return {
      why: "It is to move to another host while it runs; the device and its state cannot move along.",
      instead: "Use a paravirtual device, or let it stay.",
    };
  return undefined;
}

function memoryRefusal({ memoryFrames }: HandOutRequest, freeFrames: number): Reason | undefined {
  if (memoryFrames <= freeFrames) return undefined;
  return {
    why: `All its ${memoryFrames.toLocaleString("en")} frames must be pinned, and ${freeFrames.toLocaleString("en")} are left: this guest's memory is overcommitted.`,
    instead: "Give it less memory, or use a paravirtual device.",
  };
}

function checkCounts(host: HandOutHost, card: Card, requests: readonly HandOutRequest[]): void {
  const counts: readonly (readonly [string, number])[] = [
    ["host.memoryFrames", host.memoryFrames],
    ["host.reservedFrames", host.reservedFrames],
    ["card.virtualFunctions", card.virtualFunctions],
    ...requests.flatMap(({ guest, memoryFrames, balloonedFrames }) => [
      [`${guest}.memoryFrames`, memoryFrames] as const,
      [`${guest}.balloonedFrames`, balloonedFrames] as const,
    ]),
  ];
  for (const [name, value] of counts)
    if (!Number.isSafeInteger(value) || value < 0)
      throw new RangeError(`${name} is ${value}: a count is wanted`);
}
