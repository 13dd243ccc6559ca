/**
 * One TCP connection (RFC 9293): handshake, ordered delivery with retransmission, flow and congestion control, closing. It knows
 * segments and time, not sockets; what of its two streams has been sent and has arrived is in streams.ts.
 */
import type { ErrorName } from "../../abi/errno";
import type { Timer } from "../../services";
import { TCP_TIMESTAMP_BYTES, type TcpSegment } from "../packets";
import { CongestionWindow } from "./congestion";
import type { TcpHost, TcpOutput } from "./host";
import { RetransmissionTimeout } from "./rto";
import { isOpening, isReceiving, mostRetries, resetError, type TcpState } from "./states";
import { RECEIVE_BUFFER_BYTES, ReceiveStream, SendStream } from "./streams";

/** TCP_TIMEWAIT_LEN */
const TIME_WAIT_NS = 60e9;

/** Where timers of ARP and TCP are due at the same time, ARP's run first, as in one tick of Linux. */
const AFTER_ARP_NS = 1_000;

const NOTHING = new Uint8Array(0);

export class TcpConnection {
  state: TcpState;
  /** Why it ended, if not in good order. */
  error: ErrorName | undefined;
  softError: ErrorName | undefined;
  noDelay = false;
  readonly incoming = new ReceiveStream();
  /** No socket any more. */
  orphan = false;
  retransmissions = 0;
  /** It ended before it was established. */
  attemptFailed = false;

  private readonly outgoing = new SendStream();
  private peerWindow = 0;
  /** Data in one segment to the other end. */
  private peerMss: number;
  private irs = 0;
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
    if (syn === undefined) this.state = "SYN_SENT";
    else {
      this.state = "SYN_RECV";
      this.takeSyn(syn);
    }
  }

  /** Sends the SYN, or the SYN and ACK. */
  start(): void {
    this.outgoing.sent(1);
    this.timing = { position: 1, atNs: this.host.nowNs() };
    this.sendSyn();
    this.arm(this.rto.ns);
  }

  private takeSyn(syn: TcpSegment): void {
    this.irs = syn.sequence;
    this.incoming.next = 1;
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
    return this.outgoing.space;
  }

  get unsentBytes(): number {
    return this.outgoing.length;
  }

  get canSend(): boolean {
    return !this.outgoing.finQueued && (this.state === "ESTABLISHED" || this.state === "CLOSE_WAIT");
  }

  get established(): boolean {
    return !isOpening(this.state) && this.state !== "CLOSED";
  }

  /** Queues bytes; the caller has looked at `space`. */
  write(data: Uint8Array): void {
    this.outgoing.push(data);
    this.transmit();
  }

  read(count: number): Uint8Array {
    const data = this.incoming.take(count);
    const { window, advertisedLeft } = this.incoming;
    if (window - advertisedLeft >= Math.min(2 * this.peerMss, RECEIVE_BUFFER_BYTES / 2)) this.acknowledge();
    return data;
  }

  /** shutdown(SHUT_WR): a FIN after the last byte. */
  finish(): void {
    if (this.outgoing.finQueued || this.state === "CLOSED") return;
    this.outgoing.finQueued = true;
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
      this.emit(this.outgoing.furthest, NOTHING, { rst: true, ack: true });
    this.end(undefined);
  }

  /** An ICMP error about one of its segments. */
  unreachable(error: ErrorName): void {
    if (isOpening(this.state)) this.end(error);
    else this.softError = error;
  }

  private end(error: ErrorName | undefined): void {
    if (this.state === "CLOSED") return;
    this.attemptFailed = isOpening(this.state);
    this.state = "CLOSED";
    this.error = error;
    this.timer?.cancel();
    this.timer = undefined;
    this.host.ended();
    this.host.changed();
  }

  // Sending

  private emit(position: number, data: Uint8Array, flags: TcpOutput["flags"], mss?: number): void {
    const window = this.incoming.advertise();
    this.host.send({
      sequence: (this.iss + position) >>> 0,
      acknowledgement: flags.ack === true ? (this.irs + this.incoming.next) >>> 0 : 0,
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
    this.emit(this.outgoing.furthest, NOTHING, { ack: true });
  }

  private segment(position: number, length: number): void {
    const { outgoing } = this;
    const last = position + length === outgoing.end;
    const fin = outgoing.finQueued && last;
    this.emit(position, outgoing.at(position, length), { ack: true, psh: length > 0 && last, fin });
  }

  /** Sends what windows allow. */
  private transmit(): void {
    if (!this.established || this.state === "TIME_WAIT") return;
    const { outgoing } = this;
    const window = Math.min(this.congestion.bytes, this.peerWindow);
    for (;;) {
      const part = outgoing.part(window, this.peerMss, this.noDelay);
      if (part === undefined) break;
      const positions = part.bytes + (part.fin ? 1 : 0);
      if (outgoing.next < outgoing.furthest) this.retransmissions++;
      else if (this.timing === undefined)
        this.timing = { position: outgoing.next + positions, atNs: this.host.nowNs() };
      this.segment(outgoing.next, part.bytes);
      outgoing.sent(positions);
    }
    const waiting = outgoing.inFlight > 0 || outgoing.end > outgoing.next;
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
    const { outgoing } = this;
    if (this.state === "TIME_WAIT" || this.state === "FIN_WAIT2") {
      this.end(undefined);
      return;
    }
    if (this.retries >= mostRetries(this.state, this.orphan, this.host.limits)) {
      this.end(this.softError ?? "ETIMEDOUT");
      return;
    }
    this.rto.double();
    this.timing = undefined;
    if (isOpening(this.state)) {
      this.retries++;
      this.retransmissions++;
      this.sendSyn();
    } else if (this.peerWindow === 0 && outgoing.inFlight === 0 && outgoing.length > 0) {
      // A probe of a closed window: one byte that the other side must answer.
      this.segment(outgoing.next, 1);
      outgoing.furthest = Math.max(outgoing.furthest, outgoing.next + 1);
    } else {
      this.retries++;
      this.congestion.timedOut(outgoing.inFlight, this.peerMss);
      outgoing.next = outgoing.una;
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
    const { incoming } = this;
    const position = incoming.next + ((segment.sequence - (this.irs + incoming.next)) | 0);
    const length = segment.data.length + (segment.fin ? 1 : 0) + (segment.syn ? 1 : 0);
    if (!incoming.accepts(position, length)) {
      if (!segment.rst) {
        if (segment.syn && this.state === "SYN_RECV") this.sendSyn();
        else this.acknowledge();
      }
      return;
    }
    if (segment.rst) {
      if (position !== incoming.next) {
        this.acknowledge();
        return;
      }
      this.end(resetError(this.state));
      return;
    }
    if (segment.syn) {
      if (this.state === "SYN_RECV") this.sendSyn();
      else this.acknowledge();
      return;
    }
    const room = incoming.windowEnd - position;
    if (!segment.ack || !this.takeAck(segment)) return;
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
    const { outgoing } = this;
    const { una, furthest } = outgoing;
    const acknowledged = una + ((segment.acknowledgement - (this.iss + una)) | 0);
    if (acknowledged > furthest) {
      this.acknowledge();
      return false;
    }
    if (this.state === "SYN_RECV") {
      if (acknowledged < 1) return false;
      this.state = outgoing.finQueued ? "FIN_WAIT1" : "ESTABLISHED";
    }
    const bringsNothing =
      segment.data.length === 0 &&
      !segment.fin &&
      this.peerWindow === segment.window &&
      outgoing.inFlight > 0;
    this.peerWindow = segment.window;
    if (acknowledged > una) this.acknowledgedUpTo(acknowledged);
    else if (acknowledged === una && bringsNothing) this.duplicateAck();
    const { finAcknowledged } = outgoing;
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
    const newly = this.outgoing.acknowledged(position);
    this.retries = 0;
    this.rto.progress();
    if (this.timing !== undefined && position >= this.timing.position) {
      this.rto.sample(this.host.nowNs() - this.timing.atNs);
      this.timing = undefined;
    }
    this.congestion.acknowledged(newly, this.peerMss);
    this.timer?.cancel();
    this.timer = undefined;
    if (this.outgoing.inFlight > 0) this.arm(this.rto.ns);
  }

  private duplicateAck(): void {
    const { una, end, inFlight } = this.outgoing;
    if (!this.congestion.duplicate(inFlight, this.peerMss)) return;
    this.retransmissions++;
    this.timing = undefined;
    this.segment(una, Math.max(0, Math.min(this.peerMss, end - una)));
  }

  private takeData(position: number, segment: TcpSegment): void {
    const { incoming } = this;
    if (segment.data.length > 0) {
      const receiving = isReceiving(this.state);
      if (receiving && this.orphan) {
        this.reset();
        return;
      }
      if (receiving) incoming.add(position, segment.data);
    }
    if (segment.fin) incoming.finAfter(position + segment.data.length);
    const before = incoming.next;
    if (incoming.advance()) {
      if (this.state === "ESTABLISHED") this.state = "CLOSE_WAIT";
      else if (this.state === "FIN_WAIT1") this.state = "CLOSING";
      else if (this.state === "FIN_WAIT2") this.timeWait();
    } else if (this.state === "TIME_WAIT" && segment.fin) this.timeWait();
    if (segment.data.length > 0 || segment.fin || incoming.next !== before) this.acknowledge();
  }

  private timeWait(): void {
    this.state = "TIME_WAIT";
    this.arm(TIME_WAIT_NS);
  }
}
