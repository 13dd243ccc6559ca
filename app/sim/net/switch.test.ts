/** The switch: who gets which frame and when, and that every frame is accounted for. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wireNs } from "./ethernet";
import type { LinkOptions } from "./link";
import { readPcap } from "./pcap.test-kit";
import { EthernetSwitch, type SwitchedFrame } from "./switch";

const BROADCAST = [255, 255, 255, 255, 255, 255];
const address = (n: number): number[] => [2, 0, 0, 0, 0, n];
const FAST: LinkOptions = { delayNs: 1000, bitsPerSecond: 1e9, queueFrames: 1000, loss: 0 };

function frame(to: readonly number[], from: number, bytes = 60): Uint8Array {
  const made = new Uint8Array(bytes);
  made.set(to, 0);
  made.set(address(from), 6);
  return made;
}

interface Delivery {
  readonly port: number;
  readonly frame: Uint8Array;
  readonly atNs: number;
}

function switchWith(ports: number, link: Partial<LinkOptions> = {}, options = {}) {
  const ethernet = new EthernetSwitch({ seed: 1, ...options });
  for (let i = 0; i < ports; i++) ethernet.addPort({ ...FAST, ...link });
  return {
    ethernet,
    until(ns: number): Delivery[] {
      const deliveries: Delivery[] = [];
      ethernet.advance(ns, (port, bytes, atNs) => deliveries.push({ port, frame: bytes, atNs }));
      return deliveries;
    },
  };
}

describe("a switch", () => {
  it("floods what it does not know, learns from what it sees, and forgets after a while", () => {
    const { ethernet, until } = switchWith(3, {}, { ageingNs: 1e9 });
    ethernet.send(0, frame(address(1), 0), 0);
    expect(until(1e6).map(({ port }) => port)).toEqual([1, 2]);
    ethernet.send(1, frame(address(0), 1), 1e6);
    expect(until(2e6).map(({ port }) => port)).toEqual([0]);
    ethernet.send(2, frame(address(1), 2), 2e6);
    expect(until(3e6).map(({ port }) => port)).toEqual([1]);
    ethernet.send(2, frame(BROADCAST, 2), 3e6);
    expect(until(4e6).map(({ port }) => port)).toEqual([0, 1]);
    ethernet.send(0, frame(address(1), 0), 1.1e9);
    expect(until(2e9).map(({ port }) => port)).toEqual([1, 2]);
  });

  it("follows an address that moves to another port, and keeps frames between two on one port", () => {
    const { ethernet, until } = switchWith(3);
    ethernet.send(0, frame(BROADCAST, 7), 0);
    until(1e6);
    ethernet.send(1, frame(BROADCAST, 7), 1e6);
    until(2e6);
    ethernet.send(2, frame(address(7), 2), 2e6);
    expect(until(3e6).map(({ port }) => port)).toEqual([1]);
    ethernet.send(1, frame(address(7), 8), 3e6);
    expect(until(4e6)).toEqual([]);
    expect(ethernet.counters()[1]!.filtered).toBe(1);
  });

  it("takes a frame over both cables whole: twice its time on the wire and twice the delay", () => {
    const { ethernet, until } = switchWith(2);
    ethernet.send(0, frame(address(1), 0, 1514), 500);
    const onWireNs = ((1514 + 24) * 8e9) / 1e9;
    expect(until(1e6)[0]!.atNs).toBe(500 + 2 * (onWireNs + 1000));
    expect(wireNs(14, 1e9)).toBe(wireNs(60, 1e9));
    expect(wireNs(1514, 10e9)).toBe(Math.ceil(onWireNs / 10));
  });

  it("drops what does not fit its queue, and what is no frame", () => {
    const { ethernet, until } = switchWith(2, { queueFrames: 4 });
    for (let i = 0; i < 10; i++) ethernet.send(0, frame(address(1), 0, 1000), 0);
    ethernet.send(0, new Uint8Array(13), 0);
    ethernet.send(0, new Uint8Array(1519), 0);
    expect(until(1e6)).toHaveLength(5);
    const [port] = ethernet.counters();
    expect(port).toMatchObject({ invalid: 2, sent: { frames: 5, bytes: 5000, queueFull: 5 } });
  });

  it("says what it has learned, and who got what", () => {
    const heard: unknown[] = [];
    const { ethernet, until } = switchWith(
      3,
      {},
      {
        ageingNs: 1e9,
        onFrame: ({ from, to, bytes }: SwitchedFrame) => heard.push([from, to, bytes.length]),
      },
    );
    ethernet.send(2, frame(address(1), 7), 0);
    until(1e6);
    ethernet.send(0, frame(address(7), 1, 99), 1e6);
    until(2e6);
    expect(heard).toEqual([
      [2, [0, 1], 60],
      [0, [2], 99],
    ]);
    expect(ethernet.learned().map(({ mac, port }) => [mac, port])).toEqual([
      ["02:00:00:00:00:07", 2],
      ["02:00:00:00:00:01", 0],
    ]);
    until(2e9);
    expect(ethernet.learned()).toEqual([]);
  });

  it("takes another cable for a port from then on, and brings what is on its way as before", () => {
    const { ethernet, until } = switchWith(2);
    ethernet.send(0, frame(BROADCAST, 0), 0);
    ethernet.setLink(0, { ...FAST, delayNs: 50_000, bitsPerSecond: 10e9 });
    expect(ethernet.leastDelays).toEqual({ toSwitchNs: 1000, toPortNs: 51_000 });
    expect(until(1e6)[0]!.atNs).toBe(2 * (wireNs(60, 1e9) + 1000));
    ethernet.send(0, frame(BROADCAST, 0), 1e6);
    expect(until(2e6)[0]!.atNs).toBe(1e6 + wireNs(60, 10e9) + 50_000 + wireNs(60, 1e9) + 1000);
    ethernet.setLink(1, { ...FAST, loss: 1 });
    ethernet.send(0, frame(BROADCAST, 0), 2e6);
    expect(until(3e6)).toEqual([]);
    expect(ethernet.counters()[1]!.received.lost).toBe(1);
    expect(ethernet.link(1).loss).toBe(1);
  });

  it("remembers a limited number of addresses", () => {
    const { ethernet, until } = switchWith(3);
    for (let i = 0; i < 9000; i++) {
      const stranger = frame(BROADCAST, 0);
      stranger.set([2, 1, 0, 0, i >> 8, i & 255], 6);
      ethernet.send(0, stranger, i * 1e5);
    }
    ethernet.send(1, frame(address(99), 99), 9e8);
    until(1e9);
    const early = frame([2, 1, 0, 0, 0, 5], 1);
    ethernet.send(1, early, 1e9);
    expect(until(2e9).map(({ port }) => port)).toEqual([0]);
    ethernet.send(0, frame(address(99), 0), 2e9);
    expect(until(3e9).map(({ port }) => port)).toEqual([1, 2]);
  });

  const traffic = fc.array(
    fc.record({
      port: fc.nat(3),
      from: fc.nat(7),
      to: fc.oneof(fc.nat(7).map(address), fc.constant(BROADCAST)),
      bytes: fc.integer({ min: 1, max: 1600 }),
      gapNs: fc.nat(20_000),
    }),
    { maxLength: 120 },
  );

  it("accounts for every frame, gives none back to where it came from, and does not change any", () => {
    const lossy = fc.record({ loss: fc.double({ min: 0, max: 0.5, noNaN: true }), queueFrames: fc.nat(5) });
    fc.assert(
      fc.property(traffic, lossy, (sends, options) => {
        const { ethernet, until } = switchWith(4, options);
        let atNs = 0;
        const sent = sends.map(({ port, from, to, bytes, gapNs }) => {
          atNs += gapNs;
          const made = bytes >= 14 ? frame(to, from, bytes) : new Uint8Array(bytes);
          ethernet.send(port, made, atNs);
          return { port, made, atNs };
        });
        const deliveries = until(1e12);
        const ports = ethernet.counters();
        ports.forEach(({ sent: out, received, invalid }, port) => {
          expect(out.frames + out.lost + out.queueFull + invalid).toBe(
            sends.filter((one) => one.port === port).length,
          );
          const got = deliveries.filter((one) => one.port === port);
          expect(got).toHaveLength(received.frames);
          expect(got.reduce((sum, one) => sum + one.frame.length, 0)).toBe(received.bytes);
        });
        const entered = ports.reduce((sum, { sent: out }) => sum + out.frames, 0);
        expect(ethernet.capture.count).toBe(entered);
        for (const { port, frame: bytes, atNs: thereNs } of deliveries) {
          const origin = sent.find(({ made }) => made === bytes)!;
          expect(origin.port).not.toBe(port);
          expect(thereNs).toBeGreaterThanOrEqual(origin.atNs + ethernet.leastDelays.toPortNs);
        }
      }),
    );
  });

  it("does the same in whatever portions it is driven and told of frames", () => {
    fc.assert(
      fc.property(traffic, fc.array(fc.integer({ min: 1, max: 200_000 })), (sends, portions) => {
        let atNs = 0;
        const timed = sends.map(({ gapNs, ...rest }) => {
          atNs += gapNs;
          return { ...rest, atNs };
        });
        const run = (steps: readonly number[], late: boolean): string => {
          const { ethernet, until } = switchWith(4, { loss: 0.1, queueFrames: 3 });
          const deliveries: Delivery[] = [];
          const waiting = timed.slice();
          let nowNs = 0;
          for (const step of [...steps, 1e12]) {
            // All that is sent before then must be known; more may be.
            const due = waiting.filter((one) => one.atNs < nowNs + step);
            waiting.splice(0, due.length);
            // Ports may answer in any order, as long as each keeps its own.
            if (late) due.sort((a, b) => b.port - a.port);
            for (const { port, to, from, bytes, atNs: sentNs } of due)
              ethernet.send(port, bytes >= 14 ? frame(to, from, bytes) : new Uint8Array(bytes), sentNs);
            nowNs += step;
            deliveries.push(...until(nowNs));
          }
          return JSON.stringify([ethernet.counters(), deliveries]);
        };
        expect(run(portions, true)).toBe(run([], false));
      }),
    );
  });
});

describe("a capture", () => {
  it("is a pcap file with nanoseconds that holds the frames as they reached the switch", () => {
    const { ethernet, until } = switchWith(2);
    const made = [frame(address(1), 0, 60), frame(address(0), 1, 1514)];
    ethernet.send(0, made[0]!, 3e9 + 7);
    until(4e9);
    ethernet.send(1, made[1]!, 4e9);
    until(5e9);
    const file = readPcap(ethernet.capture.file());
    expect(file).toEqual({
      linkType: 1,
      frames: [
        { atNs: 3e9 + 7 + wireNs(60, 1e9) + 1000, bytes: made[0] },
        { atNs: 4e9 + wireNs(1514, 1e9) + 1000, bytes: made[1] },
      ],
    });
  });

  it("stops when it is full, and says what it missed", () => {
    const { ethernet, until } = switchWith(2, {}, { captureBytes: 24 + 2 * (16 + 100) });
    for (let i = 0; i < 5; i++) ethernet.send(0, frame(address(1), 0, 100), i * 1e6);
    ethernet.send(0, frame(address(1), 0, 14), 6e6);
    until(1e9);
    expect(ethernet.capture.count).toBe(2);
    expect(ethernet.capture.missed).toBe(4);
    expect(ethernet.capture.file()).toHaveLength(24 + 2 * 116);
  });
});
