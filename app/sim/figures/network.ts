/** What a cable of the lab's switch is, where nothing else was asked for. */
import type { LinkOptions } from "../net/link";
import type { Constant } from "./figure";

export const linkDelayNs: Constant = {
  id: "network.linkDelayNs",
  label: "a frame's way over a cable, besides its time on the wire",
  value: 20_000,
  unit: "ns",
  because:
    "A convention: interrupt moderation, a softirq or a wake-up of a device thread at the cable's end are a few to a few tens of microseconds. The lab's machines run side by side for the time of two cables, so a longer delay is also a faster lab. Override it to see what depends on it.",
};

export const sharedMemoryDelayNs: Constant = {
  id: "network.sharedMemoryDelayNs",
  label: "until a neighbour sees what was written to shared memory, or hears its doorbell",
  value: 5_000,
  unit: "ns",
  because:
    "A convention: a cache line goes to another core in some 100 ns, an interrupt takes a few microseconds. Neighbours run side by side for so long, so a shorter delay makes the lab slow. Override it to see what depends on it.",
};

export const GIGABIT = 1e9;
export const TEN_GIGABIT = 10e9;

export const defaultLink: LinkOptions = {
  delayNs: linkDelayNs.value,
  bitsPerSecond: GIGABIT,
  // net.core's default for a card's transmit queue.
  queueFrames: 1000,
  loss: 0,
};
