/**
 * The host lab in this thread: a run of a scenario under a timeline, paced, with what views ask of it. The page puts it into a
 * worker (worker/), Node uses it directly; the tests do both.
 */
import { hostView, memoryMapOf, timelineOf } from "@/app/sim/host/host-view";
import { OrderError } from "@/app/sim/host/orders";
import type { HostRecord } from "@/app/sim/host/record";
import { HostRun, type SavableGuests, type SavedRun } from "@/app/sim/host/run";
import type { MemoryMap, TimelineSlice } from "@/app/sim/host/view";
import { readOrder, readScenario } from "@/app/sim/scenario/parse";
import {
  type HostScenario,
  type HostScenarioInput,
  isReal,
  type Order,
  type OrderInput,
} from "@/app/sim/scenario/schema";
import { Timeline } from "@/app/sim/time/timeline";
import type { Pacing } from "../guest";
import { ImageError } from "../images/store";
import type { LabError } from "../lab/state";
import type { ConsoleListener, ExecAnswer, HostLabApi, HostLabState } from "./api";
import { readRunDocument, runDocument } from "./run-document";

/** Real guests as this lab uses them; guests.ts makes them. */
export interface LabGuests extends SavableGuests {
  onConsole(instance: string, listener: ConsoleListener): () => void;
  /** The answer of a script that an order started; see Order "exec". */
  answer(id: number): Promise<ExecAnswer>;
  /** All of a guest's memory, as it is now. Changes nothing. */
  ram(instance: number): Promise<Uint8Array>;
  /** What the host sees when it looks at a guest's pages now. */
  pageHashes(instance: number): Promise<Float64Array>;
  dispose(): void;
}

export interface HostEnvironment {
  /** Makes the real guests of a scenario; undefined if it has none. Fetches what they start from. */
  guests(scenario: HostScenario): Promise<LabGuests>;
  wallMs(): number;
  /** Lets messages in. */
  nextTurn(): Promise<void>;
  /** Calls back once, soon: a frame later in a page, at once in a terminal; in a page not before so many milliseconds. */
  soon(callback: () => void, notBeforeMs: number): void;
}

/** While a run plays, it goes on in pieces no longer than this, virtual and wall. */
const PLAY_STEP_NS = 20_000_000;
const TURN_MS = 8;
/** Building and sending views takes at most one part in so many of the time. */
const VIEW_SHARE = 10;
/** A host that fell behind the wall clock by more than this does not try to catch up. */
const MOST_LAG_MS = 100;
/** Bytes of checkpoints: saved real guests are about 50 MB each. */
const MOST_CHECKPOINT_BYTES = 600e6;

interface Loaded {
  readonly run: HostRun;
  readonly timeline: Timeline<SavedRun, Order>;
  readonly guests: LabGuests | undefined;
}

export class HostLab implements HostLabApi {
  private loaded: Loaded | undefined;
  private status: HostLabState["status"] = "empty";
  private playing: Pacing | undefined;
  private playLoop: Promise<void> | undefined;
  private error: LabError | undefined;
  private readonly listeners = new Set<() => void>();
  private notifying = false;
  private shown: HostLabState | undefined;
  private nextExec = 1;
  /** How long the last view took to build: thousands of instances are not looked at in every frame. */
  private viewMs = 0;
  private readonly consoles = new Map<string, Set<ConsoleListener>>();

  constructor(private readonly environment: HostEnvironment) {}

  state(): HostLabState {
    if (this.shown === undefined) {
      const began = this.environment.wallMs();
      this.shown = this.current();
      this.viewMs = this.environment.wallMs() - began;
    }
    return this.shown;
  }

  private current(): HostLabState {
    const { loaded } = this;
    return {
      status: this.status,
      playing: this.playing,
      scenario: loaded?.run.scenario.name ?? "",
      seed: loaded?.run.scenario.seed ?? 0,
      view: loaded && hostView(loaded.run.host, loaded.timeline.endNs),
      checkpointsNs: loaded?.timeline.checkpointTimes() ?? [],
      error: this.error,
    };
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(): void {
    this.shown = undefined;
    if (this.notifying || this.listeners.size === 0) return;
    this.notifying = true;
    this.environment.soon(() => {
      this.notifying = false;
      this.shown = undefined;
      for (const listener of this.listeners) listener();
    }, VIEW_SHARE * this.viewMs);
  }

  private get running(): Loaded {
    if (this.loaded === undefined)
      throw new ImageError("There is no run", "the host", "Load a scenario first.");
    return this.loaded;
  }

  async load(input: HostScenarioInput): Promise<void> {
    const read = readScenario(input);
    if (!read.ok) throw new ImageError("The scenario cannot be used", read.error, "Correct that field.");
    await this.use(read.value);
  }

  /** Prepares a run and, once all is well, puts it in place of the present one. */
  private async use(scenario: HostScenario, finish?: (loaded: Loaded) => Promise<void>): Promise<void> {
    await this.pause();
    this.setStatus("loading");
    try {
      const loaded = await this.prepare(scenario);
      try {
        await finish?.(loaded);
      } catch (error) {
        loaded.guests?.dispose();
        throw error;
      }
      this.loaded?.guests?.dispose();
      this.loaded = loaded;
      this.error = undefined;
      this.connectConsoles();
    } catch (error) {
      this.error = labError(error, scenario.name);
      throw error;
    } finally {
      this.setStatus(this.loaded === undefined ? "empty" : "ready");
    }
  }

  private async prepare(scenario: HostScenario): Promise<Loaded> {
    const real = scenarioHasRealGuests(scenario);
    const guests = real ? await this.environment.guests(scenario) : undefined;
    try {
      const run = new HostRun(scenario, guests);
      const timeline = await Timeline.start(run, {
        maxBytes: MOST_CHECKPOINT_BYTES,
        checkpointNs: real ? 2e9 : 1e9,
      });
      return { run, timeline, guests };
    } catch (error) {
      guests?.dispose();
      throw error;
    }
  }

  private setStatus(status: HostLabState["status"]): void {
    this.status = status;
    this.changed();
  }

  play(pacing: Pacing): void {
    if (this.loaded === undefined) return;
    this.error = undefined;
    this.playing = pacing;
    this.playLoop ??= this.loop()
      .catch((error: unknown) => {
        this.error = labError(error, this.loaded?.run.scenario.name ?? "");
      })
      .finally(() => {
        this.playLoop = undefined;
        this.playing = undefined;
        this.changed();
      });
    this.changed();
  }

  private async loop(): Promise<void> {
    const { wallMs, nextTurn } = this.environment;
    let pacing = this.playing;
    let virtualBase = this.running.timeline.nowNs;
    let wallBase = wallMs();
    while (this.playing !== undefined) {
      const { timeline } = this.running;
      if (this.playing !== pacing) {
        pacing = this.playing;
        virtualBase = timeline.nowNs;
        wallBase = wallMs();
      }
      const { nowNs } = timeline;
      const dueNs = pacing === "fast" ? nowNs + PLAY_STEP_NS : virtualBase + (wallMs() - wallBase) * 1e6;
      const turnEnds = wallMs() + TURN_MS;
      if (dueNs > nowNs)
        await timeline.advanceTo(
          Math.round(Math.min(dueNs, nowNs + PLAY_STEP_NS)),
          () => wallMs() > turnEnds,
        );
      if (dueNs - timeline.nowNs > MOST_LAG_MS * 1e6) {
        virtualBase = timeline.nowNs;
        wallBase = wallMs();
      }
      this.changed();
      await nextTurn();
    }
  }

  async pause(): Promise<void> {
    this.playing = undefined;
    await this.playLoop;
    this.changed();
  }

  async step(ns: number): Promise<void> {
    await this.pause();
    const { timeline } = this.running;
    await this.busy(() => timeline.advanceTo(Math.round(timeline.nowNs + ns), this.lettingMessagesIn()));
  }

  async seek(atNs: number): Promise<void> {
    await this.pause();
    const { timeline } = this.running;
    await this.busy(() => timeline.seek(Math.max(0, Math.round(atNs)), this.lettingMessagesIn()));
  }

  private async busy(work: () => Promise<unknown>): Promise<void> {
    this.error = undefined;
    this.setStatus("busy");
    try {
      await work();
    } finally {
      this.setStatus("ready");
    }
  }

  /** Never stops; ends the turn of the event loop now and then. */
  private lettingMessagesIn(): () => Promise<boolean> {
    const { wallMs, nextTurn } = this.environment;
    let turnEnds = wallMs() + TURN_MS;
    return async () => {
      if (wallMs() > turnEnds) {
        this.changed();
        await nextTurn();
        turnEnds = wallMs() + TURN_MS;
      }
      return false;
    };
  }

  async order(input: OrderInput): Promise<void> {
    const read = readOrder(input);
    if (!read.ok) throw new OrderError(read.error);
    await this.running.timeline.input(read.value);
    this.changed();
  }

  async timeline(fromNs: number, toNs: number, maxBuckets: number): Promise<TimelineSlice> {
    return timelineOf(this.running.run.host, fromNs, toNs, maxBuckets);
  }

  async memoryMap(maxCells: number): Promise<MemoryMap> {
    return memoryMapOf(this.running.run.host, maxCells);
  }

  async record(): Promise<HostRecord> {
    const { run, timeline } = this.running;
    return run.record(timeline.inputs());
  }

  onConsole(instance: string, listener: ConsoleListener): () => void {
    const known = this.consoles.get(instance) ?? new Set();
    this.consoles.set(instance, known.add(listener));
    const disconnect = this.loaded?.guests?.onConsole(instance, listener);
    return () => {
      known.delete(listener);
      disconnect?.();
    };
  }

  /** After another scenario was loaded: listeners stay, the guests are others. */
  private connectConsoles(): void {
    for (const [instance, listeners] of this.consoles)
      for (const listener of listeners) {
        listener.reset();
        this.loaded?.guests?.onConsole(instance, listener);
      }
  }

  type(instance: string, bytes: Uint8Array): void {
    const text = new TextDecoder().decode(bytes);
    this.order({ do: "type", instance, text }).catch(() => {});
  }

  async exec(instance: string, script: string): Promise<ExecAnswer> {
    const { guests } = this.running;
    if (guests === undefined) throw new OrderError(`${instance} is not a real guest`);
    const id = this.nextExec++;
    const answer = guests.answer(id);
    answer.catch(() => {});
    await this.order({ do: "exec", instance, script, id });
    if (this.playing === undefined) await this.untilAnswered(answer);
    return answer;
  }

  /** A paused run goes on until the script has ended, then stands again. */
  private async untilAnswered(answer: Promise<ExecAnswer>): Promise<void> {
    let done = false;
    const settle = () => {
      done = true;
    };
    answer.then(settle, settle);
    const { timeline } = this.running;
    await this.busy(async () => {
      while (!done) {
        await timeline.advanceTo(timeline.nowNs + 1_000_000);
        await this.environment.nextTurn();
      }
    });
  }

  async export(): Promise<string> {
    const { run, timeline } = this.running;
    return runDocument(run, timeline);
  }

  async import(text: string): Promise<void> {
    const document = readRunDocument(text);
    await this.use(document.scenario, async ({ run, timeline }) => {
      await timeline.replay(document.timeline, this.lettingMessagesIn());
      document.compare(run);
    });
  }

  /** Another lab with the same past, real guests included, and a future of its own. This one stays as it is. */
  async fork(): Promise<HostLab> {
    await this.pause();
    const { run, timeline } = this.running;
    const guests = run.hasRealGuests ? await this.environment.guests(run.scenario) : undefined;
    const forked = new HostRun(run.scenario, guests);
    const lab = new HostLab(this.environment);
    lab.loaded = { run: forked, timeline: await timeline.fork(forked), guests };
    lab.status = "ready";
    return lab;
  }

  dispose(): void {
    this.playing = undefined;
    this.loaded?.guests?.dispose();
    this.loaded = undefined;
    this.listeners.clear();
  }
}

const scenarioHasRealGuests = (scenario: HostScenario): boolean =>
  scenario.instances.some(isReal) ||
  scenario.events.some(({ order }) => order.do === "create" && isReal(order.spec));

function labError(error: unknown, where: string): LabError {
  if (error instanceof ImageError) return error;
  return {
    what: error instanceof Error ? error.message : String(error),
    where,
    whatToDo: "Load the scenario again; if it stays, report it with this text.",
  };
}
