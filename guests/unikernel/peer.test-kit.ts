/** The other end of a unikernel's cable, for tests: frames made and read here, byte by byte, by none of the code under test. */
import type { SmallRun } from "../small.test-kit";

export const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const word = (value: number): number[] => [(value >> 8) & 255, value & 255];
const long = (value: number): number[] => [...word(value >>> 16), ...word(value)];

/** The Internet checksum (RFC 1071). */
function checksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += bytes[i]! * 256 + (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

export const Flag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const;

export interface Segment {
  readonly flags: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly window: number;
  readonly data: readonly number[];
}

const IP = 0x0800;
const ARP = 0x0806;
export const ICMP = 1;
export const TCP = 6;

export class Peer {
  readonly mac = [2, 0, 0, 0, 0, 99];
  readonly ip = [10, 0, 2, 2];
  /** What the guest has sent and nobody has read. */
  private readonly frames: number[][] = [];
  guestMac = [255, 255, 255, 255, 255, 255];

  constructor(
    readonly guest: SmallRun,
    readonly guestIp = [10, 0, 2, 15],
  ) {}

  send(frame: readonly number[]): void {
    this.guest.machine.receiveFrame(Uint8Array.from(frame));
  }

  /** Lets the guest run, and answers the frames that it has sent meanwhile. */
  hear(ms = 5): number[][] {
    const before = this.guest.events.length;
    this.guest.run(ms);
    for (const event of this.guest.events.slice(before))
      if (event.type === "frame") this.frames.push([...event.bytes]);
    return this.frames.splice(0);
  }

  frame(type: number, payload: readonly number[], to = this.guestMac): number[] {
    return [...to, ...this.mac, ...word(type), ...payload];
  }

  arpRequest(): number[] {
    const question = [0, 1, 8, 0, 6, 4, 0, 1, ...this.mac, ...this.ip, 0, 0, 0, 0, 0, 0, ...this.guestIp];
    return this.frame(ARP, question, [255, 255, 255, 255, 255, 255]);
  }

  /** Learns the guest's hardware address, as any neighbour must. */
  resolve(): void {
    this.send(this.arpRequest());
    const reply = this.hear().find((frame) => frame[12] === 8 && frame[13] === 6 && frame[21] === 2);
    if (reply === undefined) throw new Error("the guest did not answer ARP");
    this.guestMac = reply.slice(22, 28);
  }

  packet(protocol: number, payload: readonly number[]): number[] {
    const header = (sum: number) => [
      ...[0x45, 0, ...word(20 + payload.length), 0, 0, 0x40, 0, 64, protocol],
      ...[...word(sum), ...this.ip, ...this.guestIp],
    ];
    return this.frame(IP, [...header(checksum(header(0))), ...payload]);
  }

  ping(data: readonly number[], length = data.length): number[] {
    const message = (sum: number) => [8, 0, ...word(sum), 0, 7, 0, 1, ...data.slice(0, length)];
    return this.packet(ICMP, message(checksum(message(0))));
  }

  segment(port: number, toPort: number, s: Partial<Segment>, options: readonly number[] = []): number[] {
    const { flags = Flag.ack, sequence = 0, acknowledgement = 0, window = 65535, data = [] } = s;
    const segment = (sum: number) => [
      ...[...word(port), ...word(toPort), ...long(sequence), ...long(acknowledgement)],
      ...[(20 + options.length) << 2, flags, ...word(window), ...word(sum), 0, 0, ...options, ...data],
    ];
    const length = 20 + options.length + data.length;
    const pseudo = [...this.ip, ...this.guestIp, 0, TCP, ...word(length)];
    return this.packet(TCP, segment(checksum([...pseudo, ...segment(0)])));
  }

  /** Makes the checksums of a damaged frame right again, as far as its lengths make sense: so it is read on. */
  repaired(frame: readonly number[]): number[] {
    const packet = frame.slice(14);
    const header = (packet[0]! & 15) * 4;
    if (frame[12] !== 8 || frame[13] !== 0 || header < 20 || packet.length < header) return [...frame];
    const total = Math.min(packet[2]! * 256 + packet[3]!, packet.length);
    const body = packet.slice(header, total);
    const at = packet[9] === TCP ? 16 : 2;
    if (body.length >= at + 2) {
      const pseudo =
        packet[9] === TCP ? [...packet.slice(12, 16), ...this.guestIp, 0, TCP, ...word(body.length)] : [];
      body.splice(at, 2, 0, 0);
      body.splice(at, 2, ...word(checksum([...pseudo, ...body])));
    }
    const zeroed = packet.slice(0, header);
    zeroed.splice(10, 2, 0, 0);
    zeroed.splice(10, 2, ...word(checksum(zeroed)));
    return [...frame.slice(0, 14), ...zeroed, ...body, ...packet.slice(total)];
  }

  /** The TCP segments among frames, their checksums verified. */
  segments(frames: readonly number[][], toPort: number): Segment[] {
    return frames.flatMap((frame) => {
      if (frame[12] !== 8 || frame[13] !== 0 || frame[23] !== TCP) return [];
      const packet = frame.slice(14, 14 + frame[16]! * 256 + frame[17]!);
      const segment = packet.slice(20);
      const pseudo = [...packet.slice(12, 20), 0, TCP, ...word(segment.length)];
      if (checksum(packet.slice(0, 20)) !== 0 || checksum([...pseudo, ...segment]) !== 0)
        throw new Error("the guest sent a wrong checksum");
      const view = new DataView(Uint8Array.from(segment).buffer);
      if (view.getUint16(2) !== toPort) return [];
      return {
        flags: segment[13]!,
        sequence: view.getUint32(4),
        acknowledgement: view.getUint32(8),
        window: view.getUint16(14),
        data: segment.slice((segment[12]! >> 4) * 4),
      };
    });
  }
}

/** A client's end of one TCP connection: in order, without retransmission of its own unless asked. */
export class Client {
  private sequence = 1000;
  private received = 0;
  finished = false;

  constructor(
    readonly peer: Peer,
    readonly port: number,
    readonly serverPort = 7000,
    private readonly window = 65535,
  ) {}

  connect(): void {
    const { peer, port, serverPort } = this;
    peer.send(peer.segment(port, serverPort, { flags: Flag.syn, sequence: this.sequence }, [2, 4, 5, 0]));
    const answer = peer.segments(peer.hear(), port)[0];
    if (answer === undefined || answer.flags !== (Flag.syn | Flag.ack))
      throw new Error("the guest did not accept the connection");
    this.sequence++;
    this.received = (answer.sequence + 1) >>> 0;
    this.acknowledge();
  }

  private acknowledge(flags: number = Flag.ack): void {
    const { sequence, received: acknowledgement, window } = this;
    this.peer.send(
      this.peer.segment(this.port, this.serverPort, { flags, sequence, acknowledgement, window }),
    );
  }

  /** Sends bytes as one segment each; `twice` sends each segment again, as after a lost acknowledgement. */
  write(text: string, { segmentBytes = 1400, twice = false } = {}): void {
    const data = bytesOf(text);
    for (let at = 0; at < data.length; at += segmentBytes) {
      const part = data.slice(at, at + segmentBytes);
      const segment = this.peer.segment(this.port, this.serverPort, {
        flags: Flag.ack | Flag.psh,
        sequence: this.sequence,
        acknowledgement: this.received,
        window: this.window,
        data: part,
      });
      for (let n = 0; n < (twice ? 2 : 1); n++) this.peer.send(segment);
      this.sequence = (this.sequence + part.length) >>> 0;
      this.peer.hear(0);
    }
  }

  /** Runs the guest and answers what it has sent, in order; acknowledges it. */
  read(ms = 5): string {
    let text = "";
    for (const { flags, sequence, data } of this.peer.segments(this.peer.hear(ms), this.port)) {
      if (sequence !== this.received) continue;
      text += new TextDecoder("latin1").decode(Uint8Array.from(data));
      this.received = (this.received + data.length + (flags & Flag.fin)) >>> 0;
      if ((flags & Flag.fin) !== 0) this.finished = true;
    }
    this.acknowledge();
    return text;
  }

  ask(request: string): string {
    this.write(`${request}\r\n`);
    return this.read();
  }

  close(): void {
    this.acknowledge(Flag.ack | Flag.fin);
    this.sequence++;
    this.read();
  }
}
