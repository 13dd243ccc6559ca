/**
 * The wire protocol of the guest's agent (guests/programs/agent.c): how the lab runs a script in a guest with byte-exact
 * output. Frames are 'T' 'X' type 0, a little-endian u32 length, and a payload.
 */
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";

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

  /** The bytes of the frame that is not complete yet: pushed into another decoder, they bring it to where this one is. */
  partial(): number[] {
    if (this.payload === undefined) return [...this.header.subarray(0, this.headerFill)];
    return [...this.header, ...this.payload.subarray(0, this.fill)];
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

/** The frames that bring a script to the agent and run it. */
function framesOf(script: Uint8Array): Uint8Array[] {
  const frames = [encodeFrame(Request.begin)];
  for (let at = 0; at < script.length; at += SCRIPT_CHUNK_BYTES)
    frames.push(encodeFrame(Request.chunk, script.subarray(at, at + SCRIPT_CHUNK_BYTES)));
  frames.push(encodeFrame(Request.run));
  return frames;
}

/** A session that is under way, as a snapshot carries it. */
export interface AgentSessionState {
  readonly toSend: readonly (readonly number[])[];
  readonly started: boolean;
  readonly stdout: readonly number[];
  readonly stderr: readonly number[];
}

/** One script's way through the agent: what to send next, and what came back. */
export class AgentSession {
  private readonly toSend: Uint8Array[];
  private started = false;
  readonly stdout: Uint8Array[] = [];
  readonly stderr: Uint8Array[] = [];
  status: number | undefined;

  constructor(
    script: Uint8Array | AgentSessionState,
    private readonly send: (frame: Uint8Array) => void,
    private readonly onOutput: (stream: "stdout" | "stderr", bytes: Uint8Array) => void = () => {},
    private readonly onEnd: () => void = () => {},
  ) {
    if (script instanceof Uint8Array) this.toSend = framesOf(script);
    else {
      this.toSend = script.toSend.map((frame) => Uint8Array.from(frame));
      this.started = script.started;
      this.stdout.push(Uint8Array.from(script.stdout));
      this.stderr.push(Uint8Array.from(script.stderr));
    }
  }

  save(): AgentSessionState {
    return {
      toSend: this.toSend.map((frame) => [...frame]),
      started: this.started,
      stdout: [...concatBytes(this.stdout)],
      stderr: [...concatBytes(this.stderr)],
    };
  }

  /** Sends the first frame, once. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.sendNext();
  }

  kill(): void {
    this.send(encodeFrame(Request.kill));
  }

  receive(frame: Frame): void {
    if (frame.type === Reply.ack) this.sendNext();
    else if (frame.type === Reply.stdout) this.output("stdout", this.stdout, frame.payload);
    else if (frame.type === Reply.stderr) this.output("stderr", this.stderr, frame.payload);
    else if (frame.type === Reply.exit) {
      this.status = new DataView(frame.payload.buffer, frame.payload.byteOffset).getUint32(0, true);
      this.onEnd();
    }
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

/** The host's end of the agent's channel, as a snapshot carries it. */
export interface AgentLinkState {
  readonly ready: boolean;
  readonly partial: readonly number[];
}

/** The host's end of the agent's channel: whether an agent is there, and whose script it runs. */
export class AgentLink {
  /** The agent has said that it takes scripts. */
  ready = false;
  private session: AgentSession | undefined;
  private decoder = this.newDecoder();

  private newDecoder(): FrameDecoder {
    return new FrameDecoder((frame) => {
      if (frame.type === Reply.ready) {
        this.ready = true;
        this.session?.start();
      } else this.session?.receive(frame);
    });
  }

  byte(byte: number): void {
    this.decoder.push(byte);
  }

  /** From now on replies are for this session; it starts as soon as there is an agent. */
  use(session: AgentSession | undefined): void {
    this.session = session;
    if (this.ready) session?.start();
  }

  save(): AgentLinkState {
    return { ready: this.ready, partial: this.decoder.partial() };
  }

  /** Ends the present session: the agent that runs its script is another one now. */
  load(state: AgentLinkState): void {
    this.session = undefined;
    this.ready = state.ready;
    this.decoder = this.newDecoder();
    for (const byte of state.partial) this.decoder.push(byte);
  }
}
