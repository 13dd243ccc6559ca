/** One direction of a cable: frames follow each other at the wire's rate, a few may wait, some are lost on the way. */
import type { SeededRandom } from "../time/random";
import { wireNs } from "./ethernet";

export interface LinkOptions {
  /** What every frame takes besides its time on the wire, whole ns. */
  readonly delayNs: number;
  readonly bitsPerSecond: number;
  /** Frames that may wait for the wire; what comes then is dropped. */
  readonly queueFrames: number;
  /** The part of frames that is lost, 0 to 1. */
  readonly loss: number;
}

/** Frames and bytes that were offered to the link are carried, lost or dropped. */
export interface LinkCounters {
  readonly frames: number;
  readonly bytes: number;
  readonly lost: number;
  readonly queueFull: number;
}

export class Link {
  private readonly counts = { frames: 0, bytes: 0, lost: 0, queueFull: 0 };
  private busyUntilNs = 0;
  /** When the frames on the wire or before it will have left it, oldest first. */
  private departures: number[] = [];

  constructor(
    /** May be set anew: what is on its way arrives as before. */
    public options: LinkOptions,
    private readonly random: SeededRandom,
  ) {}

  get counters(): LinkCounters {
    return { ...this.counts };
  }

  /** When a frame that is offered at `atNs`, not before the last one was, is there; undefined if it does not arrive. */
  carry(bytes: number, atNs: number): number | undefined {
    const { delayNs, bitsPerSecond, queueFrames, loss } = this.options;
    while (this.departures.length > 0 && this.departures[0]! <= atNs) this.departures.shift();
    // The one on the wire does not wait.
    if (this.departures.length > queueFrames) {
      this.counts.queueFull++;
      return undefined;
    }
    this.busyUntilNs = Math.max(this.busyUntilNs, atNs) + wireNs(bytes, bitsPerSecond);
    this.departures.push(this.busyUntilNs);
    // Drawn for every frame, so that another loss does not change which frames later draws belong to.
    if (this.random.fraction() < loss) {
      this.counts.lost++;
      return undefined;
    }
    this.counts.frames++;
    this.counts.bytes += bytes;
    return this.busyUntilNs + delayNs;
  }
}
