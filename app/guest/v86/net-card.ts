/**
 * The guest's network card, an NE2000 or a virtio-net device, and the host's end of its cable. A frame that the card has no
 * room for waits on the host's side, as in a tap device's queue, and enters when the driver has made room; when the queue is
 * full it is dropped. A card that its driver has not started hears nothing.
 */
import { isEthernetFrame } from "@/app/sim/net/ethernet";
import type { NetInterface } from "@/app/sim/vmm/devices";
import type { NetCounters } from "../guest";
import type { Ne2k, V86Emulator, VirtioNet } from "./contract";

/** As a tap device's txqueuelen. */
const MOST_WAITING = 1000;
const VIRTIO_DRIVER_OK = 4;
const NE2K_STOPPED = 1;
const NE2K_PAGE = 256;
/** What the card stores around a frame: a header, and the frame's checksum. */
const NE2K_HEADER_BYTES = 4;
const NE2K_LEAST_BYTES = 60;

export interface NetCardState {
  readonly waiting: readonly (readonly number[])[];
  readonly counters: NetCounters;
}

/** What a kind of card can say about itself. */
interface CardModel {
  mac: Uint8Array;
  readonly listening: boolean;
  hasRoomFor(frame: Uint8Array): boolean;
}

export class NetCard {
  private waiting: Uint8Array[] = [];
  private counts: { -readonly [K in keyof NetCounters]: number } = noCounts();

  private constructor(
    private readonly emulator: V86Emulator,
    private readonly model: CardModel,
    onFrame: (bytes: Uint8Array) => void,
  ) {
    emulator.add_listener("net0-send", ((bytes: Uint8Array) => this.send(bytes, onFrame)) as (
      data: never,
    ) => void);
  }

  /** `onFrame` gets a copy of each frame, at the moment at which the driver hands it to the card. */
  static connect(kind: NetInterface, emulator: V86Emulator, onFrame: (bytes: Uint8Array) => void): NetCard {
    const { net, virtio_net } = emulator.v86.cpu.devices;
    const model = kind === "ne2k" ? new Ne2kModel(net!) : new VirtioNetModel(virtio_net!);
    return new NetCard(emulator, model, onFrame);
  }

  get counters(): NetCounters {
    return { ...this.counts };
  }

  /** A frame has come or gone. */
  get used(): boolean {
    return Object.values(this.counts).some((count) => count > 0);
  }

  /** There is nothing of it to save: states from before the card was plugged in anywhere stay as they are. */
  get untouched(): boolean {
    return this.waiting.length === 0 && !this.used;
  }

  /** The address that the driver finds; to be set before the guest boots. */
  setMac(mac: Uint8Array): void {
    this.model.mac = mac;
  }

  private send(bytes: Uint8Array, onFrame: (bytes: Uint8Array) => void): void {
    if (!isEthernetFrame(bytes)) {
      this.counts.invalid++;
      return;
    }
    this.counts.sentFrames++;
    this.counts.sentBytes += bytes.length;
    onFrame(bytes.slice());
  }

  /** A frame has come over the cable. */
  push(bytes: Uint8Array): void {
    if (!isEthernetFrame(bytes)) this.counts.invalid++;
    else if (!this.model.listening) this.counts.notListening++;
    else if (this.waiting.length >= MOST_WAITING) this.counts.queueFull++;
    else this.waiting.push(bytes);
  }

  /** A frame waits, and need not. */
  get due(): boolean {
    const [next] = this.waiting;
    return next !== undefined && (!this.model.listening || this.model.hasRoomFor(next));
  }

  /** Gives the card what it has room for now, between slices. Answers whether it took anything. */
  feed(): boolean {
    let took = false;
    while (this.due) {
      const frame = this.waiting.shift()!;
      if (this.model.listening) took = this.give(frame) || took;
      else this.counts.notListening++;
    }
    return took;
  }

  private give(frame: Uint8Array): boolean {
    try {
      this.emulator.bus.send("net0-receive", frame);
    } catch {
      // Rings outside of the card's or the guest's memory: v86 checks neither.
      this.counts.invalid++;
      return false;
    }
    this.counts.receivedFrames++;
    this.counts.receivedBytes += frame.length;
    return true;
  }

  save(): NetCardState {
    return { waiting: this.waiting.map((frame) => [...frame]), counters: this.counters };
  }

  load(state: NetCardState | undefined): void {
    this.waiting = (state?.waiting ?? []).map((frame) => Uint8Array.from(frame));
    this.counts = { ...(state?.counters ?? noCounts()) };
  }
}

class Ne2kModel implements CardModel {
  constructor(private readonly card: Ne2k) {}

  set mac(mac: Uint8Array) {
    this.card.mac = mac;
    // The PROM, in which each byte is found twice.
    mac.forEach((octet, i) => {
      this.card.memory.fill(octet, 2 * i, 2 * i + 2);
    });
  }

  get listening(): boolean {
    return (this.card.cr & NE2K_STOPPED) === 0;
  }

  /** One page of the ring stays free: full and empty must differ, and v86 would overwrite what has not been read. */
  hasRoomFor({ length }: Uint8Array): boolean {
    const { boundary, curpg, pstart, pstop } = this.card;
    const stored = Math.max(NE2K_LEAST_BYTES, length) + 2 * NE2K_HEADER_BYTES;
    const free = boundary > curpg ? boundary - curpg : pstop - curpg + boundary - pstart;
    return free > Math.ceil(stored / NE2K_PAGE);
  }
}

class VirtioNetModel implements CardModel {
  constructor(private readonly card: VirtioNet) {}

  set mac(mac: Uint8Array) {
    this.card.mac = mac;
  }

  get listening(): boolean {
    return (this.card.virtio.device_status & VIRTIO_DRIVER_OK) !== 0;
  }

  hasRoomFor(): boolean {
    return this.card.virtio.queues[0]!.has_request();
  }
}

function noCounts(): NetCounters {
  return {
    sentFrames: 0,
    sentBytes: 0,
    receivedFrames: 0,
    receivedBytes: 0,
    notListening: 0,
    queueFull: 0,
    invalid: 0,
  };
}
