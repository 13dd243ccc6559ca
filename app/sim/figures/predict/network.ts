/** What a request costs a server behind each kind of network, and how interrupts and ports bound a throughput. */
import type { Constant } from "../figure";
import { nsPerExit } from "../host";
import { bridgeRoundTripAdder, kvmRoundTripAdder } from "../published/felter-2015";

const us = (id: string, label: string, value: number, because: string): Constant => ({
  id: `predict.${id}`,
  label,
  value,
  unit: "µs",
  because,
});

export const redisServerUs = us(
  "redisServerUs",
  "Redis: processor time of its one thread for one request",
  9.1,
  "Fitted: with 30 and more clients the server is busy all the time and answers some 110,000 a second (native, five rows).",
);

export const redisWayUs = us(
  "redisWayUs",
  "Redis: the way of a request and its answer between two machines, besides the server's and the client's work",
  31,
  "Fitted to the native rows of 2 and 5 clients.",
);

export const redisClientUs = us(
  "redisClientUs",
  "Redis: processor time of the benchmark's one thread for one request",
  7,
  "A convention: it makes the same two system calls as the server and looks nothing up.",
);

export const redisWakeUs = us(
  "redisWakeUs",
  "Redis: waking the server's processor from a deep sleep, its caches cold",
  16,
  "Fitted to the native row of one client: 61 µs, of which the rows with more clients explain 45.",
);

export const deepSleepAfterUs = us(
  "deepSleepAfterUs",
  "idle time after which a core sleeps deeply",
  32,
  "Fitted between two native rows: with one client the server idles 38 µs at a time and sleeps deeply, with two clients it rarely does. The same order as the target residency of C1E in Linux's intel_idle.c, 20 µs.",
);

export const natWorkUs = us(
  "natWorkUs",
  "bridge with NAT: processor time for one packet, one way",
  bridgeRoundTripAdder.value / 4,
  "Half of the published 17.1 µs of a round trip at one client, over its two ways. A convention: the other half is caches gone cold, and passes as soon as packets follow each other.",
);

export const vhostUs = us(
  "vhostUs",
  "vhost: work of its thread for one request and its answer",
  4,
  "A convention: two copies of a small packet and two turns of a ring.",
);

export const exitsAwake = 1;
export const exitsAsleep = 3;

export const kvmWakeUs = us(
  "kvmWakeUs",
  "KVM: waking vhost's thread and the virtual processor",
  kvmRoundTripAdder.value / 3,
  "A convention: a third of the published 30.4 µs of a round trip; it passes when both are busy anyway.",
);

export const kvmWayUs = us(
  "kvmWayUs",
  "KVM: the rest of what a round trip takes longer",
  kvmRoundTripAdder.value -
    vhostUs.value -
    kvmWakeUs.value -
    ((exitsAwake + exitsAsleep) * nsPerExit.value) / 1000,
  "The published 30.4 µs of a round trip less vhost's work, the waking and the exits.",
);

export const nestedTaxShare: Constant = {
  id: "predict.nestedTaxShare",
  label: "nested translation: how much longer a server's own work takes",
  value: 0.03,
  unit: "×",
  because:
    "A convention: between what it costs streaming (1.1 %) and random access to 64 GiB (14 %), nearer to the first, for a small working set.",
};

export const assignedInterruptsPerSecond: Constant = {
  id: "predict.assignedInterruptsPerSecond",
  label: "assigned card: interrupts a second on bare metal with a core that does nothing but networking",
  value: 60_000,
  unit: "/s",
  because:
    "A convention from SplitX (WIOV 2011): workloads with hundreds of thousands of exits a second; 200,000, three for each interrupt.",
};

export const exitsPerInterrupt: Constant = {
  id: "predict.exitsPerInterrupt",
  label: "exits of one interrupt that is passed on to a guest",
  value: 3,
  unit: "exits",
  because:
    "The interrupt itself; the window in which the guest can take it; its end-of-interrupt. Without APIC virtualization, as in 2010.",
};

const FRAME_ON_WIRE_BYTES = 1538;
/** TCP with time stamps: 1,448 bytes of payload in a full frame. */
export const TCP_PORT_GBPS = (10 * 1448) / FRAME_ON_WIRE_BYTES;

export const portGbps: Constant = {
  id: "predict.portGbps",
  label: "a 10 GbE port: payload with full frames",
  value: (10 * 1472) / FRAME_ON_WIRE_BYTES,
  unit: "Gb/s",
  because:
    "1,472 bytes of UDP payload in a frame that takes 1,538 bytes of wire: header, check, preamble, gap. With TCP and time stamps 1,448, so 9.41.",
};

export const packetUs = us(
  "packetUs",
  "receiving one full frame in a guest",
  1.5,
  "A convention: less than the 2.3 µs that our own Linux guest takes for a packet through its stack, for a card merges some of them.",
);

export const functionInterruptsPerSecond: Constant = {
  id: "predict.functionInterruptsPerSecond",
  label: "SR-IOV: interrupts a second of one virtual function under load",
  value: 8_000,
  unit: "/s",
  because:
    "A convention: drivers of 10 GbE cards of the time moderated to about this rate. It cannot be more than packets arrive.",
};
