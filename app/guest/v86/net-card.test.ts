/** The host's end of a guest's network card: what waits, what is dropped, and that saved guests go on with their frames. */
import { describe, expect, it } from "vitest";
import { encodeFrame } from "@/app/sim/kernel/net/wire";
import type { GuestEvent } from "../guest";
import { LocalGuest } from "../local";
import type { Ne2k, V86Emulator, VirtioNet } from "./contract";
import { nextTurn, readyLinux } from "./machine.test-kit";
import { NetCard } from "./net-card";
import { nodeParts } from "./node-parts";

const RING = { pstart: 0x4c, pstop: 0x80 };

/** A card without an emulator around it: what reaches it is kept. */
function plugged(kind: "ne2k" | "virtio-net") {
  const net = {
    mac: new Uint8Array(6),
    memory: new Uint8Array(32_768),
    cr: 0,
    boundary: 0x4c,
    curpg: 0x4d,
    ...RING,
  };
  let buffers = 3;
  const virtio_net = {
    mac: new Uint8Array(6),
    virtio: { device_status: 7, queues: [{ has_request: () => buffers > 0 }] },
  };
  const taken: Uint8Array[] = [];
  let send: (bytes: Uint8Array) => void = () => {};
  let fail = false;
  const emulator = {
    v86: { cpu: { devices: { net: net as Ne2k, virtio_net: virtio_net as unknown as VirtioNet } } },
    add_listener: (_: string, listener: typeof send) => {
      send = listener;
    },
    bus: {
      send: (_: string, frame: Uint8Array) => {
        if (fail) throw new RangeError("offset is out of bounds");
        taken.push(frame);
        buffers--;
        net.curpg += Math.ceil((Math.max(60, frame.length) + 8) / 256);
        if (net.curpg >= net.pstop) net.curpg -= net.pstop - net.pstart;
      },
    },
  } as unknown as V86Emulator;
  const sent: Uint8Array[] = [];
  const card = NetCard.connect(kind, emulator, (bytes) => sent.push(bytes));
  return {
    card,
    net,
    virtio_net,
    taken,
    sent,
    send: (bytes: Uint8Array) => send(bytes),
    post: (more: number) => {
      buffers += more;
    },
    failing: (on: boolean) => {
      fail = on;
    },
  };
}

const FULL = 1514;

describe("the host's end of a card", () => {
  it("lets frames wait for room in an NE2000's ring, of which a page stays free", () => {
    const { card, net, taken } = plugged("ne2k");
    for (let i = 0; i < 12; i++) card.push(new Uint8Array(FULL));
    expect(card.feed()).toBe(true);
    // 52 pages, 6 a frame.
    expect(taken).toHaveLength(8);
    expect(card.due).toBe(false);
    expect(card.feed()).toBe(false);
    net.boundary = net.curpg - 1;
    expect(card.due).toBe(true);
    expect(card.feed()).toBe(true);
    expect(taken).toHaveLength(12);
  });

  it("never lets the ring's writer reach its reader, wherever they are", () => {
    for (let at = RING.pstart; at < RING.pstop; at++) {
      const { card, net } = plugged("ne2k");
      net.curpg = at;
      net.boundary = at === RING.pstart ? RING.pstop - 1 : at - 1;
      for (let i = 0; i < 20; i++) card.push(new Uint8Array(700));
      card.feed();
      expect(net.curpg).not.toBe(net.boundary);
    }
  });

  it("lets frames wait for a virtio driver's buffers", () => {
    const { card, taken, post } = plugged("virtio-net");
    for (let i = 0; i < 5; i++) card.push(new Uint8Array(60));
    card.feed();
    expect(taken).toHaveLength(3);
    post(1);
    card.feed();
    expect(taken).toHaveLength(4);
  });

  it("drops and counts what its queue has no room for, what nobody listens to, and what is no frame", () => {
    const { card, virtio_net } = plugged("virtio-net");
    for (let i = 0; i < 1010; i++) card.push(new Uint8Array(60));
    card.push(new Uint8Array(13));
    card.push(new Uint8Array(1519));
    expect(card.counters).toMatchObject({ queueFull: 10, invalid: 2, notListening: 0 });
    virtio_net.virtio.device_status = 0;
    card.push(new Uint8Array(60));
    expect(card.feed()).toBe(false);
    expect(card.counters).toMatchObject({ receivedFrames: 0, notListening: 1001 });
  });

  it("outlives a driver that sets its card up with nonsense", () => {
    const { card, failing } = plugged("ne2k");
    failing(true);
    card.push(new Uint8Array(60));
    expect(card.feed()).toBe(false);
    expect(card.counters.invalid).toBe(1);
  });

  it("hands out copies, for v86's frames lie in the card's memory", () => {
    const { send, sent, net } = plugged("ne2k");
    const inCard = net.memory.subarray(0x4000, 0x4000 + 60);
    inCard.fill(7);
    send(inCard);
    inCard.fill(8);
    expect(sent[0]).toEqual(new Uint8Array(60).fill(7));
  });

  it("keeps what waits and what was counted over a save", () => {
    const first = plugged("virtio-net");
    for (let i = 0; i < 5; i++) first.card.push(new Uint8Array(60 + i));
    first.card.feed();
    const second = plugged("virtio-net");
    second.card.load(JSON.parse(JSON.stringify(first.card.save())));
    second.card.feed();
    expect(second.taken.map(({ length }) => length)).toEqual([63, 64]);
    expect(second.card.counters.receivedFrames).toBe(5);
  });
});

describe("a saved guest", () => {
  const MAC = "02:54:52:00:00:01";
  const HOST = 0x0a000009;
  const GUEST = 0x0a000001;

  const ping = (sequence: number): Uint8Array =>
    encodeFrame({
      destination: MAC,
      source: "02:00:00:00:00:09",
      payload: {
        type: "ipv4",
        packet: {
          source: HOST,
          destination: GUEST,
          ttl: 64,
          id: sequence,
          dontFragment: true,
          body: {
            type: "icmp",
            icmp: { type: "echo", id: 1, sequence, data: new Uint8Array(1400).fill(sequence) },
          },
        },
      },
    });

  // The moments are in the middle of the answers.
  it.each([
    ["vm", 5.3e6],
    ["pv", 5.02e6],
  ] as const)("goes on with the frames on its %s card, and sends the same", async (track, middleNs) => {
    const log = (into: string[]) => (event: GuestEvent) => {
      if (event.type === "frame") into.push(`${event.atNs} ${Buffer.from(event.bytes).toString("hex")}`);
    };
    const all: string[] = [];
    const guest = await readyLinux({ track, via: "direct", mac: MAC }, log(all));
    const up = await guest.exec(
      "ip addr add 10.0.0.1/24 dev eth0; ip link set eth0 up; arp -s 10.0.0.9 02:00:00:00:00:09; cat /sys/class/net/eth0/address",
      { timeoutNs: 10e9 },
    );
    expect(new TextDecoder().decode(up.stdout)).toBe(`${MAC}\n`);
    const startNs = Math.ceil((await guest.counters()).virtualNs);
    for (let i = 1; i <= 20; i++) guest.receiveFrame(ping(i), startNs + 5e6 + i * 2000);
    const endNs = startNs + 60e6;
    await guest.run({ untilNs: startNs + middleNs });
    const state = await guest.snapshot();
    const before = all.length;
    await guest.run({ untilNs: endNs });
    expect(all).toHaveLength(20);
    expect(before).toBeLessThan(20);
    const again: string[] = [];
    const resumed = await LocalGuest.create(
      await nodeParts(),
      guest.config,
      { resume: state },
      nextTurn,
      log(again),
    );
    await resumed.run({ untilNs: endNs });
    expect(again).toEqual(all.slice(before));
    expect((await resumed.counters()).net).toEqual((await guest.counters()).net);
  });
});
