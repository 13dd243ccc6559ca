/** What a request costs a server's core on each platform: stacks, exits, system calls, and the thread of the device model. */
import type { Constant } from "../figure";

const us = (id: string, label: string, value: number, because: string): Constant => ({
  id: `predict.${id}`,
  label,
  value,
  unit: "µs",
  because,
});

export const loopbackUs = us(
  "loopbackUs",
  "native: sending and receiving one message over loopback",
  3,
  "A convention for a core of 3.6 to 4.9 GHz: sending runs the receiver's half of the stack as well.",
);
export const bridgeUs = us(
  "fastBridgeUs",
  "container: veth, bridge and filters for one message",
  1.5,
  "A convention: a third of what NAT takes for one packet on the older host of the Redis rows.",
);
export const guestStackUs = us(
  "guestStackUs",
  "Linux guest: stack and virtio driver for one message in and one out",
  2.6,
  "A convention: the guest's half of the stack only, and filling and emptying the rings.",
);
export const leanStackUs = us(
  "leanStackUs",
  "Unikraft: lwIP and its driver for one message in and one out",
  1.6,
  "A convention: no filters, no queueing discipline, no sockets' layers, buffers handed through.",
);
export const netChannelStackUs = us(
  "netChannelStackUs",
  "OSv: its stack for one message in and one out",
  3,
  "A convention: a BSD stack whose sockets work is moved to the thread that reads.",
);
export const rumpStackUs = us(
  "rumpStackUs",
  "Rump: NetBSD's stack for one message in and one out",
  7,
  "A convention: a whole kernel's stack behind another layer, with copies and locks, without offloads.",
);
export const userNetUs = us(
  "userNetUs",
  "Firecracker: its thread for one message in and one out",
  13,
  "A convention: reading and writing the tap by system calls, a copy each, notifications by eventfd; four turns of about 3 µs.",
);

export const kicks: Constant = {
  id: "predict.kicksPerMessage",
  label: "exits for one message in and one out on a busy server",
  value: 1,
  unit: "exits",
  because: "A convention: one notification; interrupts are held back while the guest polls.",
};

/** System calls of a Redis batch (poll, read, write) and of an nginx request. */
export const calls = { redis: 3, nginx: 5 } as const;

export const leanKernelShare: Constant = {
  id: "predict.leanKernelShare",
  label: "Lupine: share of the kernel's work that a specialised configuration leaves out",
  value: 0.15,
  unit: "×",
  because:
    "A convention: no mitigations, no audit, no control groups, no security modules, no filters in the path of a packet and of a call.",
};
export const tinyShare: Constant = {
  id: "predict.tinyShare",
  label: "Lupine tiny: how much slower code is that is built for size",
  value: 0.08,
  unit: "×",
  because: "A convention for -Os with fewer caches and smaller tables.",
};
export const kernelShare: Constant = {
  id: "predict.kernelShare",
  label: "share of a small request that is the kernel's work",
  value: 0.8,
  unit: "×",
  because: "A convention: a request of a few bytes is network stack and system calls for the most part.",
};
