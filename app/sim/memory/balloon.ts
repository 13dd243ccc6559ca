/**
 * A memory balloon as virtio-balloon has it (Linux drivers/virtio/virtio_balloon.c): the host sets how large the balloon
 * shall be; the driver in the guest takes pages of its own kernel and tells the host their numbers, at most 256 in one
 * message, and the host frees the frames behind them. Deflating hands page numbers back; a frame comes with the next
 * touch. Free page reporting is not offered, so the balloon is all the host learns of the guest's free pages.
 *
 * A message is charged one exit. What the driver allocates and the host unmaps is not charged here.
 */
import { nsPerExit } from "../figures/host";

/** VIRTIO_BALLOON_ARRAY_PFNS_MAX: page numbers in one message. */
const PAGES_PER_MESSAGE = 256;
/** VIRTIO_BALLOON_OOM_NR_PAGES: what the balloon gives back each time the guest is out of memory. */
const PAGES_PER_OOM = 256;
/** How long the driver waits when the guest has nothing left to give ("Out of puff!"): msleep(200). */
const OUT_OF_PUFF_NS = 200_000_000;

/** The host's side of the guest-physical memory. */
export interface BalloonHost {
  /** Whether a host frame is behind the guest's page. */
  isTouched(page: number): boolean;
  /** Takes the host frame from behind the guest's page. */
  release(page: number): void;
}

/** The guest's own memory management, as far as the balloon's driver meets it. */
export interface BalloonGuest {
  /** Guest-physical pages, numbered from 0. */
  readonly pages: number;
  /**
   * How many pages the guest can give up now: free ones, then what reclaiming its page cache yields, then what fits its
   * swap. The driver's allocations are __GFP_NORETRY: they never wake the guest's oom killer.
   */
  available(): number;
  /** Gives up one page, in the order above, and answers its number. Called only while `available()` is above 0. */
  take(): number;
  /** The page is free memory of the guest again. */
  giveBack(page: number): void;
}

export interface BalloonSettings {
  /** VIRTIO_BALLOON_F_DEFLATE_ON_OOM: a guest that is out of memory gets pages back before it kills a process. */
  readonly deflateOnOom: boolean;
  /** 0: a new target interrupts the guest (virtio). Otherwise the driver looks for one so often, ns. */
  readonly pollNs: number;
  /** Cost of one message, ns. */
  readonly exitNs: number;
}

export const DEFAULT_BALLOON: BalloonSettings = { deflateOnOom: false, pollNs: 0, exitNs: nsPerExit.value };

/** What one wake of the driver did. */
export interface BalloonStep {
  /** Time of the exits. */
  readonly ns: number;
  readonly exits: number;
  /** When the driver wants to run again; Infinity: not before `setTarget`. */
  readonly nextWakeNs: number;
  /** Pages that entered (above 0) or left (below 0) the balloon. */
  readonly pages: number;
}

interface SavedBalloon {
  readonly stack: Int32Array;
  readonly numbers: readonly number[];
  readonly pursuing: boolean;
}

export class Balloon {
  /** The pages in the balloon; the last in is the first out. */
  private stack = new Int32Array(PAGES_PER_MESSAGE);
  private held = 0;
  private readonly inside: Uint8Array;
  /** What the host asked for, and what the driver has seen of it. */
  private wanted = 0;
  private seen = 0;
  private pursuing = false;
  private pollAtNs = 0;
  private messages = 0;
  private freed = 0;

  constructor(
    private readonly guest: BalloonGuest,
    private readonly host: BalloonHost,
    readonly settings: BalloonSettings = DEFAULT_BALLOON,
  ) {
    this.inside = new Uint8Array(guest.pages);
  }

  /** Pages in the balloon. */
  get pages(): number {
    return this.held;
  }

  get targetPages(): number {
    return this.wanted;
  }

  /** Messages so far, an exit each. */
  get exits(): number {
    return this.messages;
  }

  /** Host frames that the balloon gave back so far; ballooned pages the guest had never touched gave none. */
  get freedFrames(): number {
    return this.freed;
  }

  /** The guest may not touch such a page. */
  isBallooned(page: number): boolean {
    return this.inside[page] === 1;
  }

  /**
   * The host wants the balloon to hold so many pages. Without polling, wake the driver now.
   * @throws RangeError if the guest does not have so many.
   */
  setTarget(pages: number): void {
    if (!Number.isInteger(pages) || pages < 0 || pages > this.guest.pages) {
      throw new RangeError(
        `the target must be a whole number from 0 to ${this.guest.pages} pages, not ${pages}`,
      );
    }
    this.wanted = pages;
    if (this.settings.pollNs === 0) this.notice();
  }

  /** The driver looks for work and sends at most one message. */
  wake(nowNs: number): BalloonStep {
    if (this.settings.pollNs > 0 && nowNs >= this.pollAtNs) {
      this.pollAtNs = nowNs + this.settings.pollNs;
      this.notice();
    }
    const idleUntilNs = this.settings.pollNs > 0 ? this.pollAtNs : Number.POSITIVE_INFINITY;
    const missing = this.seen - this.held;
    if (!this.pursuing || missing === 0) {
      this.pursuing = false;
      return { ns: 0, exits: 0, nextWakeNs: idleUntilNs, pages: 0 };
    }
    const size = Math.min(
      PAGES_PER_MESSAGE,
      missing > 0 ? Math.min(missing, this.guest.available()) : -missing,
    );
    if (size === 0) return { ns: 0, exits: 0, nextWakeNs: nowNs + OUT_OF_PUFF_NS, pages: 0 };
    if (missing > 0) this.inflate(size);
    else this.deflate(size);
    this.pursuing = this.held !== this.seen;
    const ns = this.settings.exitNs;
    const pages = missing > 0 ? size : -size;
    return { ns, exits: 1, nextWakeNs: this.pursuing ? nowNs + ns : idleUntilNs, pages };
  }

  /**
   * The guest is out of memory. Answers with pages if the balloon may help; with none the guest's oom killer goes on. As
   * in Linux, a driver that had reached its target does not take the pages again until the host sets or the driver polls
   * a target, and one that was still inflating goes on.
   */
  outOfMemory(): { readonly pages: number; readonly ns: number; readonly exits: number } {
    const size = this.settings.deflateOnOom ? Math.min(PAGES_PER_OOM, this.held) : 0;
    if (size === 0) return { pages: 0, ns: 0, exits: 0 };
    this.deflate(size);
    return { pages: size, ns: this.settings.exitNs, exits: 1 };
  }

  save(): SavedBalloon {
    return {
      stack: this.stack.slice(0, this.held),
      numbers: [this.wanted, this.seen, this.pollAtNs, this.messages, this.freed],
      pursuing: this.pursuing,
    };
  }

  load(saved: SavedBalloon): void {
    this.held = saved.stack.length;
    this.stack = new Int32Array(Math.max(PAGES_PER_MESSAGE, this.held));
    this.stack.set(saved.stack);
    this.inside.fill(0);
    for (const page of saved.stack) this.inside[page] = 1;
    [this.wanted, this.seen, this.pollAtNs, this.messages, this.freed] = saved.numbers as [
      number,
      number,
      number,
      number,
      number,
    ];
    this.pursuing = saved.pursuing;
  }

  private notice(): void {
    this.seen = this.wanted;
    this.pursuing = this.seen !== this.held;
  }

  private inflate(size: number): void {
    if (this.held + size > this.stack.length) {
      const longer = new Int32Array(Math.max(this.held + size, this.stack.length * 2));
      longer.set(this.stack);
      this.stack = longer;
    }
    for (let n = 0; n < size; n++) {
      const page = this.guest.take();
      if (this.inside[page] !== 0) throw new Error(`the guest gave page ${page}, which is not its to give`);
      this.stack[this.held++] = page;
      this.inside[page] = 1;
      if (!this.host.isTouched(page)) continue;
      this.host.release(page);
      this.freed++;
    }
    this.messages++;
  }

  private deflate(size: number): void {
    for (let n = 0; n < size; n++) {
      const page = this.stack[--this.held]!;
      this.inside[page] = 0;
      this.guest.giveBack(page);
    }
    this.messages++;
  }
}
