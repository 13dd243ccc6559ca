/**
 * One TCP connection (RFC 9293): handshake, ordered delivery with retransmission, flow and congestion control, closing. It knows
 * segments and time, not sockets. Positions in the streams count from the SYN: it is 0, the first byte 1.
 */
import type { ErrorName } from "../../abi/errno";
import type { Timer } from "../../services";
import { TCP_TIMESTAMP_BYTES, type TcpSegment } from "../packets";
import { ByteQueue, Reassembly } from "./buffers";
import { CongestionWindow } from "./congestion";
import type { TcpHost, TcpOutput, TcpState } from "./host";
import { RetransmissionTimeout } from "./rto";

/** net.ipv4.tcp_rmem and tcp_wmem, middle values; windows do not grow beyond. */
export const RECEIVE_BUFFER_BYTES = 131_072;
export const SEND_BUFFER_BYTES = 87_040;
/** TCP_TIMEWAIT_LEN */
const TIME_WAIT_NS = 60e9;
/** Retries of a connection whose socket was closed (tcp_orphan_retries 0 stands for 8). */
const ORPHAN_RETRIES = 8;

/** Where timers of ARP and TCP are due at the same time, ARP's run first, as in one tick of Linux. */
const AFTER_ARP_NS = 1_000;

const NOTHING = new Uint8Array(0);

export class TcpConnection {
  state: TcpState;
  /** Why it ended, if not in good order. */
  error: ErrorName | undefined;
  softError: ErrorName | undefined;
  noDelay = false;
  /** Received and not yet read. */
  readonly incoming = new ByteQueue();
  /** The other side has sent its FIN, and all before it has arrived. */
  remoteClosed = false;
  readShut = false;
  /** No socket any more. */
  orphan = false;
  retransmissions = 0;
  /** It ended before it was established. */
  attemptFailed = false;

  private readonly outgoing = new ByteQueue();
  /** First unacknowledged, next to send, and furthest ever sent. */
  private una = 0;
  private next = 0;
  private furthest = 0;
  private finQueued = false;
  private peerWindow = 0;
  /** Data in one segment to the other end. */
  private peerMss: number;
  private irs = 0;
  private received = 0;
  private readonly early = new Reassembly();
  private finAt: number | undefined;
  private advertised = 0;
  private congestion: CongestionWindow;
  private readonly rto = new RetransmissionTimeout();
  private retries = 0;
  private timer: Timer | undefined;
  private timing: { readonly position: number; readonly atNs: number } | undefined;

  constructor(
    private readonly host: TcpHost,
    private readonly iss: number,
    private readonly ownMss: number,
    /** The SYN that opened it; undefined when we open. */
    syn?: TcpSegment,
  ) {
    this.peerMss = ownMss;
    this.congestion = new CongestionWindow(ownMss);
    this.advertised = RECEIVE_BUFFER_BYTES;
    if (syn === undefined) this.state = "SYN_SENT";
    else {
      this.state = "SYN_RECV";
      this.takeSyn(syn);
    }
  }

  /** Sends the SYN, or the SYN and ACK. */
  start(): void {
    this.next = this.furthest = 1;
    this.timing = { position: 1, atNs: this.host.nowNs() };
    this.sendSyn();
    this.arm(this.rto.ns);
  }

  private takeSyn(syn: TcpSegment): void {
    this.irs = syn.sequence;
    this.received = 1;
    // The option counts the segment without its own options, which must fit too (RFC 6691).
    this.peerMss = Math.min(this.ownMss, syn.mss ?? 536) - TCP_TIMESTAMP_BYTES;
    this.congestion = new CongestionWindow(this.peerMss);
    this.peerWindow = syn.window;
  }

  get mss(): number {
    return this.peerMss;
  }

  /** Bytes that write can take now. */
  get space(): number {
    return Math.max(0, SEND_BUFFER_BYTES - this.outgoing.length);
  }

  get unsentBytes(): number {
    return this.outgoing.length;
  }

  get canSend(): boolean {
    return !this.finQueued && (this.state === "ESTABLISHED" || this.state === "CLOSE_WAIT");
  }

  get established(): boolean {
    return this.state !== "SYN_SENT" && this.state !== "SYN_RECV" && this.state !== "CLOSED";
  }

  /** Queues bytes; the caller has looked at `space`. */
  write(data: Uint8Array): void {
    this.outgoing.push(data);
    this.transmit();
  }

  read(count: number): Uint8Array {
    const data = this.incoming.take(count);
    if (this.window() - this.advertisedLeft() >= Math.min(2 * this.peerMss, RECEIVE_BUFFER_BYTES / 2))
      this.acknowledge();
    return data;
  }

  private window(): number {
    return Math.max(0, RECEIVE_BUFFER_BYTES - this.incoming.length - this.early.bytes);
  }

  /** What the other side may still send by the last window it was told. */
  private advertisedLeft(): number {
    return Math.max(0, this.advertised - this.received);
  }

  /** shutdown(SHUT_WR): a FIN after the last byte. */
  finish(): void {
    if (this.finQueued || this.state === "CLOSED") return;
    this.finQueued = true;
    if (this.state === "ESTABLISHED") this.state = "FIN_WAIT1";
    else if (this.state === "CLOSE_WAIT") this.state = "LAST_ACK";
    else if (this.state === "SYN_RECV") this.state = "FIN_WAIT1";
    this.transmit();
  }

  /** The socket is closed. Unread data is lost, which the other side learns by a reset. */
  abandon(): void {
    this.orphan = true;
    if (this.state === "SYN_SENT") {
      this.end(undefined);
      return;
    }
    if (this.incoming.length > 0) {
      this.reset();
      return;
    }
    this.finish();
    if (this.state === "FIN_WAIT2") this.arm(this.host.limits.finTimeoutNs);
  }

  reset(): void {
    if (this.state !== "CLOSED" && this.state !== "TIME_WAIT")
      this.emit(this.furthest, NOTHING, { rst: true, ack: true });
    this.end(undefined);
  }

  /** An ICMP error about one of its segments. */
  unreachable(error: ErrorName): void {
    if (this.state === "SYN_SENT" || this.state === "SYN_RECV") this.end(error);
    else this.softError = error;
  }

  private end(error: ErrorName | undefined): void {
    if (this.state === "CLOSED") return;
    this.attemptFailed = this.state === "SYN_SENT" || this.state === "SYN_RECV";
    this.state = "CLOSED";
    this.error = error;
    this.timer?.cancel();
    this.timer = undefined;
    this.host.ended();
    this.host.changed();
  }

  // Sending

  private emit(position: number, data: Uint8Array, flags: TcpOutput["flags"], mss?: number): void {
    const window = this.window();
    this.advertised = this.received + window;
    this.host.send({
      sequence: (this.iss + position) >>> 0,
      acknowledgement: flags.ack === true ? (this.irs + this.received) >>> 0 : 0,
      flags,
      window,
      mss,
      data,
    });
  }

  private sendSyn(): void {
    this.emit(0, NOTHING, this.state === "SYN_SENT" ? { syn: true } : { syn: true, ack: true }, this.ownMss);
  }

  private acknowledge(): void {
    if (this.state === "CLOSED") return;
    this.emit(this.furthest, NOTHING, { ack: true });
  }

  /** Position after the last queued byte. */
  private get end_(): number {
    return Math.max(1, this.una) + this.outgoing.length - (this.finAcknowledged ? 1 : 0);
  }

  private finAcknowledged = false;

  private segment(position: number, length: number): void {
    const end = this.end_;
    const last = position + length === end;
    const fin = this.finQueued && last;
    const data = length > 0 ? this.outgoing.peek(position - Math.max(1, this.una), length) : NOTHING;
    this.emit(position, data, { ack: true, psh: length > 0 && last, fin });
  }

  /** Sends what windows allow. */
  private transmit(): void {
    if (!this.established || this.state === "TIME_WAIT") return;
    const window = Math.min(this.congestion.bytes, this.peerWindow);
    for (;;) {
      const end = this.end_;
      const available = end - this.next;
      if (available < 0 || (available === 0 && !this.finQueued)) break;
      const inFlight = this.next - this.una;
      const length = Math.min(available, this.peerMss, this.una + window - this.next);
      if (available > 0) {
        if (length <= 0) break;
        const partial = length < this.peerMss;
        // Nagle (RFC 9293, 3.7.4), and no small segments because of the window.
        if (partial && inFlight > 0 && (length < available || (!this.noDelay && !this.finQueued))) break;
      }
      const fin = this.finQueued && length === available;
      if (this.next < this.furthest) this.retransmissions++;
      else if (this.timing === undefined)
        this.timing = { position: this.next + length + (fin ? 1 : 0), atNs: this.host.nowNs() };
      this.segment(this.next, Math.max(0, length));
      this.next += Math.max(0, length) + (fin ? 1 : 0);
      this.furthest = Math.max(this.furthest, this.next);
      if (fin) break;
    }
    const waiting = this.next > this.una || this.end_ > this.next;
    if (waiting && this.timer === undefined) this.arm(this.rto.ns);
  }

  private arm(delayNs: number): void {
    this.timer?.cancel();
    this.timer = this.host.after(delayNs + AFTER_ARP_NS, () => {
      this.timer = undefined;
      this.timeout();
    });
  }

  private timeout(): void {
    const { limits } = this.host;
    if (this.state === "TIME_WAIT" || this.state === "FIN_WAIT2") {
      this.end(undefined);
      return;
    }
    const limit =
      this.state === "SYN_SENT"
        ? limits.synRetries
        : this.state === "SYN_RECV"
          ? limits.synackRetries
          : this.orphan
            ? ORPHAN_RETRIES
            : limits.retries;
    if (this.retries >= limit) {
      this.end(this.softError ?? "ETIMEDOUT");
      return;
    }
    this.rto.double();
    this.timing = undefined;
    if (this.state === "SYN_SENT" || this.state === "SYN_RECV") {
      this.retries++;
      this.retransmissions++;
      this.sendSyn();
    } else if (this.peerWindow === 0 && this.next === this.una && this.outgoing.length > 0) {
      // A probe of a closed window: one byte that the other side must answer.
      this.segment(this.next, 1);
      this.furthest = Math.max(this.furthest, this.next + 1);
    } else {
      this.retries++;
      this.congestion.timedOut(this.next - this.una, this.peerMss);
      this.next = this.una;
      this.transmit();
    }
    this.arm(this.rto.ns);
  }

  // Receiving

  receive(segment: TcpSegment): void {
    if (this.state === "CLOSED") return;
    if (this.state === "SYN_SENT") {
      this.inSynSent(segment);
      return;
    }
    const position = this.received + ((segment.sequence - (this.irs + this.received)) | 0);
    const length = segment.data.length + (segment.fin ? 1 : 0) + (segment.syn ? 1 : 0);
    const windowEnd = this.received + Math.max(this.window(), this.advertisedLeft());
    const acceptable =
      length === 0
        ? position >= this.received - 1 && position <= windowEnd
        : position + length > this.received && position <= windowEnd;
    if (!acceptable) {
      if (!segment.rst) {
        if (segment.syn && this.state === "SYN_RECV") this.sendSyn();
        else this.acknowledge();
      }
      return;
    }
    if (segment.rst) {
      if (position !== this.received) {
        this.acknowledge();
        return;
      }
      this.end(
        this.state === "CLOSE_WAIT"
          ? "EPIPE"
          : this.state === "SYN_RECV"
            ? "ECONNREFUSED"
            : this.state === "TIME_WAIT"
              ? undefined
              : "ECONNRESET",
      );
      return;
    }
    if (segment.syn) {
      if (this.state === "SYN_RECV") this.sendSyn();
      else this.acknowledge();
      return;
    }
    if (!segment.ack || !this.takeAck(segment)) return;
    const room = windowEnd - position;
    const fitting = segment.data.length <= room;
    this.takeData(
      position,
      fitting ? segment : { ...segment, data: segment.data.subarray(0, room), fin: false },
    );
    if (!fitting && room === 0) this.acknowledge();
    this.transmit();
    this.host.changed();
  }

  private inSynSent(segment: TcpSegment): void {
    const acknowledged = (segment.acknowledgement - this.iss) | 0;
    if (segment.ack && acknowledged !== 1) {
      if (!segment.rst)
        this.host.send({
          sequence: segment.acknowledgement,
          acknowledgement: 0,
          flags: { rst: true },
          window: 0,
          mss: undefined,
          data: NOTHING,
        });
      return;
    }
    if (segment.rst) {
      if (segment.ack) this.end("ECONNREFUSED");
      return;
    }
    if (!segment.syn) return;
    this.takeSyn(segment);
    if (!segment.ack) {
      // Both opened at once.
      this.state = "SYN_RECV";
      this.sendSyn();
      return;
    }
    this.state = "ESTABLISHED";
    this.acknowledgedUpTo(1);
    this.peerWindow = segment.window;
    this.acknowledge();
    this.transmit();
    this.host.changed();
  }

  /** Whether the segment may be looked at further. */
  private takeAck(segment: TcpSegment): boolean {
    const acknowledged = this.una + ((segment.acknowledgement - (this.iss + this.una)) | 0);
    if (acknowledged > this.furthest) {
      this.acknowledge();
      return false;
    }
    if (this.state === "SYN_RECV") {
      if (acknowledged < 1) return false;
      this.state = this.finQueued ? "FIN_WAIT1" : "ESTABLISHED";
    }
    const windowChanged = this.peerWindow !== segment.window;
    this.peerWindow = segment.window;
    if (acknowledged > this.una) this.acknowledgedUpTo(acknowledged);
    else if (
      acknowledged === this.una &&
      this.next > this.una &&
      segment.data.length === 0 &&
      !segment.fin &&
      !windowChanged
    )
      this.duplicateAck();
    const { finAcknowledged } = this;
    if (finAcknowledged && this.state === "FIN_WAIT1") {
      this.state = "FIN_WAIT2";
      if (this.orphan) this.arm(this.host.limits.finTimeoutNs);
    } else if (finAcknowledged && this.state === "CLOSING") this.timeWait();
    else if (finAcknowledged && this.state === "LAST_ACK") {
      this.end(undefined);
      return false;
    }
    return true;
  }

  private acknowledgedUpTo(position: number): void {
    const bytesFrom = Math.max(1, this.una);
    const endBefore = this.end_;
    this.outgoing.discard(Math.min(position, endBefore) - bytesFrom);
    if (this.finQueued && position === endBefore + 1) this.finAcknowledged = true;
    const newly = position - this.una;
    this.una = position;
    this.next = Math.max(this.next, position);
    this.furthest = Math.max(this.furthest, position);
    this.retries = 0;
    this.rto.progress();
    if (this.timing !== undefined && position >= this.timing.position) {
      this.rto.sample(this.host.nowNs() - this.timing.atNs);
      this.timing = undefined;
    }
    this.congestion.acknowledged(newly, this.peerMss);
    this.timer?.cancel();
    this.timer = undefined;
    if (this.next > this.una) this.arm(this.rto.ns);
  }

  private duplicateAck(): void {
    if (!this.congestion.duplicate(this.next - this.una, this.peerMss)) return;
    this.retransmissions++;
    this.timing = undefined;
    this.segment(this.una, Math.max(0, Math.min(this.peerMss, this.end_ - this.una)));
  }

  private takeData(position: number, segment: TcpSegment): void {
    if (segment.data.length > 0) {
      const receiving =
        this.state === "ESTABLISHED" || this.state === "FIN_WAIT1" || this.state === "FIN_WAIT2";
      if (receiving && this.orphan) {
        this.reset();
        return;
      }
      if (receiving) this.early.add(position, segment.data);
    }
    if (segment.fin) this.finAt = position + segment.data.length;
    const before = this.received;
    for (const data of this.early.take(this.received)) {
      this.received += data.length;
      if (!this.readShut) this.incoming.push(data);
    }
    if (this.finAt === this.received && !this.remoteClosed) {
      this.received++;
      this.remoteClosed = true;
      if (this.state === "ESTABLISHED") this.state = "CLOSE_WAIT";
      else if (this.state === "FIN_WAIT1") this.state = "CLOSING";
      else if (this.state === "FIN_WAIT2") this.timeWait();
    } else if (this.state === "TIME_WAIT" && segment.fin) this.timeWait();
    if (segment.data.length > 0 || segment.fin || this.received !== before) this.acknowledge();
  }

  private timeWait(): void {
    this.state = "TIME_WAIT";
    this.arm(TIME_WAIT_NS);
  }
}
