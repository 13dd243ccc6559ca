/** A task that walks over its memory, a batch of pages at a time. Progress: pages touched. */
import type { Workload } from "../../scenario/schema";
import { SeededRandom } from "../../time/random";
import { BLOCKED, type Next, RUNNABLE } from "../runnable";
import { type Stretch, Task, type TaskWorld, type TouchAnswer } from "./task";

const PAGES_PER_MIB = 256;
/** Pages between two looks at the clock. */
const BATCH_PAGES = 32;
/** A convention: reading or writing 4096 bytes at 8 bytes an instruction, one instruction a nanosecond. */
const TOUCH_NS = 512;

type MemoryWork = Extract<Workload, { kind: "memory" }>;

export class MemoryTask extends Task {
  private at = 0;
  private round = 0;
  private sincePausePages = 0;
  /** What the faults of the last batch still ask for, in this order. */
  private owed: { kernelNs: number; hypervisorNs: number; sleepNs: number } | undefined;
  private readonly walkNs: number;
  private readonly anonPages: number;
  private readonly pages: number;

  /** `region` is the anonymous one; the file's is `region + 1`. */
  constructor(
    world: TaskWorld,
    private readonly work: MemoryWork,
    private random: SeededRandom,
    private readonly region: number,
    prologue?: readonly Stretch[],
    onStarted?: () => void,
  ) {
    super(world, prologue, onStarted);
    this.anonPages = Math.round(work.anonMiB * PAGES_PER_MIB);
    this.pages = this.anonPages + Math.round(work.fileMiB * PAGES_PER_MIB);
    // In sequence the next page's translation is as good as there; in random order each page may miss the TLB once.
    this.walkNs = work.order === "random" ? world.translationNs(this.pages) : 0;
  }

  protected proceed(nowNs: number): Next {
    const owed = this.payOwed(nowNs);
    if (owed !== undefined) return owed;
    if (this.pages === 0 || (this.work.rounds > 0 && this.round >= this.work.rounds)) return BLOCKED;
    if (this.sincePausePages >= PAGES_PER_MIB && this.work.pauseUs > 0) {
      this.sincePausePages -= PAGES_PER_MIB;
      return { state: "sleeping", untilNs: nowNs + Math.round(this.work.pauseUs * 1000) };
    }
    const { count, answer } = this.touchBatch();
    if (answer.killed) return { state: "exited", status: 137 };
    this.owed = { ...answer };
    this.progress += count;
    this.sincePausePages += count;
    this.stretch(this.world.userMode, count * (TOUCH_NS + this.walkNs));
    return RUNNABLE;
  }

  private payOwed(nowNs: number): Next | undefined {
    const { owed } = this;
    if (owed === undefined) return undefined;
    if (owed.kernelNs >= 1) {
      this.stretch(this.world.kernelMode, owed.kernelNs);
      owed.kernelNs = 0;
      return RUNNABLE;
    }
    if (owed.hypervisorNs >= 1) {
      this.stretch("hypervisor", owed.hypervisorNs);
      owed.hypervisorNs = 0;
      return RUNNABLE;
    }
    this.owed = undefined;
    return owed.sleepNs >= 1 ? { state: "sleeping", untilNs: nowNs + Math.round(owed.sleepNs) } : undefined;
  }

  private touchBatch(): { count: number; answer: TouchAnswer } {
    const first = this.work.order === "random" ? this.randomStart() : this.at;
    const anonymous = first < this.anonPages;
    const end = anonymous ? this.anonPages : this.pages;
    const count = Math.min(BATCH_PAGES, end - first);
    const answer = anonymous
      ? this.world.touch(this.region, first, count, this.work.write)
      : this.world.touch(this.region + 1, first - this.anonPages, count, false);
    this.at += count;
    if (this.at >= this.pages) {
      this.at = 0;
      this.round++;
    }
    return { count, answer };
  }

  private randomStart(): number {
    const batches = Math.ceil(this.pages / BATCH_PAGES);
    return Math.floor(this.random.fraction() * batches) * BATCH_PAGES;
  }

  protected saveOwn(): unknown {
    return {
      at: this.at,
      round: this.round,
      sincePause: this.sincePausePages,
      owed: this.owed && { ...this.owed },
      random: [...this.random.state()],
    };
  }

  protected loadOwn(saved: unknown): void {
    const state = saved as {
      at: number;
      round: number;
      sincePause: number;
      owed: MemoryTask["owed"];
      random: readonly number[];
    };
    this.at = state.at;
    this.round = state.round;
    this.sincePausePages = state.sincePause;
    this.owed = state.owed && { ...state.owed };
    this.random = SeededRandom.fromState(state.random);
  }
}
