/**
 * The memory of a modelled guest: a Linux of its own, whose frames are an anonymous region of the host. The guest's
 * processes, page cache and cgroups are in `kernel`; touching a guest frame touches the host's page behind it. So a page
 * that the guest has cached is anonymous memory to the host, no two guests share their caches, and what the guest frees
 * stays with it until a balloon takes it.
 */
import type { BalloonGuest, BalloonHost } from "./balloon";
import { ROOT_CGROUP } from "./cgroups";
import type { TouchKind, TouchResult } from "./faults";
import { namedContent } from "./files";
import { FREE, HUGE_FRAMES, KERNEL, NONE } from "./frames";
import { HostMemory, type HostMemoryOptions } from "./host-memory";

/** The outcome of the last touch in the guest; one object for all. */
export interface GuestTouchResult {
  /** What the guest's kernel did, and what the host had to do for it. */
  guest: TouchKind;
  host: TouchKind;
  /** Time in the guest's kernel, with its waits for its disk; and in the host, with its waits. */
  guestNs: number;
  hostNs: number;
  /** Sleeps by memory.high, the guest's and the host's. */
  throttleNs: number;
  /** The host killed the whole guest. */
  killed: boolean;
}

export class GuestMemory implements BalloonGuest, BalloonHost {
  /** The guest's own kernel. */
  readonly kernel: HostMemory;
  private readonly result: GuestTouchResult = {
    guest: "none",
    host: "none",
    guestNs: 0,
    hostNs: 0,
    throttleNs: 0,
    killed: false,
  };

  /** `space` and `firstPage`: the region of the host that is the guest's memory, of `options.frames` pages. */
  constructor(
    private readonly host: HostMemory,
    readonly space: number,
    readonly firstPage: number,
    options: Omit<HostMemoryOptions, "contents">,
  ) {
    this.kernel = new HostMemory({ ...options, contents: host.machine.frames.contents });
  }

  /** Guest-physical pages. */
  get pages(): number {
    return this.kernel.options.frames;
  }

  /** The guest's kernel is loaded: its frames get the bytes of the image, equal in all guests that boot it. */
  boot(imageKey: number): GuestTouchResult {
    this.begin("none", 0, 0);
    const kernelFrames = this.kernel.options.kernelFrames ?? 0;
    for (let frame = 0; frame < kernelFrames && !this.result.killed; frame++)
      this.behind(frame, true, namedContent(imageKey, frame));
    return this.result;
  }

  /** A process of the guest touches a page of its address space. @throws RangeError as HostMemory.touch does. */
  touch(space: number, page: number, write: boolean, content = -1): GuestTouchResult {
    return this.through(this.kernel.touch(space, page, write, content), write);
  }

  /** A process of the guest reads or writes a page of a file of the guest. */
  readFile(cgroup: number, file: number, page: number, write = false, content = -1): GuestTouchResult {
    return this.through(this.kernel.readFile(cgroup, file, page, write, content), write);
  }

  // What the balloon asks of the guest and of the host

  available(): number {
    const { machine, allocator, reclaim } = this.kernel;
    return Math.max(0, machine.frames.free - allocator.watermarks.min) + reclaim.reclaimable(ROOT_CGROUP);
  }

  take(): number {
    const { machine, allocator, reclaim } = this.kernel;
    if (machine.frames.free <= allocator.watermarks.min) reclaim.reclaimHost(1);
    const frame = machine.frames.take(KERNEL);
    if (frame === NONE) throw new RangeError("the guest has no page to give");
    return frame;
  }

  giveBack(page: number): void {
    this.kernel.machine.frames.release(page);
  }

  isTouched(page: number): boolean {
    const { spaces, tables } = this.host.machine;
    const entry = spaces.find(spaces.get(this.space), this.firstPage + page);
    return entry !== NONE && tables.target[entry] !== NONE;
  }

  release(page: number): void {
    this.host.discard(this.space, this.firstPage + page, 1);
  }

  /** Of the host's pages behind the guest, those the guest has no use for: what a balloon could give back for nothing. */
  idlePages(): number {
    let idle = 0;
    const { frames } = this.kernel.machine;
    for (let frame = 0; frame < this.pages; frame++)
      if (frames.state[frame] === FREE && this.isTouched(frame)) idle++;
    return idle;
  }

  save(): unknown {
    return this.kernel.save();
  }

  load(saved: unknown): void {
    // The source of contents is the host's, and has its state there.
    const { contents } = this.host.machine.frames;
    const counted = contents.save();
    this.kernel.load(saved);
    contents.load(counted);
  }

  private begin(guest: TouchKind, guestNs: number, throttleNs: number): void {
    Object.assign(this.result, { guest, host: "none", guestNs, hostNs: 0, throttleNs, killed: false });
  }

  /** The host's part in what the guest's kernel just did. */
  private through(inner: TouchResult, write: boolean): GuestTouchResult {
    const { kind, frame } = inner;
    this.begin(kind, inner.ns, inner.throttleNs);
    if (frame < 0) return this.result;
    const { content } = this.kernel.machine.frames;
    const filled = kind === "zero-fill" || kind === "file-read" || kind === "swap-in" || kind === "copy";
    if (kind === "huge-fill") {
      const head = frame - (frame % HUGE_FRAMES);
      for (let at = head; at < head + HUGE_FRAMES && !this.result.killed; at++)
        this.behind(at, true, content[at]!);
    } else {
      this.behind(frame, write || filled, content[frame]!);
    }
    return this.result;
  }

  private behind(frame: number, write: boolean, content: number): void {
    const { result } = this;
    const outer = this.host.touch(this.space, this.firstPage + frame, write, content);
    if (outer.kind !== "none") result.host = outer.kind;
    result.hostNs += outer.ns;
    result.throttleNs += outer.throttleNs;
    result.killed = outer.kind === "oom" && !this.host.hasSpace(this.space);
  }
}
