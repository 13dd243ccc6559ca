/**
 * The lab's Ethernet switch: learns where addresses are, forgets them again, floods what it does not know. It stores a frame
 * whole before it forwards it. Everything is in virtual time and in the order of its moments; who drives it gives it all
 * frames that were sent before some moment, and then lets it go on to there.
 */
import { EventQueue } from "../time/queue";
import { SeededRandom } from "../time/random";
import {
  type AddressKey,
  destinationOf,
  isEthernetFrame,
  isGroupAddress,
  macText,
  sourceOf,
} from "./ethernet";
import { Link, type LinkCounters, type LinkOptions } from "./link";
import { PcapCapture } from "./pcap";

export interface PortCounters {
  /** From the port's machine into the switch. */
  readonly sent: LinkCounters;
  /** From the switch to the port's machine. */
  readonly received: LinkCounters;
  /** Sent, and no Ethernet frame: too short or too long. */
  readonly invalid: number;
  /** Sent to an address that the switch has learned on the same port. */
  readonly filtered: number;
}

export interface SwitchOptions {
  readonly seed: number;
  /** After how long without a frame from it an address is forgotten. */
  readonly ageingNs?: number;
  /** What a capture may hold; later frames are counted and not kept. */
  readonly captureBytes?: number;
  /** Hears of every frame as it goes through. */
  readonly onFrame?: (frame: SwitchedFrame) => void;
}

/** A frame that the switch has forwarded. */
export interface SwitchedFrame {
  /** When the switch had it whole. */
  readonly atNs: number;
  readonly from: number;
  /** Ports that it is on its way to. */
  readonly to: readonly number[];
  readonly bytes: Uint8Array;
}

/** An address that the switch has learned. */
export interface LearnedAddress {
  /** In lower case, with colons. */
  readonly mac: string;
  readonly port: number;
  readonly seenNs: number;
}

/** The frame reaches the port's machine at `atNs`, which lies after the switch's present by the cable's delay and more. */
export type Deliver = (port: number, frame: Uint8Array, atNs: number) => void;

/** IEEE 802.1D, table 7-5. */
const AGEING_NS = 300e9;
const CAPTURE_BYTES = 16 << 20;
/** Addresses that are remembered: what comes then is flooded. */
const MOST_ADDRESSES = 8192;

interface Port {
  readonly number: number;
  readonly sent: Link;
  readonly received: Link;
  invalid: number;
  filtered: number;
}

interface Arrival {
  readonly from: Port;
  readonly frame: Uint8Array;
}

export class EthernetSwitch {
  readonly capture: PcapCapture;
  nowNs = 0;
  /** No frame reaches the switch earlier than `toSwitchNs` after it was sent, and another port than `toPortNs`. */
  leastDelays = { toSwitchNs: Number.POSITIVE_INFINITY, toPortNs: Number.POSITIVE_INFINITY };
  private readonly ports: Port[] = [];
  private readonly random: SeededRandom;
  private readonly ageingNs: number;
  private readonly onFrame: SwitchOptions["onFrame"];
  private readonly addresses = new Map<AddressKey, { port: Port; seenNs: number }>();
  private readonly arrivals = new EventQueue<Arrival>();

  constructor({ seed, ageingNs = AGEING_NS, captureBytes = CAPTURE_BYTES, onFrame }: SwitchOptions) {
    this.random = SeededRandom.fromSeed(seed).split("switch");
    this.ageingNs = ageingNs;
    this.onFrame = onFrame;
    this.capture = new PcapCapture(captureBytes);
  }

  /** Both directions of the new port's cable are the same. Answers the port's number. */
  addPort(options: LinkOptions): number {
    const number = this.ports.length;
    const random = this.random.split(`port ${number}`);
    this.ports.push({
      number,
      sent: new Link(options, random.split("sent")),
      received: new Link(options, random.split("received")),
      invalid: 0,
      filtered: 0,
    });
    this.measureDelays();
    return number;
  }

  link(port: number): LinkOptions {
    return this.ports[port]!.sent.options;
  }

  /** Another cable for a port, in both directions. What is on its way arrives as before. */
  setLink(port: number, options: LinkOptions): void {
    const { sent, received } = this.ports[port]!;
    sent.options = options;
    received.options = options;
    this.measureDelays();
  }

  private measureDelays(): void {
    const delays = this.ports.map(({ sent }) => sent.options.delayNs).sort((a, b) => a - b);
    const [toSwitchNs, second = Number.POSITIVE_INFINITY] = delays;
    this.leastDelays = { toSwitchNs: toSwitchNs!, toPortNs: toSwitchNs! + second };
  }

  /** When the next frame reaches the switch; Infinity if none is on its way. */
  get nextNs(): number {
    return this.arrivals.peekNs();
  }

  /** A port's machine sends. Of one port in the order of time, and not before `nowNs`. */
  send(port: number, frame: Uint8Array, atNs: number): void {
    const from = this.ports[port]!;
    if (!isEthernetFrame(frame)) {
      from.invalid++;
      return;
    }
    const thereNs = from.sent.carry(frame.length, atNs);
    if (thereNs !== undefined) this.arrivals.push(thereNs, { from, frame });
  }

  /**
   * Forwards everything that arrives before `untilNs`: all that was sent so early must be known. What arrives at one moment is
   * taken by port, so the order in which the ports' frames became known does not matter.
   */
  advance(untilNs: number, deliver: Deliver): void {
    while (this.arrivals.peekNs() < untilNs) {
      this.nowNs = this.arrivals.peekNs();
      const together: Arrival[] = [];
      for (let one = this.arrivals.pop(this.nowNs); one !== undefined; one = this.arrivals.pop(this.nowNs))
        together.push(one);
      together.sort((a, b) => a.from.number - b.from.number);
      for (const { from, frame } of together) this.forward(from, frame, deliver);
    }
    this.nowNs = untilNs;
  }

  private forward(from: Port, frame: Uint8Array, deliver: Deliver): void {
    this.capture.add(frame, this.nowNs);
    this.learn(sourceOf(frame), from);
    const known = this.portOf(destinationOf(frame));
    if (known === from) from.filtered++;
    const forwarded: number[] = [];
    for (const to of known === undefined ? this.ports : [known]) {
      if (to === from) continue;
      const atNs = to.received.carry(frame.length, this.nowNs);
      if (atNs === undefined) continue;
      forwarded.push(to.number);
      deliver(to.number, frame, atNs);
    }
    this.onFrame?.({ atNs: this.nowNs, from: from.number, to: forwarded, bytes: frame });
  }

  private learn(address: AddressKey, port: Port): void {
    if (isGroupAddress(address)) return;
    const known = this.addresses.get(address);
    if (known !== undefined) {
      known.port = port;
      known.seenNs = this.nowNs;
      return;
    }
    if (this.addresses.size >= MOST_ADDRESSES) this.forgetOld();
    if (this.addresses.size < MOST_ADDRESSES) this.addresses.set(address, { port, seenNs: this.nowNs });
  }

  private forgetOld(): void {
    for (const [address, { seenNs }] of this.addresses)
      if (this.nowNs - seenNs > this.ageingNs) this.addresses.delete(address);
  }

  private portOf(address: AddressKey): Port | undefined {
    if (isGroupAddress(address)) return undefined;
    const known = this.addresses.get(address);
    return known !== undefined && this.nowNs - known.seenNs <= this.ageingNs ? known.port : undefined;
  }

  /** What it knows now, in the order in which it learned. */
  learned(): LearnedAddress[] {
    return [...this.addresses]
      .filter(([, { seenNs }]) => this.nowNs - seenNs <= this.ageingNs)
      .map(([address, { port, seenNs }]) => ({ mac: macText(address), port: port.number, seenNs }));
  }

  /** By port number. */
  counters(): PortCounters[] {
    return this.ports.map(({ sent, received, invalid, filtered }) => ({
      sent: sent.counters,
      received: received.counters,
      invalid,
      filtered,
    }));
  }
}
