/**
 * The time of a whole run: inputs are stamped with the virtual time at which they were made, so the run can be repeated from
 * its start or from any checkpoint, sought, forked, written down and replayed. The run may be synchronous or not; the
 * timeline's operations are asynchronous and done one after the other, in the order in which they were called.
 *
 * Between two operations, every input stamped with the present moment or an earlier one has been applied.
 */
import { Checkpoints } from "./checkpoints";

/**
 * What a timeline drives. To go to `a` and then to `b` must be the same as to go to `b`, unless the timeline is made with
 * `alignStops`. `save` and `load` must not change how the run goes on; a state that was saved is loaded any number of times.
 */
export interface TimelineRun<State, Input> {
  readonly nowNs: number;
  /** Ends exactly at that moment. */
  advanceTo(toNs: number): Promise<void> | void;
  /**
   * What it makes due at once happens when time goes on, after other inputs of this moment. If it throws it has changed
   * nothing.
   */
  apply(input: Input): Promise<void> | void;
  save(): Promise<State> | State;
  load(state: State): Promise<void> | void;
  /** Bytes that a saved state takes; without it, checkpoints are only counted. */
  sizeOf?(state: State): number;
}

export interface TimelineOptions {
  /** The run is driven to multiples of this, and may be stopped and checkpointed there. Default 10 ms. */
  readonly stepNs?: number;
  /**
   * Moments to go to are rounded up to a whole step. Then a run stops at the same moments however it was driven, so even a
   * run that notices where it is stopped repeats.
   */
  readonly alignStops?: boolean;
  /** Between two new checkpoints. Default 1 s. */
  readonly checkpointNs?: number;
  /** Default 16; see checkpoints.ts for which ones are kept. */
  readonly maxCheckpoints?: number;
  /** Default 1 GB. */
  readonly maxBytes?: number;
}

export interface StampedInput<Input> {
  readonly atNs: number;
  readonly input: Input;
}

/** A run as a document: with the same fresh run it gives the same. Inputs ascend in time. */
export interface TimelineDocument<Input> {
  readonly inputs: readonly StampedInput<Input>[];
  readonly endNs: number;
}

/** Asked before every step; true ends the operation there. A promise lets others have the thread meanwhile. */
export type ShouldStop = () => boolean | Promise<boolean>;

/** A frame or so of the page: how long a pause button may take. */
const DEFAULT_STEP_NS = 10_000_000;
const DEFAULT_CHECKPOINT_NS = 1_000_000_000;
const DEFAULT_CHECKPOINTS = 16;
/** A limit of ours: what a browser tab can spare for going back, and a handful of saved real guests. */
const DEFAULT_BYTES = 1e9;

export class Timeline<State, Input> {
  private stamped: StampedInput<Input>[] = [];
  /** How many of the stamped inputs the run has in it: those up to now. */
  private applied = 0;
  private end: number;
  private checkpointDueNs: number;
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly run: TimelineRun<State, Input>,
    private readonly options: TimelineOptions,
    private checkpoints: Checkpoints<State>,
  ) {
    this.end = run.nowNs;
    this.checkpointDueNs = run.nowNs + this.checkpointNs;
  }

  /** A timeline that begins where the run is. */
  static async start<State, Input>(
    run: TimelineRun<State, Input>,
    options: TimelineOptions = {},
  ): Promise<Timeline<State, Input>> {
    const { stepNs = DEFAULT_STEP_NS, maxCheckpoints, maxBytes } = options;
    if (!(stepNs > 0)) throw new RangeError(`a step must be longer than nothing, not ${stepNs} ns`);
    const state = await run.save();
    const first = { atNs: run.nowNs, applied: 0, state, bytes: run.sizeOf?.(state) ?? 0 };
    const checkpoints = new Checkpoints(
      first,
      maxCheckpoints ?? DEFAULT_CHECKPOINTS,
      maxBytes ?? DEFAULT_BYTES,
    );
    return new Timeline(run, options, checkpoints);
  }

  get nowNs(): number {
    return this.run.nowNs;
  }

  /** The furthest moment that this run has come to. */
  get endNs(): number {
    return this.end;
  }

  /** All stamped inputs, those that are still to come after a seek too. */
  inputs(): readonly StampedInput<Input>[] {
    return [...this.stamped];
  }

  /** The moments to which a seek does not have to replay, ascending. */
  checkpointTimes(): readonly number[] {
    return this.checkpoints.times;
  }

  checkpointBytes(): number {
    return this.checkpoints.bytes;
  }

  /**
   * Goes on to that moment; stamped inputs on the way happen again. A moment that has passed is nothing.
   * @returns where it is then: earlier than `toNs` if `shouldStop` said so.
   */
  advanceTo(toNs: number, shouldStop?: ShouldStop): Promise<number> {
    return this.inTurn(() => this.goOn(toNs, shouldStop));
  }

  /**
   * Goes to any moment of the run, from the nearest checkpoint before it, or on from here if that is nearer. A moment beyond
   * `endNs` is advanced to.
   * @throws RangeError if the moment is before the start.
   */
  seek(toNs: number, shouldStop?: ShouldStop): Promise<number> {
    return this.inTurn(() => this.goTo(toNs, shouldStop));
  }

  /**
   * Applies an input now and stamps it. What the run had after now (inputs, checkpoints) is dropped: a new branch begins. An
   * input that the run refuses changes nothing.
   * @returns its time stamp.
   */
  input(input: Input): Promise<number> {
    return this.inTurn(async () => {
      await this.run.apply(input);
      this.stamped.length = this.applied;
      this.applied = this.stamped.push({ atNs: this.nowNs, input });
      this.end = this.nowNs;
      this.checkpoints.dropAfter(this.nowNs);
      this.checkpointDueNs = this.checkpoints.nearest(this.nowNs).atNs + this.checkpointNs;
      return this.nowNs;
    });
  }

  /** Takes a checkpoint now. */
  checkpoint(): Promise<void> {
    return this.inTurn(() => this.take());
  }

  /**
   * Another timeline with the same past up to now, in a run that is as fresh as this one's was. This one stays as it is.
   * Saved states are shared, so both runs' `load` must leave them as they are.
   */
  fork(freshRun: TimelineRun<State, Input>): Promise<Timeline<State, Input>> {
    return this.inTurn(async () => {
      await freshRun.load(await this.run.save());
      const checkpoints = this.checkpoints.copy();
      checkpoints.dropAfter(this.nowNs);
      const fork = new Timeline(freshRun, this.options, checkpoints);
      fork.stamped = this.stamped.slice(0, this.applied);
      fork.applied = this.applied;
      return fork;
    });
  }

  export(): TimelineDocument<Input> {
    return { inputs: this.inputs(), endNs: this.end };
  }

  /**
   * Begins again from the start with the document's inputs and goes to its end. If the run refuses one of them, everything
   * is as it was before.
   * @throws RangeError if the times do not ascend from the start to the end.
   */
  replay(document: TimelineDocument<Input>, shouldStop?: ShouldStop): Promise<number> {
    return this.inTurn(async () => {
      this.validate(document);
      const { stamped, checkpoints, end, nowNs } = this;
      this.stamped = [...document.inputs];
      this.checkpoints = checkpoints.copy();
      this.checkpoints.dropAfter(checkpoints.first.atNs);
      this.end = checkpoints.first.atNs;
      try {
        await this.restore(checkpoints.first.atNs);
        return await this.goOn(document.endNs, shouldStop);
      } catch (error) {
        this.stamped = stamped;
        this.checkpoints = checkpoints;
        this.end = end;
        await this.restore(nowNs);
        await this.goOn(nowNs);
        throw error;
      }
    });
  }

  private get stepNs(): number {
    return this.options.stepNs ?? DEFAULT_STEP_NS;
  }
  private get checkpointNs(): number {
    return this.options.checkpointNs ?? DEFAULT_CHECKPOINT_NS;
  }

  private inTurn<Result>(operation: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(operation);
    this.last = result.catch(() => undefined);
    return result;
  }

  private validate({ inputs, endNs }: TimelineDocument<Input>): void {
    let at = this.checkpoints.first.atNs;
    const moments = [...inputs.map(({ atNs }, index) => ({ atNs, what: `inputs[${index}].atNs` }))];
    for (const { atNs, what } of [...moments, { atNs: endNs, what: "endNs" }]) {
      if (!(atNs >= at && Number.isFinite(atNs))) {
        throw new RangeError(`${what} is ${atNs}; it must be at least ${at}, the moment before it`);
      }
      at = atNs;
    }
  }

  private async goTo(toNs: number, shouldStop?: ShouldStop): Promise<number> {
    const { first } = this.checkpoints;
    if (!(toNs >= first.atNs))
      throw new RangeError(`the run begins at ${first.atNs} ns, ${toNs} ns is before it`);
    const nearest = this.checkpoints.nearest(toNs).atNs;
    if (this.nowNs > toNs || this.nowNs < nearest) await this.restore(nearest);
    return this.goOn(toNs, shouldStop);
  }

  /** Loads the nearest checkpoint and applies the inputs that came later in the same moment. */
  private async restore(ns: number): Promise<void> {
    const { atNs, applied, state } = this.checkpoints.nearest(ns);
    await this.run.load(state);
    this.arrived(atNs);
    this.applied = applied;
    this.checkpointDueNs = Math.max(...this.checkpoints.times) + this.checkpointNs;
    await this.applyDue();
  }

  private async goOn(toNs: number, shouldStop?: ShouldStop): Promise<number> {
    const step = this.stepNs;
    if (!Number.isFinite(toNs)) throw new RangeError(`cannot go to ${toNs} ns`);
    const target = this.options.alignStops ? Math.ceil(toNs / step) * step : toNs;
    while (this.nowNs < target) {
      if (await shouldStop?.()) break;
      const nextInput = this.stamped[this.applied]?.atNs ?? Number.POSITIVE_INFINITY;
      const stop = Math.min(target, nextInput, (Math.floor(this.nowNs / step) + 1) * step);
      await this.run.advanceTo(stop);
      this.arrived(stop);
      await this.applyDue();
      if (stop > this.end) this.end = stop;
      if (stop >= this.checkpointDueNs) await this.take();
    }
    return this.nowNs;
  }

  private arrived(ns: number): void {
    if (this.nowNs !== ns) throw new Error(`the run should be at ${ns} ns, it is at ${this.nowNs} ns`);
  }

  private async applyDue(): Promise<void> {
    while (this.applied < this.stamped.length && this.stamped[this.applied]!.atNs <= this.nowNs) {
      await this.run.apply(this.stamped[this.applied]!.input);
      this.applied++;
    }
  }

  private async take(): Promise<void> {
    const { nowNs, applied } = this;
    const state = await this.run.save();
    this.checkpoints.add({ atNs: nowNs, applied, state, bytes: this.run.sizeOf?.(state) ?? 0 });
    this.checkpointDueNs = Math.max(this.checkpointDueNs, nowNs + this.checkpointNs);
  }
}
