/** TCP of a namespace: connections by their four numbers, listeners by port, and answers for segments that belong to neither. */
import type { ErrorName } from "../../abi/errno";
import { SysError } from "../../abi/errno";
import type { NetDevice } from "../device";
import type { Ipv4 } from "../ipv4";
import type { NetNamespace } from "../namespace";
import { IPV4_HEADER_BYTES, type Ipv4Packet, TCP_HEADER_BYTES, type TcpSegment } from "../packets";
import type { TcpSocket } from "../sockets/tcp";
import { TcpConnection } from "./connection";
import type { TcpOutput } from "./host";

export interface TcpEnds {
  readonly localAddress: Ipv4;
  readonly localPort: number;
  readonly remoteAddress: Ipv4;
  readonly remotePort: number;
}

/** A connection with its ends, and the socket that it is of, or will be when it is accepted. */
export interface TcpEntry extends TcpEnds {
  readonly connection: TcpConnection;
  readonly inode: number;
  readonly uid: number;
  readonly reuseAddress: boolean;
  owner: TcpSocket | undefined;
  ttl: number | undefined;
}

function keyOf(ends: TcpEnds): string {
  return `${ends.localAddress}:${ends.localPort} ${ends.remoteAddress}:${ends.remotePort}`;
}

const NOTHING = new Uint8Array(0);

export class TcpLayer {
  /** Sockets with a port and no connection: bound or listening. */
  readonly bound: TcpSocket[] = [];
  private readonly entries = new Map<string, TcpEntry>();

  constructor(private readonly net: NetNamespace) {}

  connections(): readonly TcpEntry[] {
    return [...this.entries.values()];
  }

  /** A random start, so that segments of an older connection are not mistaken. */
  private initialSequence(): number {
    return this.net.random.int32() >>> 0;
  }

  has(ends: TcpEnds): boolean {
    return this.entries.has(keyOf(ends));
  }

  /** The largest segment that fits the device, without TCP's timestamps. */
  private mssFor(device: NetDevice): number {
    return Math.max(88, device.mtu - IPV4_HEADER_BYTES - TCP_HEADER_BYTES);
  }

  /** Makes a connection and starts it. `changed` is called for whoever cares. @throws SysError as ip.route */
  open(
    ends: TcpEnds,
    about: {
      readonly inode: number;
      readonly uid: number;
      readonly reuseAddress: boolean;
      readonly ttl: number | undefined;
    },
    changed: (entry: TcpEntry) => void,
    syn?: TcpSegment,
  ): TcpEntry {
    const way = this.net.ip.route(ends.remoteAddress, ends.localAddress);
    const { sysctls, services } = this.net;
    const connection = new TcpConnection(
      {
        nowNs: () => services.nowNs(),
        after: (delayNs, then) => services.after(delayNs, then),
        send: (output) => this.send(ends, output, entry.ttl),
        changed: () => changed(entry),
        ended: () => this.forget(entry),
        limits: {
          synRetries: sysctls.tcpSynRetries,
          synackRetries: sysctls.tcpSynackRetries,
          retries: sysctls.tcpRetries2,
          finTimeoutNs: sysctls.tcpFinTimeoutNs,
        },
      },
      this.initialSequence(),
      this.mssFor(way.device),
      syn,
    );
    const entry: TcpEntry = { ...ends, ...about, connection, owner: undefined };
    this.entries.set(keyOf(ends), entry);
    if (syn === undefined) this.net.snmp.tcp.activeOpens++;
    connection.start();
    return entry;
  }

  private forget(entry: TcpEntry): void {
    this.entries.delete(keyOf(entry));
    const { tcp } = this.net.snmp;
    if (entry.connection.attemptFailed) tcp.attemptFails++;
    tcp.retransSegs += entry.connection.retransmissions;
  }

  private send(ends: TcpEnds, output: TcpOutput, ttl: number | undefined): void {
    const { flags } = output;
    const tcp: TcpSegment = {
      sourcePort: ends.localPort,
      destinationPort: ends.remotePort,
      sequence: output.sequence,
      acknowledgement: output.acknowledgement,
      syn: flags.syn === true,
      ack: flags.ack === true,
      fin: flags.fin === true,
      rst: flags.rst === true,
      psh: flags.psh === true,
      window: output.window,
      mss: output.mss,
      data: output.data,
    };
    this.net.snmp.tcp.outSegs++;
    if (tcp.rst) this.net.snmp.tcp.outRsts++;
    try {
      this.net.ip.send(ends.remoteAddress, { type: "tcp", tcp }, { source: ends.localAddress, ttl });
    } catch (error) {
      // The way is gone for now; the retransmission timer will try again.
      if (!(error instanceof SysError)) throw error;
    }
  }

  receive(packet: Ipv4Packet, tcp: TcpSegment, _device: NetDevice): void {
    this.net.snmp.tcp.inSegs++;
    const ends: TcpEnds = {
      localAddress: packet.destination,
      localPort: tcp.destinationPort,
      remoteAddress: packet.source,
      remotePort: tcp.sourcePort,
    };
    const entry = this.entries.get(keyOf(ends));
    const fresh = tcp.syn && !tcp.ack && !tcp.rst;
    if (
      entry !== undefined &&
      !(fresh && entry.connection.state === "TIME_WAIT" && this.listener(ends) !== undefined)
    ) {
      entry.connection.receive(tcp);
      return;
    }
    const listener = this.listener(ends);
    if (listener !== undefined && fresh) {
      if (this.net.fib.lookup(packet.destination)?.type === "local") {
        entry?.connection.reset();
        listener.incoming(ends, tcp);
      }
      return;
    }
    if (!tcp.rst) this.refuse(ends, tcp);
  }

  private listener(ends: TcpEnds): TcpSocket | undefined {
    const fitting = this.bound.filter(
      (socket) =>
        socket.listening &&
        socket.localPort === ends.localPort &&
        (socket.localAddress === 0 || socket.localAddress === ends.localAddress),
    );
    return fitting.find((socket) => socket.localAddress !== 0) ?? fitting[0];
  }

  private refuse(ends: TcpEnds, tcp: TcpSegment): void {
    const length = tcp.data.length + (tcp.syn ? 1 : 0) + (tcp.fin ? 1 : 0);
    this.send(
      ends,
      {
        sequence: tcp.ack ? tcp.acknowledgement : 0,
        acknowledgement: tcp.ack ? 0 : (tcp.sequence + length) >>> 0,
        flags: tcp.ack ? { rst: true } : { rst: true, ack: true },
        window: 0,
        mss: undefined,
        data: NOTHING,
      },
      undefined,
    );
  }

  icmpError(original: Ipv4Packet, tcp: TcpSegment, error: ErrorName): void {
    this.entries
      .get(
        keyOf({
          localAddress: original.source,
          localPort: tcp.sourcePort,
          remoteAddress: original.destination,
          remotePort: tcp.destinationPort,
        }),
      )
      ?.connection.unreachable(error);
  }

  /** inet_csk_bind_conflict: whether a socket may not have this port. */
  portTaken(socket: TcpSocket, address: Ipv4, port: number): boolean {
    const overlaps = (other: Ipv4): boolean => address === 0 || other === 0 || other === address;
    for (const other of this.bound)
      if (other !== socket && other.localPort === port && overlaps(other.localAddress))
        if (!(socket.reuseAddress && other.reuseAddress && !other.listening)) return true;
    for (const entry of this.entries.values())
      if (entry.localPort === port && overlaps(entry.localAddress))
        if (!(socket.reuseAddress && entry.reuseAddress)) return true;
    return false;
  }
}
