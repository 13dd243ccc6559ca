/** `sharing`: equal pages of guests, found by their contents. */
import { monitorOwnKb } from "../../figures/predict/monitors";
import {
  hostOwnBytes,
  pageTableShare,
  sameInAllShare,
  windowsInUseShare,
} from "../../figures/predict/sharing";
import * as published from "../../figures/published/same-pages";
import { type Answer, type Inputs, type Option, output, type Scenario } from "./prediction";

export interface Shared {
  /** Of all guest memory: what is backed by a frame that others use too. */
  readonly sharedFraction: number;
  /** Of all guest memory: frames that are saved. */
  readonly reclaimedFraction: number;
}

const ZERO = (published.oneMachineReclaimed.value / 100) * (published.zeroShare.value / 100);
/** Pages that a guest has twice: each pair saves one. */
const TWICE = published.oneMachineReclaimed.value / 100 - ZERO;

/** Guests of one image that do the same work. @param guests at least 1. */
export function sharedByGuests(guests: number): Shared {
  const alone = ZERO + TWICE;
  const common = (1 - alone) * sameInAllShare.value;
  // The kept one of each pair is private or common like any other page; it counts as shared once.
  const keptOfPairs = TWICE * (guests > 1 ? 1 - sameInAllShare.value : 1);
  return {
    sharedFraction: alone + keptOfPairs + (guests > 1 ? common : 0),
    reclaimedFraction: alone + common * ((guests - 1) / guests),
  };
}

const GUEST_MIB = 1024;
const HOST_MIB = 16 * 1024;
const PAGES_PER_MIB = 256;

/** One pass of ksmd over so many mergeable pages, s; its own processor time is left out. */
export const ksmPassSeconds = (pages: number, pagesToScan: number): number =>
  (pages / pagesToScan) * (published.sleepMs.value / 1000);

/** Guests with 1 GB and one image that fit into 16 GB, everything mergeable merged. */
function mergedGuestsThatFit(inUseShare: number, sameShare: number): number {
  const inUseMiB = GUEST_MIB * inUseShare;
  const ownMiB =
    inUseMiB * (1 - sameShare) +
    GUEST_MIB * pageTableShare.value +
    (GUEST_MIB * PAGES_PER_MIB * published.rmapItemBytes.value) / 2 ** 20 +
    monitorOwnKb.qemu / 1024;
  // A merged frame has at most 256 users: as long as there are fewer guests, one copy of what all have in common.
  const forAllMiB = inUseMiB * sameShare + (GUEST_MIB * (1 - inUseShare)) / published.maxPageSharing.value;
  return Math.floor((HOST_MIB - hostOwnBytes.value / 2 ** 20 - forAllMiB) / ownMiB);
}

function esx(inputs: Inputs): Answer {
  const guests = inputs.guests as number;
  const { sharedFraction, reclaimedFraction } = sharedByGuests(guests);
  const spread = guests === 1 ? 0.04 : 0.18;
  const least = published.oneMachineReclaimed.value / 100;
  return {
    outputs: {
      sharedFraction: output(
        sharedFraction,
        "×",
        Math.max(least, sharedFraction - spread),
        sharedFraction + spread,
      ),
      reclaimedFraction: output(
        reclaimedFraction,
        "×",
        Math.max(0.9 * least, reclaimedFraction - spread),
        reclaimedFraction + spread,
      ),
    },
    mechanisms: [
      "Of one guest an eighth is reclaimed by itself: pages of zeros, and pages that it has twice (published for one machine).",
      "Guests of one image hold the same files in their caches and the same kernel: so much of their memory is shared as soon as there are two, and all copies but one are saved: a share that grows as (N - 1)/N.",
      "What programs write differs from guest to guest and stays private.",
    ],
  };
}

function ksm(inputs: Inputs): Answer {
  const pagesToScan = inputs["pages-to-scan"] as number;
  const fit = mergedGuestsThatFit(windowsInUseShare.value, sameInAllShare.value);
  const passS = ksmPassSeconds(HOST_MIB * PAGES_PER_MIB, pagesToScan);
  const passOfAllS = (passS * fit) / (HOST_MIB / GUEST_MIB);
  return {
    outputs: {
      vmsThatFit: output(
        fit,
        "count",
        mergedGuestsThatFit(0.65, sameInAllShare.value - 0.1),
        mergedGuestsThatFit(0.4, sameInAllShare.value + 0.15),
      ),
      timeToConvergeS: output(2 * passS, "s", 2 * passS, Math.max(3 * passS, 2 * passOfAllS)),
      passS: output(passS, "s", passS, Math.max(passS, passOfAllS)),
    },
    mechanisms: [
      "ksmd looks at pages_to_scan pages and sleeps 20 ms: one pass over the 16 GiB of mergeable memory that fill the host, its own processor time left out. With every further guest that fits, a pass grows by 1/16.",
      "Two equal pages that nobody writes are merged in the second full pass at the earliest: the first notes their checksums.",
      "Each guest keeps for itself: what its programs wrote, 64 bytes of KSM's books for each page, two page table entries for each page, its monitor's own memory. Free memory, which Windows fills with zeros, and what comes from the image is there once (a copy for each 256 users).",
    ],
  };
}

const KIND: Option = { kind: "choice", allowed: ["esx-linux", "ksm-winxp"] };

export const sharingScenario: Scenario = {
  name: "sharing",
  summary: "pages found equal: ESX with Linux guests, KSM with Windows XP guests",
  options: { kind: KIND, guests: { kind: "whole", least: 1, most: 1_000 } },
  otherForms: [
    {
      when: ({ kind }) => kind === "ksm-winxp",
      options: {
        kind: KIND,
        "pages-to-scan": { kind: "whole", least: 1, most: 1_000_000, fallback: published.pagesToScan.value },
      },
    },
  ],
  predict: (inputs) => (inputs.kind === "ksm-winxp" ? ksm(inputs) : esx(inputs)),
};
