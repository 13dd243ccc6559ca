/** Sockets over loopback, links and addresses, packets between namespaces, a fetch over HTTP. */
import {
  difference,
  type Measurement,
  type ProgramMeasurement,
  type ScriptMeasurement,
} from "../measurement";
import type { Argument, Call } from "../program";

const INET = 2;
const UNIX = 1;
const STREAM = 1;
const DGRAM = 2;

/** struct sockaddr_in of 127.0.0.1. */
const localhost = (port: number): Argument => ({
  bytes: [2, 0, port >> 8, port & 0xff, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
});
const BUFFER: Argument = { space: "buffer", size: 32768 };
const send = (socket: string, size: number): Call => ({
  call: "sendto",
  args: [{ result: socket }, BUFFER, size, 0, 0, 0],
});
const receive = (socket: string, size: number): Call => ({
  call: "recvfrom",
  args: [{ result: socket }, BUFFER, size, 0, 0, 0],
});

const sockets: ProgramMeasurement = {
  kind: "program",
  times: 12,
  setup: [
    { call: "socket", args: [INET, STREAM, 0], as: "listener" },
    { call: "bind", args: [{ result: "listener" }, localhost(7777), 16] },
    { call: "listen", args: [{ result: "listener" }, 16] },
    { call: "socket", args: [INET, DGRAM, 0], as: "receiver" },
    { call: "bind", args: [{ result: "receiver" }, localhost(7778), 16] },
    { call: "socket", args: [INET, DGRAM, 0], as: "sender" },
    { call: "connect", args: [{ result: "sender" }, localhost(7778), 16] },
  ],
  turn: [
    { mark: "socket" },
    { call: "socket", args: [INET, STREAM, 0], as: "client" },
    { mark: "setsockopt" },
    { call: "setsockopt", args: [{ result: "client" }, 1, 2, { words: [1] }, 4] },
    { mark: "getsockname" },
    { call: "getsockname", args: [{ result: "listener" }, BUFFER, { words: [16] }] },
    { mark: "tcp.connect" },
    { call: "connect", args: [{ result: "client" }, localhost(7777), 16] },
    { mark: "tcp.accept" },
    { call: "accept4", args: [{ result: "listener" }, 0, 0, 0], as: "server" },
    { mark: "tcp.send.1" },
    send("client", 1),
    { mark: "tcp.receive.1" },
    receive("server", 1),
    { mark: "tcp.send.4k" },
    send("server", 4096),
    { mark: "tcp.receive.4k" },
    receive("client", 4096),
    { mark: "tcp.send.32k" },
    send("server", 32768),
    { mark: "tcp.receive.32k" },
    receive("client", 32768),
    { mark: "shutdown" },
    { call: "shutdown", args: [{ result: "client" }, 1] },
    { mark: "tcp.close" },
    { call: "close", args: [{ result: "client" }] },
    { call: "close", args: [{ result: "server" }] },
    { mark: "udp.send.1" },
    send("sender", 1),
    { mark: "udp.receive.1" },
    receive("receiver", 1),
    { mark: "udp.send.4k" },
    send("sender", 4096),
    { mark: "udp.receive.4k" },
    receive("receiver", 4096),
    { mark: "bind" },
    { call: "socket", args: [INET, DGRAM, 0], as: "other" },
    { call: "bind", args: [{ result: "other" }, localhost(7779), 16] },
    { mark: "udp.close" },
    { call: "close", args: [{ result: "other" }] },
    { mark: "unix.pair" },
    { call: "socketpair", args: [UNIX, STREAM, 0, { space: "pair", size: 8 }] },
    { mark: "unix.send.1" },
    { call: "write", args: [{ wordOf: "pair", offset: 0 }, BUFFER, 1] },
    { mark: "unix.receive.1" },
    { call: "read", args: [{ wordOf: "pair", offset: 4 }, BUFFER, 1] },
    { mark: "unix.close" },
    { call: "close", args: [{ wordOf: "pair", offset: 0 }] },
    { call: "close", args: [{ wordOf: "pair", offset: 4 }] },
  ],
  steps: {
    socket: { label: "socket: TCP" },
    setsockopt: { label: "setsockopt" },
    getsockname: { label: "getsockname" },
    "tcp.connect": { label: "connect over loopback", includes: "both ends of the handshake" },
    "tcp.accept": { label: "accept of a connection that is there" },
    "tcp.send.1": {
      label: "send of 1 byte over TCP on loopback",
      includes: "its reception and acknowledgement",
    },
    "tcp.receive.1": { label: "receive of 1 byte over TCP" },
    "tcp.send.4k": { label: "send of 4 KiB over TCP on loopback" },
    "tcp.receive.4k": { label: "receive of 4 KiB over TCP" },
    "tcp.send.32k": { label: "send of 32 KiB over TCP on loopback" },
    "tcp.receive.32k": { label: "receive of 32 KiB over TCP" },
    shutdown: { label: "shutdown of one direction over loopback", includes: "the peer's side" },
    "tcp.close": { label: "close of both ends of a TCP connection on loopback" },
    "udp.send.1": { label: "send of 1 byte over UDP on loopback", includes: "its reception" },
    "udp.receive.1": { label: "receive of 1 byte over UDP" },
    "udp.send.4k": { label: "send of 4 KiB over UDP on loopback" },
    "udp.receive.4k": { label: "receive of 4 KiB over UDP" },
    bind: { label: "socket and bind: UDP" },
    "udp.close": { label: "close of a UDP socket" },
    "unix.pair": { label: "socketpair" },
    "unix.send.1": { label: "write of 1 byte to a Unix socket" },
    "unix.receive.1": { label: "read of 1 byte from a Unix socket" },
    "unix.close": { label: "close of both" },
  },
};

const script = (
  id: string,
  label: string,
  body: string,
  prelude = "",
  includes?: string,
): ScriptMeasurement => ({
  kind: "script",
  id,
  label,
  body,
  prelude,
  ...(includes === undefined ? {} : { includes }),
});

/** Two namespaces with a veth pair: 10.9.0.1 here, 10.9.0.2 in the other, whose file is /tmp/peer. */
const PAIR =
  "unshare -n sleep 600 >/dev/null 2>&1 & peer=$!; usleep 20000; : >/tmp/peer; mount --bind /proc/$peer/ns/net /tmp/peer; " +
  "ip link add va type veth peer name vb netns $peer; ip addr add 10.9.0.1/24 dev va; ip link set va up; " +
  "nsenter -t $peer -n ip addr add 10.9.0.2/24 dev vb; nsenter -t $peer -n ip link set vb up; ping -c 2 -W 1 10.9.0.2 >/dev/null";
/** The same, with 10.9.0.1 on a bridge that this end of the pair is a port of. */
const BRIDGED = `ip link add br0 type bridge; ip link set br0 up; ${PAIR.replace("ip addr add 10.9.0.1/24 dev va", "ip link set va master br0; ip addr add 10.9.0.1/24 dev br0")}`;

const PEER: Argument = { bytes: [2, 0, 0x1e, 0x61, 10, 9, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0] };

/** A datagram into the other namespace: the sender's call carries it all the way to the receiver's socket. */
const across = (over: string, prelude: string): ProgramMeasurement => ({
  kind: "program",
  times: 12,
  prelude,
  setup: [
    { call: "open", args: ["/proc/self/ns/net", 0], as: "home" },
    { call: "open", args: ["/tmp/peer", 0], as: "peer" },
    { call: "setns", args: [{ result: "peer" }, 0] },
    { call: "socket", args: [INET, DGRAM, 0], as: "receiver" },
    { call: "bind", args: [{ result: "receiver" }, PEER, 16] },
    { call: "setns", args: [{ result: "home" }, 0] },
    { call: "socket", args: [INET, DGRAM, 0], as: "sender" },
    { call: "connect", args: [{ result: "sender" }, PEER, 16] },
  ],
  turn: [
    { mark: `udp.send.${over}` },
    send("sender", 1),
    { mark: `(receive ${over})` },
    receive("receiver", 1),
  ],
  steps: {
    [`udp.send.${over}`]: {
      label: `send of 1 byte over UDP, over a ${over} into another namespace`,
      includes: "its reception there",
    },
  },
});

export const NETWORK: readonly Measurement[] = [
  sockets,
  difference("tcp.send.kib", "each further KiB sent over TCP on loopback", "tcp.send.32k", "tcp.send.4k", 28),
  difference(
    "tcp.receive.kib",
    "each further KiB received over TCP",
    "tcp.receive.32k",
    "tcp.receive.4k",
    28,
  ),
  difference("udp.send.kib", "each further KiB sent over UDP on loopback", "udp.send.4k", "udp.send.1", 4),
  difference("bind.call", "bind", "bind", "socket"),
  script("ip.start", "ip that only says its version", "ip -V >/dev/null"),
  script("script.link.set", "ip link set lo up", "ip link set lo up"),
  script(
    "script.addr.pair",
    "ip addr add and del",
    "ip addr add 10.8.0.1/24 dev lo; ip addr del 10.8.0.1/24 dev lo",
  ),
  script(
    "script.route.pair",
    "ip route add and del",
    "ip route add 10.7.0.0/16 dev lo; ip route del 10.7.0.0/16 dev lo",
  ),
  script(
    "script.veth.pair",
    "ip link add of a veth pair and del",
    "ip link add va type veth peer name vb; ip link del va",
  ),
  script(
    "script.bridge.pair",
    "ip link add of a bridge and del",
    "ip link add br0 type bridge; ip link del br0",
  ),
  difference(
    "netlink.link.set",
    "a change of a link over netlink",
    "script.link.set",
    "ip.start",
    1,
    "what ip does for it",
  ),
  {
    kind: "sum",
    id: "netlink.address",
    label: "adding or removing an address",
    terms: [
      [1, "script.addr.pair"],
      [-2, "ip.start"],
    ],
    over: 2,
    includes: "what ip does for it",
  },
  {
    kind: "sum",
    id: "netlink.route",
    label: "adding or removing a route",
    terms: [
      [1, "script.route.pair"],
      [-2, "ip.start"],
    ],
    over: 2,
    includes: "what ip does for it",
  },
  {
    kind: "sum",
    id: "netlink.veth",
    label: "making a veth pair and removing it",
    terms: [
      [1, "script.veth.pair"],
      [-2, "ip.start"],
    ],
    includes: "what ip does for it, and sysfs entries",
  },
  {
    kind: "sum",
    id: "netlink.bridge",
    label: "making a bridge and removing it",
    terms: [
      [1, "script.bridge.pair"],
      [-2, "ip.start"],
    ],
    includes: "what ip does for it, and sysfs entries",
  },
  across("veth", PAIR),
  across("bridge", BRIDGED),
  difference("veth.crossing", "a veth pair on the way, instead of loopback", "udp.send.veth", "udp.send.1"),
  difference(
    "bridge.crossing",
    "a bridge on the way, before the veth pair",
    "udp.send.bridge",
    "udp.send.veth",
  ),
  script(
    "http.fetch",
    "busybox wget of 2 bytes from busybox httpd, on loopback",
    "wget -q -O /dev/null http://127.0.0.1:8080/f",
    "mkdir /tmp/w; echo x >/tmp/w/f; httpd -p 8080 -h /tmp/w",
    "the start of wget, and the fork of httpd that answers",
  ),
];
