/** A toy run for tests: small, seeded, and its state depends on all that happened to it. */
import { EventQueue, type SavedQueue } from "./queue";
import { SeededRandom } from "./random";
import type { TimelineRun } from "./timeline";

export interface ToyState {
  nowNs: number;
  hash: number;
  random: readonly number[];
  events: SavedQueue;
}

/** Events at random moments; each one and each input goes into a hash, with its time and what was before it. */
export class Toy implements TimelineRun<ToyState, number> {
  nowNs = 0;
  hash = 1;
  log: string[] = [];
  private random = SeededRandom.fromSeed(9);
  private events = new EventQueue<number>();

  constructor() {
    this.schedule(0);
  }
  advanceTo(toNs: number): Promise<void> | void {
    while (this.events.peekNs() <= toNs) {
      this.nowNs = this.events.peekNs();
      this.note(this.events.pop()!);
      this.schedule(this.nowNs);
    }
    this.nowNs = toNs;
  }
  apply(input: number): Promise<void> | void {
    if (input < 0) throw new Error(`no input ${input}`);
    this.log.push(`${this.nowNs}:${input}`);
    this.note(input);
    // Some inputs change what happens later.
    if (input % 3 === 0) this.events.push(this.nowNs + input, input);
  }
  save(): Promise<ToyState> | ToyState {
    const { nowNs, hash } = this;
    return { nowNs, hash, random: this.random.state(), events: this.events.save() };
  }
  load(state: ToyState): Promise<void> | void {
    this.nowNs = state.nowNs;
    this.hash = state.hash;
    this.random = SeededRandom.fromState(state.random);
    this.events.load(state.events);
  }
  sizeOf(): number {
    return 100;
  }
  private schedule(afterNs: number): void {
    this.events.push(afterNs + 1 + (this.random.int32() & 15), this.random.int32());
  }
  protected note(value: number): void {
    this.hash = (Math.imul(this.hash ^ value, 0x01000193) + this.nowNs) | 0;
  }
}

/** The same run, answering later. */
export class SlowToy extends Toy {
  override async advanceTo(toNs: number): Promise<void> {
    await turn();
    super.advanceTo(toNs);
  }
  override async apply(input: number): Promise<void> {
    await turn();
    super.apply(input);
  }
  override async save(): Promise<ToyState> {
    await turn();
    return super.save();
  }
  override async load(state: ToyState): Promise<void> {
    await turn();
    super.load(state);
  }
}

/** Lets other work go first. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await undefined;
}

/** The hash of a run that is driven by hand, without a timeline. */
export function direct(inputs: readonly { atNs: number; input: number }[], endNs: number): number {
  const toy = new Toy();
  for (const { atNs, input } of inputs) {
    if (atNs > toy.nowNs) toy.advanceTo(atNs);
    toy.apply(input);
  }
  if (endNs > toy.nowNs) toy.advanceTo(endNs);
  return toy.hash;
}
