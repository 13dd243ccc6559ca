/**
 * Where this kernel's TCP differs from others' on a wire. Its windows are numbers of bytes, which wire.ts writes and reads as if
 * both ends scaled by WINDOW_SHIFT: others scale as they offered in their SYN (RFC 7323, 2.2). And it takes every segment to
 * carry timestamps, which on the wire nobody offers: others are told a maximum that leaves room for them.
 */
import { type Frame, type Ipv4Packet, TCP_TIMESTAMP_BYTES, type TcpSegment } from "./packets";
import { WINDOW_SHIFT } from "./wire";

/** Connections that are remembered; the one that began first is forgotten first. */
const MOST_CONNECTIONS = 4096;
const NOT_SCALED = 0;

export class WireTerms {
  /** What the other end shifts its windows by, by connection. */
  private readonly shifts = new Map<string, number>();
  /** Connections of which one end does not scale: then neither does. */
  private readonly unscaled = new Set<string>();

  fromWire(frame: Frame): Frame {
    return onTcp(frame, (packet, segment) => {
      const connection = `${packet.source}:${segment.sourcePort} ${packet.destination}:${segment.destinationPort}`;
      if (segment.syn) {
        this.remember(connection, segment.windowShift);
        return {};
      }
      const field = segment.window >>> WINDOW_SHIFT;
      return { window: field * 2 ** (this.shifts.get(connection) ?? NOT_SCALED) };
    });
  }

  toWire(frame: Frame): Frame {
    return onTcp(frame, (packet, segment) => {
      const { mss } = segment;
      if (segment.syn) return mss === undefined ? {} : { mss: mss - TCP_TIMESTAMP_BYTES };
      const connection = `${packet.destination}:${segment.destinationPort} ${packet.source}:${segment.sourcePort}`;
      if (!this.unscaled.has(connection)) return {};
      return { window: Math.min(0xffff, segment.window) * 2 ** WINDOW_SHIFT };
    });
  }

  private remember(connection: string, shift: number | undefined): void {
    this.shifts.delete(connection);
    this.unscaled.delete(connection);
    this.shifts.set(connection, shift ?? NOT_SCALED);
    if (shift === undefined) this.unscaled.add(connection);
    if (this.shifts.size <= MOST_CONNECTIONS) return;
    const [oldest] = this.shifts.keys();
    this.shifts.delete(oldest!);
    this.unscaled.delete(oldest!);
  }
}

type Change = Partial<Pick<TcpSegment, "window" | "mss">>;

/** The frame with its TCP segment changed; others as they are. */
function onTcp(frame: Frame, change: (packet: Ipv4Packet, segment: TcpSegment) => Change): Frame {
  const { payload } = frame;
  if (payload.type !== "ipv4" || payload.packet.body.type !== "tcp") return frame;
  const { packet } = payload;
  const { tcp } = payload.packet.body;
  const changed = { ...tcp, ...change(packet, tcp) };
  return { ...frame, payload: { type: "ipv4", packet: { ...packet, body: { type: "tcp", tcp: changed } } } };
}
