import { describe, expect, it } from "vitest";
import type { SysError } from "../abi/errno";
import { formatIpv4 } from "./ipv4";
import type { NetNamespace } from "./namespace";
import type { IcmpMessage, Ipv4Packet } from "./packets";
import { RawSocket } from "./sockets/raw";
import { TcpSocket } from "./sockets/tcp";
import { UdpSocket } from "./sockets/udp";
import { TestNet } from "./test-net";
import { encodeIcmp } from "./wire";
import { decodeIpv4 } from "./wire-decode";

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as SysError).code;
  }
  return "none";
}

/** Sends an echo request; answers the ICMP messages that come within a time. */
function ping(
  test: TestNet,
  from: NetNamespace,
  to: string,
  ttl = 64,
  waitNs = 5e9,
): readonly (readonly [string, IcmpMessage])[] {
  const socket = new RawSocket(from, 1, 0);
  socket.ttl = ttl;
  const request = encodeIcmp({ type: "echo", id: 7, sequence: 1, data: new Uint8Array(8) });
  test.call(socket.sendto(request, { address: to, port: 0 }, test.caller));
  test.advance(waitNs);
  const answers: (readonly [string, IcmpMessage])[] = [];
  socket.flags |= 0o4000;
  for (;;) {
    try {
      const { data, from: sender } = test.call(socket.recvfrom(2000, test.caller));
      const packet = decodeIpv4(data) as Ipv4Packet;
      if (packet.body.type === "icmp" && packet.body.icmp.type !== "echo")
        answers.push([sender.address, packet.body.icmp]);
    } catch {
      break;
    }
  }
  socket.drop();
  return answers;
}

function pair(): { test: TestNet; a: NetNamespace; b: NetNamespace } {
  const test = new TestNet();
  const [a, b] = [test.namespace(), test.namespace()];
  test.connect(a, "v0", "10.0.0.1", b, "v1", "10.0.0.2");
  for (const net of [a, b]) net.setUp(net.loopback, true);
  return { test, a, b };
}

/** a – router – b */
function routed(): { test: TestNet; a: NetNamespace; router: NetNamespace; b: NetNamespace } {
  const test = new TestNet();
  const [a, router, b] = [test.namespace(), test.namespace(), test.namespace()];
  test.connect(a, "a0", "10.1.0.2", router, "r0", "10.1.0.1");
  test.connect(b, "b0", "10.2.0.2", router, "r1", "10.2.0.1");
  test.ask(a, { type: "route-add", to: "default", via: "10.1.0.1" });
  for (const net of [a, router, b]) net.setUp(net.loopback, true);
  return { test, a, router, b };
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

describe("two namespaces on a cable", () => {
  it("find each other with ARP and answer echoes", () => {
    const { test, a, b } = pair();
    expect(ping(test, a, "10.0.0.2").map(([from, { type }]) => [from, type])).toEqual([
      ["10.0.0.2", "echo-reply"],
    ]);
    expect(a.neighbours.all().map(({ state }) => state)).toEqual(["REACHABLE"]);
    expect(b.neighbours.all().map(({ address }) => formatIpv4(address))).toEqual(["10.0.0.1"]);
  });

  it("say host unreachable after three unanswered ARP requests", () => {
    const { test, a } = pair();
    expect(ping(test, a, "10.0.0.9", 64, 2.9e9)).toEqual([]);
    test.advance(2e9);
    expect(ping(test, a, "10.0.0.9").map(([from, icmp]) => [from, icmp.type])).toEqual([
      ["10.0.0.1", "unreachable"],
    ]);
    expect(a.neighbours.all().map(({ state }) => state)).toEqual(["FAILED"]);
  });

  it("carry TCP: connect, both directions, half-close, end", () => {
    const { test, a, b } = pair();
    const server = new TcpSocket(b, 0);
    test.call(server.bind({ address: "0.0.0.0", port: 80 }, test.caller));
    server.listen(5);
    const client = new TcpSocket(a, 0);
    test.call(client.connect({ address: "10.0.0.2", port: 80 }, test.caller));
    const { file: accepted, peer } = test.call(server.accept(test.caller));
    expect(peer.address).toBe("10.0.0.1");
    test.call(client.sendto(new Uint8Array(5000).fill(120), undefined, test.caller));
    client.shutdown("write");
    let got = 0;
    for (let part = 1; part > 0; got += part)
      part = test.call(accepted.recvfrom(3000, test.caller)).data.length;
    expect(got).toBe(5000);
    test.call(accepted.sendto(Uint8Array.of(111, 107), undefined, test.caller));
    accepted.drop();
    expect(text(test.call(client.recvfrom(10, test.caller)).data)).toBe("ok");
    expect(test.call(client.recvfrom(10, test.caller)).data.length).toBe(0);
    client.drop();
    test.advance(1e9);
    expect(a.sockets.tcp.connections().map(({ connection }) => connection.state)).toEqual(["TIME_WAIT"]);
    expect(b.sockets.tcp.connections()).toEqual([]);
    test.advance(61e9);
    expect(a.sockets.tcp.connections()).toEqual([]);
  });

  it("refuse what nobody listens to, and time out when the other side is cut off", () => {
    const { test, a, b } = pair();
    const connect = (address: string): string =>
      code(() => test.call(new TcpSocket(a, 0).connect({ address, port: 81 }, test.caller)));
    expect(connect("10.0.0.2")).toBe("ECONNREFUSED");
    expect(connect("10.0.0.77")).toBe("EHOSTUNREACH");
    expect(connect("192.168.1.1")).toBe("ENETUNREACH");
    b.setUp(b.deviceNamed("v1")!, false);
    test.ask(a, { type: "neighbour-replace", device: "v0", address: "10.0.0.2", mac: "02:00:00:00:00:01" });
    expect(connect("10.0.0.2")).toBe("ETIMEDOUT");
  });

  it("deliver datagrams, and errors about them to connected sockets", () => {
    const { test, a, b } = pair();
    const server = new UdpSocket(b, 0);
    test.call(server.bind({ address: "10.0.0.2", port: 53 }, test.caller));
    const client = new UdpSocket(a, 0);
    test.call(client.connect({ address: "10.0.0.2", port: 53 }, test.caller));
    test.call(client.sendto(Uint8Array.of(1, 2, 3), undefined, test.caller));
    const message = test.call(server.recvfrom(100, test.caller));
    expect([...message.data]).toEqual([1, 2, 3]);
    test.call(server.sendto(Uint8Array.of(9), message.from, test.caller));
    expect([...test.call(client.recvfrom(100, test.caller)).data]).toEqual([9]);
    server.drop();
    test.call(client.sendto(Uint8Array.of(4), undefined, test.caller));
    expect(code(() => test.call(client.recvfrom(100, test.caller)))).toBe("ECONNREFUSED");
  });

  it("do not hand out ports twice", () => {
    const { test, a } = pair();
    const bind = (port: number, address = "0.0.0.0"): string => {
      const socket = new TcpSocket(a, 0);
      return code(() => test.call(socket.bind({ address, port }, test.caller)));
    };
    expect([
      bind(90),
      bind(90),
      bind(90, "10.0.0.1"),
      bind(91, "10.0.0.1"),
      bind(91, "127.0.0.1"),
      bind(92, "1.2.3.4"),
    ]).toEqual(["none", "EADDRINUSE", "EADDRINUSE", "none", "none", "EADDRNOTAVAIL"]);
  });
});

describe("a router", () => {
  it("forwards only when it may, and counts hops", () => {
    const { test, a, router, b } = routed();
    test.ask(b, { type: "route-add", to: "default", via: "10.2.0.1" });
    expect(ping(test, a, "10.2.0.2")).toEqual([]);
    router.sysctls.ipForward = true;
    expect(ping(test, a, "10.2.0.2").map(([from, { type }]) => [from, type])).toEqual([
      ["10.2.0.2", "echo-reply"],
    ]);
    expect(ping(test, a, "10.2.0.2", 1).map(([from, { type }]) => [from, type])).toEqual([
      ["10.1.0.1", "time-exceeded"],
    ]);
    expect(ping(test, a, "10.3.0.2").map(([from, { type }]) => [from, type])).toEqual([
      ["10.1.0.1", "unreachable"],
    ]);
  });

  it("masquerades: the other side needs no way back", () => {
    const { test, a, router, b } = routed();
    router.sysctls.ipForward = true;
    expect(ping(test, a, "10.2.0.2")).toEqual([]);
    test.ask(router, {
      type: "nat-add",
      rule: { kind: "masquerade", source: "10.1.0.0/16", notOut: "r0", out: undefined },
    });
    expect(ping(test, a, "10.2.0.2").map(([from, { type }]) => [from, type])).toEqual([
      ["10.2.0.2", "echo-reply"],
    ]);
    const server = new TcpSocket(b, 0);
    test.call(server.bind({ address: "0.0.0.0", port: 80 }, test.caller));
    server.listen(5);
    const client = new TcpSocket(a, 0);
    test.call(client.connect({ address: "10.2.0.2", port: 80 }, test.caller));
    const { file, peer } = test.call(server.accept(test.caller));
    expect(peer.address).toBe("10.2.0.1");
    test.call(client.sendto(Uint8Array.of(104, 105), undefined, test.caller));
    expect(text(test.call(file.recvfrom(10, test.caller)).data)).toBe("hi");
    const tcp = router.nat.describe().filter(({ protocol }) => protocol === "tcp");
    expect(tcp.map(({ state, original, reply }) => [state, original.source, reply.destination])).toEqual([
      ["ESTABLISHED", "10.1.0.2", "10.2.0.1"],
    ]);
    // An error about a translated packet finds its way back.
    const datagram = new UdpSocket(a, 0);
    test.call(datagram.connect({ address: "10.2.0.2", port: 9 }, test.caller));
    test.call(datagram.sendto(Uint8Array.of(1), undefined, test.caller));
    expect(code(() => test.call(datagram.recvfrom(1, test.caller)))).toBe("ECONNREFUSED");
  });

  it("publishes ports: from outside, from itself, and back to who published it", () => {
    const { test, a, router, b } = routed();
    router.sysctls.ipForward = true;
    test.ask(b, { type: "route-add", to: "default", via: "10.2.0.1" });
    const rule = {
      kind: "dnat",
      protocol: "tcp",
      port: 8080,
      address: undefined,
      to: "10.2.0.2",
      toPort: 80,
    } as const;
    test.ask(router, { type: "nat-add", rule });
    expect(code(() => test.ask(router, { type: "nat-add", rule }))).toBe("EEXIST");
    const server = new TcpSocket(b, 0);
    test.call(server.bind({ address: "0.0.0.0", port: 80 }, test.caller));
    server.listen(5);
    for (const [net, address] of [
      [a, "10.1.0.1"],
      [router, "10.1.0.1"],
      [b, "10.2.0.1"],
    ] as const) {
      const client = new TcpSocket(net, 0);
      test.call(client.connect({ address, port: 8080 }, test.caller));
      const { file } = test.call(server.accept(test.caller));
      test.call(file.sendto(Uint8Array.of(121), undefined, test.caller));
      expect(text(test.call(client.recvfrom(10, test.caller)).data)).toBe("y");
    }
    test.ask(router, { type: "nat-delete", rule });
    expect(router.nat.rules()).toEqual([]);
  });
});

describe("a bridge", () => {
  it("connects its ports, learns, and forgets a port that leaves", () => {
    const test = new TestNet();
    const host = test.initial;
    test.ask(host, { type: "link-add", kind: "bridge", name: "br0" });
    test.ask(host, { type: "link-set", name: "br0", change: { up: true } });
    const nets = [1, 2].map((number) => {
      const net = test.namespace();
      test.ask(host, { type: "link-add", kind: "veth", name: `p${number}`, peer: "eth0", peerFd: 0 }, [net]);
      test.ask(host, { type: "link-set", name: `p${number}`, change: { master: "br0", up: true } });
      test.ask(net, { type: "address-add", device: "eth0", address: `10.0.0.${number}`, prefix: 24 });
      test.ask(net, { type: "link-set", name: "eth0", change: { up: true } });
      return net;
    });
    test.advance(2e9);
    expect(ping(test, nets[0]!, "10.0.0.2").length).toBe(1);
    const macs = test.ask(host, { type: "bridge-dump", bridge: "br0" });
    expect(macs.type === "macs" && macs.macs.filter(({ local }) => !local).length).toBe(2);
    test.ask(host, { type: "link-set", name: "p2", change: { master: "" } });
    expect(ping(test, nets[0]!, "10.0.0.2")).toEqual([]);
  });
});
