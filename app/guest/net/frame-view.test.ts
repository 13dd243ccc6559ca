import { describe, expect, it } from "vitest";
import type { IpBody } from "@/app/sim/kernel/net/packets";
import { encodeFrame } from "@/app/sim/kernel/net/wire";
import { frameView } from "./frame-view";

const hex = (text: string) => Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));
const view = (bytes: Uint8Array) => frameView({ atNs: 5, from: 1, to: [0, 2], bytes }, 7);

const ipv4 = (body: IpBody) =>
  view(
    encodeFrame({
      destination: "02:54:52:00:00:01",
      source: "02:54:52:00:00:02",
      payload: {
        type: "ipv4",
        packet: { source: 0x0a000002, destination: 0xac110002, ttl: 64, id: 1, dontFragment: true, body },
      },
    }),
  );

describe("a frame in words", () => {
  it("says who asks for whom", () => {
    const request = hex(
      "ffffffffffff02545200000108060001080006040001025452000001" + "0a000001000000000000ac110002",
    );
    expect(view(request)).toEqual({
      number: 7,
      atNs: 5,
      fromPort: 1,
      toPorts: [0, 2],
      bytes: 42,
      source: "02:54:52:00:00:01",
      destination: "ff:ff:ff:ff:ff:ff",
      protocol: "ARP",
      text: "who has 172.17.0.2? tell 10.0.0.1",
    });
  });

  it("names the ends and the message of what is in IPv4", () => {
    expect(
      ipv4({ type: "icmp", icmp: { type: "echo", id: 1, sequence: 3, data: new Uint8Array(56) } }),
    ).toMatchObject({
      source: "10.0.0.2",
      destination: "172.17.0.2",
      protocol: "ICMP",
      text: "echo request, sequence 3",
    });
    const segment = {
      sourcePort: 40000,
      destinationPort: 80,
      sequence: 1,
      acknowledgement: 2,
      syn: false,
      ack: true,
      fin: false,
      rst: false,
      psh: true,
      window: 1000,
      mss: undefined,
      data: new Uint8Array(5),
    };
    expect(ipv4({ type: "tcp", tcp: segment })).toMatchObject({
      protocol: "TCP",
      text: "40000 → 80 PSH ACK, 5 bytes",
    });
    expect(
      ipv4({ type: "udp", udp: { sourcePort: 53, destinationPort: 1024, data: new Uint8Array(2) } }),
    ).toMatchObject({ protocol: "UDP", text: "53 → 1024, 2 bytes" });
  });

  it("does not stumble over what is none of that", () => {
    const head = "025452000001025452000002";
    expect(view(hex(`${head}86dd60000000`)).protocol).toBe("IPv6");
    expect(view(hex(`${head}88b50000`)).text).toBe("type 0x88b5");
    expect(view(hex(`${head}080045000000`)).protocol).toBe("?");
  });
});
