/** What another TCP's segments mean to this kernel's, and the other way round. */
import { describe, expect, it } from "vitest";
import type { Frame, TcpSegment } from "./packets";
import { encodeFrame } from "./wire";
import { decodeFrame } from "./wire-decode";
import { WireTerms } from "./wire-terms";

const OURS = { mac: "02:00:00:00:00:01", address: 0x0a000001, port: 80 };
const THEIRS = { mac: "02:00:00:00:00:02", address: 0x0a000002, port: 4000 };

type End = typeof OURS;

function frame(from: End, to: End, segment: Partial<TcpSegment>): Frame {
  const tcp: TcpSegment = {
    sourcePort: from.port,
    destinationPort: to.port,
    sequence: 1,
    acknowledgement: 1,
    syn: false,
    ack: true,
    fin: false,
    rst: false,
    psh: false,
    window: 0,
    mss: undefined,
    data: new Uint8Array(0),
    ...segment,
  };
  return {
    destination: to.mac,
    source: from.mac,
    payload: {
      type: "ipv4",
      packet: {
        source: from.address,
        destination: to.address,
        ttl: 64,
        id: 1,
        dontFragment: true,
        body: { type: "tcp", tcp },
      },
    },
  };
}

function tcpOf({ payload }: Frame): TcpSegment {
  if (payload.type !== "ipv4" || payload.packet.body.type !== "tcp") throw new Error("no TCP segment");
  return payload.packet.body.tcp;
}

/** A segment of theirs with that number in its window field. */
const received = (terms: WireTerms, field: number, from = THEIRS): number => {
  const bytes = encodeFrame(frame(from, OURS, { window: field * 128 }));
  return tcpOf(terms.fromWire(decodeFrame(bytes)!)).window;
};

/** The number in the window field of a segment of ours. */
const sentField = (terms: WireTerms, window: number): number => {
  const bytes = encodeFrame(terms.toWire(frame(OURS, THEIRS, { window })));
  return new DataView(bytes.buffer).getUint16(14 + 20 + 14);
};

const synOf = (windowShift: number | undefined, from = THEIRS): Frame =>
  frame(from, OURS, { syn: true, ack: false, mss: 1460, windowShift });

describe("the terms on a wire", () => {
  it.each([0, 2, 7, 14])("scale the other end's windows by what it offered: %i", (shift) => {
    const terms = new WireTerms();
    terms.fromWire(synOf(shift));
    expect(received(terms, 100)).toBe(100 * 2 ** shift);
    expect(sentField(terms, 128_000)).toBe(1000);
  });

  it("scale neither end's where the other does not scale", () => {
    const terms = new WireTerms();
    terms.fromWire(synOf(undefined));
    expect(received(terms, 1000)).toBe(1000);
    expect(sentField(terms, 1000)).toBe(1000);
    expect(sentField(terms, 128_000)).toBe(0xffff);
  });

  it("are each connection's own, and the first are forgotten when there are too many", () => {
    const terms = new WireTerms();
    const other = { ...THEIRS, port: 4001 };
    terms.fromWire(synOf(2));
    terms.fromWire(synOf(9, other));
    expect([received(terms, 10), received(terms, 10, other)]).toEqual([40, 5120]);
    for (let port = 5000; port < 9095; port++) terms.fromWire(synOf(3, { ...THEIRS, port }));
    expect([received(terms, 10), received(terms, 10, other)]).toEqual([10, 5120]);
  });

  it("announce segments that leave room for the timestamps that this kernel counts", () => {
    const syn = new WireTerms().toWire(frame(OURS, THEIRS, { syn: true, mss: 1460 }));
    expect(tcpOf(decodeFrame(encodeFrame(syn))!).mss).toBe(1448);
  });

  it("leave everything else as it is", () => {
    const terms = new WireTerms();
    const arp: Frame = {
      destination: OURS.mac,
      source: THEIRS.mac,
      payload: { type: "other", ethertype: 0x88b5, data: new Uint8Array(50) },
    };
    expect(terms.fromWire(arp)).toBe(arp);
    expect(terms.toWire(arp)).toBe(arp);
  });
});
