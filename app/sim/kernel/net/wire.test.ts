import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Frame, frameBytes, type IcmpMessage, type IpBody, type Ipv4Packet } from "./packets";
import { encodeFrame, WINDOW_SHIFT } from "./wire";
import { decodeFrame } from "./wire-decode";

const mac = fc
  .uint8Array({ minLength: 6, maxLength: 6 })
  .map((bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(":"));
const address = fc.integer({ min: 0, max: 0xffffffff });
const port = fc.integer({ min: 0, max: 65535 });
const data = fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.from(bytes));

const echo: fc.Arbitrary<IcmpMessage> = fc.record({
  type: fc.constantFrom("echo" as const, "echo-reply" as const),
  id: port,
  sequence: port,
  data,
});
const udp: fc.Arbitrary<IpBody> = fc.record({
  type: fc.constant("udp" as const),
  udp: fc.record({ sourcePort: port, destinationPort: port, data }),
});
const tcp: fc.Arbitrary<IpBody> = fc
  .record({
    sourcePort: port,
    destinationPort: port,
    sequence: address,
    acknowledgement: address,
    ack: fc.boolean(),
    fin: fc.boolean(),
    psh: fc.boolean(),
    kind: fc.constantFrom("syn", "rst", "data"),
    mss: fc.integer({ min: 88, max: 65495 }),
    scaled: fc.integer({ min: 0, max: 65535 }),
    data,
  })
  .map(({ kind, mss, scaled, ...rest }) => ({
    type: "tcp" as const,
    tcp: {
      ...rest,
      syn: kind === "syn",
      rst: kind === "rst",
      mss: kind === "syn" ? mss : undefined,
      windowShift: kind === "syn" ? WINDOW_SHIFT : undefined,
      window: kind === "syn" ? scaled : scaled * 128,
    },
  }));
const packetOf = (body: fc.Arbitrary<IpBody>): fc.Arbitrary<Ipv4Packet> =>
  fc.record({
    source: address,
    destination: address,
    ttl: fc.integer({ min: 1, max: 255 }),
    id: port,
    dontFragment: fc.boolean(),
    body,
  });
const body: fc.Arbitrary<IpBody> = fc.oneof(
  echo.map((icmp) => ({ type: "icmp" as const, icmp })),
  udp,
  tcp,
  fc.record({ type: fc.constant("raw" as const), protocol: fc.integer({ min: 18, max: 255 }), data }),
  packetOf(udp).map((original) => ({
    type: "icmp" as const,
    icmp: { type: "unreachable" as const, code: 3, original },
  })),
);
const frame: fc.Arbitrary<Frame> = fc.record({
  destination: mac,
  source: mac,
  payload: fc.oneof(
    packetOf(body).map((packet) => ({ type: "ipv4" as const, packet })),
    fc.record({
      type: fc.constant("arp" as const),
      arp: fc.record({
        operation: fc.constantFrom("request" as const, "reply" as const),
        senderMac: mac,
        senderAddress: address,
        targetMac: mac,
        targetAddress: address,
      }),
    }),
    fc.record({
      type: fc.constant("other" as const),
      ethertype: fc.constantFrom(0x86dd, 0x8100, 0x88cc),
      data,
    }),
  ),
});

describe("frames as bytes", () => {
  it("come back as they were, and are as long as they are counted", () => {
    fc.assert(
      fc.property(frame, (made) => {
        const bytes = encodeFrame(made);
        expect(bytes.length).toBe(frameBytes(made));
        expect(decodeFrame(bytes)).toEqual(made);
      }),
      { numRuns: 300 },
    );
  });

  it("never throw, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, ip) => {
        if (ip && bytes.length > 34) bytes.set([0x08, 0x00, 0x45], 12);
        decodeFrame(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it("are refused when one bit of the IP packet is wrong", () => {
    fc.assert(
      fc.property(packetOf(fc.oneof(udp, tcp)), fc.nat(), (packet, at) => {
        const bytes = encodeFrame({
          destination: "02:00:00:00:00:01",
          source: "02:00:00:00:00:02",
          payload: { type: "ipv4", packet },
        });
        const bit = (14 + (at % (bytes.length - 14))) * 8 + (at % 8);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const decoded = decodeFrame(bytes);
        // A UDP checksum that turns into 0 says that there is none.
        const unchecked = packet.body.type === "udp" && bytes[40] === 0 && bytes[41] === 0;
        if (!unchecked) expect(decoded).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
