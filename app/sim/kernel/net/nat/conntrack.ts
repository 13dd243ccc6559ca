/** Connection tracking: which packets belong together, and how the ends of each conversation are rewritten. */
import { PROTOCOL, type TcpSegment } from "../packets";
import { type Flow, flowKey, reversed } from "./flow";

/** Timeouts of nf_conntrack, s: TCP by state, UDP before and after an answer, ICMP. */
const TIMEOUT_S = {
  synSent: 120,
  synReceived: 60,
  established: 432_000,
  finWait: 120,
  timeWait: 120,
  close: 10,
  udp: 30,
  udpStream: 120,
  icmp: 30,
} as const;

export type TcpTracking = "SYN_SENT" | "SYN_RECV" | "ESTABLISHED" | "FIN_WAIT" | "TIME_WAIT" | "CLOSE";

export interface Connection {
  /** As its first packet came. */
  readonly original: Flow;
  /** As answers to what we send on come in. */
  reply: Flow;
  /** An answer has been seen. */
  replied: boolean;
  expiresNs: number;
  tcp: TcpTracking | undefined;
  /** postrouting has decided about its source. */
  sourceDecided: boolean;
}

export type Direction = "original" | "reply";

export class ConnectionTable {
  private readonly byKey = new Map<string, { connection: Connection; direction: Direction }>();
  private readonly connections = new Set<Connection>();

  /** Alive ones, the oldest first. */
  all(nowNs: number): readonly Connection[] {
    for (const connection of this.connections) if (connection.expiresNs <= nowNs) this.remove(connection);
    return [...this.connections];
  }

  find(
    flow: Flow,
    nowNs: number,
  ): { readonly connection: Connection; readonly direction: Direction } | undefined {
    const found = this.byKey.get(flowKey(flow));
    if (found === undefined) return undefined;
    if (found.connection.expiresNs > nowNs) return found;
    this.remove(found.connection);
    return undefined;
  }

  create(original: Flow, nowNs: number): Connection {
    const connection: Connection = {
      original,
      reply: reversed(original),
      replied: false,
      expiresNs: nowNs + TIMEOUT_S.udp * 1e9,
      tcp: original.protocol === PROTOCOL.TCP ? "SYN_SENT" : undefined,
      sourceDecided: false,
    };
    this.connections.add(connection);
    this.byKey.set(flowKey(original), { connection, direction: "original" });
    this.byKey.set(flowKey(connection.reply), { connection, direction: "reply" });
    return connection;
  }

  /** Whether answers could be told apart if they came with this flow. */
  replyFree(reply: Flow, except: Connection, nowNs: number): boolean {
    const found = this.find(reply, nowNs);
    return found === undefined || found.connection === except;
  }

  setReply(connection: Connection, reply: Flow): void {
    this.byKey.delete(flowKey(connection.reply));
    connection.reply = reply;
    this.byKey.set(flowKey(reply), { connection, direction: "reply" });
  }

  remove(connection: Connection): void {
    this.connections.delete(connection);
    this.byKey.delete(flowKey(connection.original));
    this.byKey.delete(flowKey(connection.reply));
  }

  /** A packet of it has passed: its state and how long it is remembered. */
  seen(connection: Connection, direction: Direction, tcp: TcpSegment | undefined, nowNs: number): void {
    if (direction === "reply") connection.replied = true;
    const seconds =
      tcp !== undefined
        ? trackTcp(connection, direction, tcp)
        : connection.original.protocol === PROTOCOL.UDP
          ? connection.replied
            ? TIMEOUT_S.udpStream
            : TIMEOUT_S.udp
          : TIMEOUT_S.icmp;
    connection.expiresNs = nowNs + seconds * 1e9;
  }
}

function trackTcp(connection: Connection, direction: Direction, tcp: TcpSegment): number {
  if (tcp.rst) connection.tcp = "CLOSE";
  else if (tcp.syn) connection.tcp = direction === "original" ? "SYN_SENT" : "SYN_RECV";
  else if (tcp.fin) connection.tcp = connection.tcp === "FIN_WAIT" ? "TIME_WAIT" : "FIN_WAIT";
  else if (connection.tcp === "SYN_RECV" && direction === "original") connection.tcp = "ESTABLISHED";
  switch (connection.tcp) {
    case "SYN_RECV":
      return TIMEOUT_S.synReceived;
    case "ESTABLISHED":
      return TIMEOUT_S.established;
    case "FIN_WAIT":
      return TIMEOUT_S.finWait;
    case "TIME_WAIT":
      return TIMEOUT_S.timeWait;
    case "CLOSE":
      return TIMEOUT_S.close;
    default:
      return TIMEOUT_S.synSent;
  }
}
