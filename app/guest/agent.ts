/**
 * The wire protocol of the guest's agent (guests/programs/agent.c): how the lab runs a script in a guest with byte-exact
 * output. Frames are 'T' 'X' type 0, a little-endian u32 length, and a payload.
 */

export const Request = { begin: 1, chunk: 2, run: 3, kill: 4, ping: 5 } as const;
export const Reply = { ready: 0x81, ack: 0x82, stdout: 0x91, stderr: 0x92, exit: 0x93 } as const;

/** The agent acknowledges each chunk of the script, so the guest's line discipline never overflows. */
export const SCRIPT_CHUNK_BYTES = 2048;

const HEADER_BYTES = 8;
const T = 0x54;
const X = 0x58;
/** No reply is longer; a longer one means that something else wrote to the channel. */
const LONGEST_REPLY = 1 << 16;

export interface Frame {
  readonly type: number;
  readonly payload: Uint8Array;
}

export function encodeFrame(type: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  frame.set([T, X, type, 0]);
  new DataView(frame.buffer).setUint32(4, payload.length, true);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Splits a byte stream into frames, skipping anything that is not one. */
export class FrameDecoder {
  private readonly header = new Uint8Array(HEADER_BYTES);
  private headerFill = 0;
  private payload: Uint8Array | undefined;
  private fill = 0;

  constructor(private readonly onFrame: (frame: Frame) => void) {}

  push(byte: number): void {
    if (this.payload === undefined) this.pushHeader(byte);
    else {
      this.payload[this.fill++] = byte;
      this.finishIfFull();
    }
  }

  private pushHeader(byte: number): void {
    this.header[this.headerFill++] = byte;
    if (this.headerFill === 1 && byte !== T) this.headerFill = 0;
    else if (this.headerFill === 2 && byte !== X) this.headerFill = byte === T ? 1 : 0;
    if (this.headerFill < HEADER_BYTES) return;
    this.headerFill = 0;
    const length = new DataView(this.header.buffer).getUint32(4, true);
    if (length > LONGEST_REPLY) return;
    this.payload = new Uint8Array(length);
    this.fill = 0;
    this.finishIfFull();
  }

  private finishIfFull(): void {
    if (this.payload === undefined || this.fill < this.payload.length) return;
    const frame = { type: this.header[2]!, payload: this.payload };
    this.payload = undefined;
    this.onFrame(frame);
  }
}

/** One script's way through the agent: what to send next, and what came back. */
export class AgentSession {
  private readonly toSend: Uint8Array[] = [];
  readonly stdout: Uint8Array[] = [];
  readonly stderr: Uint8Array[] = [];
  status: number | undefined;

  constructor(
    script: Uint8Array,
    private readonly send: (frame: Uint8Array) => void,
    private readonly onOutput: (stream: "stdout" | "stderr", bytes: Uint8Array) => void = () => {},
  ) {
    this.toSend.push(encodeFrame(Request.begin));
    for (let at = 0; at < script.length; at += SCRIPT_CHUNK_BYTES)
      this.toSend.push(encodeFrame(Request.chunk, script.subarray(at, at + SCRIPT_CHUNK_BYTES)));
    this.toSend.push(encodeFrame(Request.run));
  }

  start(): void {
    this.sendNext();
  }

  kill(): void {
    this.send(encodeFrame(Request.kill));
  }

  receive(frame: Frame): void {
    if (frame.type === Reply.ack) this.sendNext();
    else if (frame.type === Reply.stdout) this.output("stdout", this.stdout, frame.payload);
    else if (frame.type === Reply.stderr) this.output("stderr", this.stderr, frame.payload);
    else if (frame.type === Reply.exit)
      this.status = new DataView(frame.payload.buffer, frame.payload.byteOffset).getUint32(0, true);
  }

  private output(stream: "stdout" | "stderr", to: Uint8Array[], bytes: Uint8Array): void {
    to.push(bytes);
    this.onOutput(stream, bytes);
  }

  private sendNext(): void {
    const frame = this.toSend.shift();
    if (frame !== undefined) this.send(frame);
  }
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
