/**
 * A Guest in this thread: paces a Machine, runs scripts through its agent, and hands its events out. In the browser it lives
 * in a worker (worker/entry.ts), in Node in-process; the lab talks to both through the same interface.
 */
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { AgentSession } from "./agent";
import type {
  Counters,
  ExecOptions,
  ExecResult,
  Guest,
  GuestEvent,
  GuestQuantum,
  HostedExecOptions,
  HostedScriptResult,
  MachineConfig,
  MachineFiles,
  Pacing,
  PageHashes,
  Progress,
  SharedChange,
  StopReason,
} from "./guest";
import { HostedScript } from "./hosted-script";
import type { V86Parts } from "./v86/engine";
import { exitsSince } from "./v86/exits";
import { Machine } from "./v86/machine";
import { wallMs } from "./v86/realm";

/** How long slices may run before the thread looks at its messages. */
const TURN_MS = 8;
/** How often progress is reported, which redraws a column, and pages are counted, which reads all of guest memory: as often as a person can read a number. */
const PROGRESS_MS = 250;
/** An idle guest at interactive pace looks at the wall clock this often, or when input arrives. */
const LONGEST_NAP_MS = 50;
const SHORTEST_NAP_MS = 16;
/** A guest that fell behind the wall clock by more than this does not try to catch up. */
const MOST_LAG_MS = 100;

type Listener = (event: GuestEvent) => void;
type ProgressListener = (progress: Progress) => void;

/** Ends the present turn of the event loop; promises settle and messages are read before it resolves. */
export interface NextTurn {
  (): Promise<void>;
  /** Nothing is computed until the next call: whoever shares the processor may have it. */
  rest?(): void;
}

export class LocalGuest implements Guest {
  private readonly listeners = new Set<Listener>();
  private readonly progressListeners = new Set<ProgressListener>();
  private machine!: Machine;
  private session: AgentSession | undefined;
  private hosted: HostedScript | undefined;
  private playing: Pacing | undefined;
  private playLoop: Promise<void> | undefined;
  private wake: () => void = () => {};
  private lastProgress = 0;
  private disposed = false;

  private constructor(
    readonly config: MachineConfig,
    private readonly nextTurn: NextTurn,
  ) {}

  static async create(
    parts: V86Parts,
    config: MachineConfig,
    files: MachineFiles,
    nextTurn: NextTurn,
    listener?: Listener,
  ): Promise<LocalGuest> {
    const guest = new LocalGuest(config, nextTurn);
    if (listener !== undefined) guest.listeners.add(listener);
    guest.machine = await Machine.create(parts, config, files, (event) => guest.emit(event));
    guest.resumeScript();
    return guest;
  }

  private emit(event: GuestEvent): void {
    for (const listener of this.listeners) listener(event);
  }

  private get ended(): boolean {
    return this.machine.status !== "on" || this.disposed;
  }

  async run(budget: { untilNs: number; stopAtReady?: boolean }): Promise<StopReason> {
    await this.pause();
    const atReady = () => budget.stopAtReady === true && this.machine.boot !== undefined;
    await this.stepUntil(() => this.machine.nowNs >= budget.untilNs || atReady(), budget.untilNs);
    if (this.machine.status !== "on") return this.machine.status;
    return atReady() ? "ready" : "deadline";
  }

  /** Steps until `done`, the machine's end, or `untilNs`, ending the turn now and then. */
  private async stepUntil(done: () => boolean, untilNs: number): Promise<void> {
    this.machine.vcpu.detach();
    await this.nextTurn();
    let turnEnds = wallMs() + TURN_MS;
    try {
      while (!this.ended && !done()) {
        this.machine.step(untilNs);
        if (this.machine.awaitsHost) await this.nextTurn();
        else if (wallMs() > turnEnds) {
          this.report();
          await this.nextTurn();
          turnEnds = wallMs() + TURN_MS;
        }
      }
    } finally {
      this.nextTurn.rest?.();
    }
    this.report(true);
  }

  play(pacing: Pacing): void {
    this.playing = pacing;
    this.wake();
    this.playLoop ??= this.loop().finally(() => {
      this.nextTurn.rest?.();
      this.playLoop = undefined;
    });
  }

  private async loop(): Promise<void> {
    this.machine.vcpu.detach();
    let virtualBase = this.machine.nowNs;
    let wallBase = wallMs();
    await this.nextTurn();
    while (this.playing !== undefined && !this.ended) {
      const paced = this.playing === "interactive" && this.machine.boot !== undefined;
      const targetNs = paced ? virtualBase + (wallMs() - wallBase) * 1e6 : Number.POSITIVE_INFINITY;
      const turnEnds = wallMs() + TURN_MS;
      while (!this.ended && this.machine.nowNs < targetNs && wallMs() < turnEnds) {
        this.machine.step(targetNs);
        if (this.machine.awaitsHost) await this.nextTurn();
        if (!paced && this.machine.boot !== undefined && this.playing === "interactive") break;
      }
      this.report();
      const lagNs = targetNs - this.machine.nowNs;
      if (!paced || lagNs > MOST_LAG_MS * 1e6) {
        virtualBase = this.machine.nowNs;
        wallBase = wallMs();
      }
      if (paced && lagNs <= 0) await this.nap(-lagNs / 1e6);
      else await this.nextTurn();
    }
    this.report(true);
  }

  /** Waits for the wall clock, unless input or a new order comes first. */
  private async nap(aheadMs: number): Promise<void> {
    this.nextTurn.rest?.();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, Math.min(Math.max(aheadMs, SHORTEST_NAP_MS), LONGEST_NAP_MS));
      function done() {
        clearTimeout(timer);
        resolve();
      }
      this.wake = done;
    });
    await this.nextTurn();
  }

  async pause(): Promise<void> {
    this.playing = undefined;
    this.wake();
    await this.playLoop;
  }

  type(bytes: Uint8Array, atNs?: number): void {
    this.machine.type(bytes, atNs);
    this.wake();
  }

  receiveFrame(bytes: Uint8Array, atNs?: number): void {
    this.machine.receiveFrame(bytes, atNs);
    this.wake();
  }

  inflate(pages: number, atNs?: number): void {
    this.machine.inflate(pages, atNs);
    this.wake();
  }

  receiveShared(change: SharedChange, writtenNs: number, atNs: number): void {
    this.machine.receiveShared(change, writtenNs, atNs);
    this.wake();
  }

  async exec(script: string, options: ExecOptions): Promise<ExecResult> {
    this.refuseSecondScript();
    const resumeAt = this.playing;
    await this.pause();
    const { machine } = this;
    await this.stepUntil(() => machine.agent.ready, machine.nowNs + options.timeoutNs);
    const before = machine.counters();
    const untilNs = before.virtualNs + options.timeoutNs;
    const session = new AgentSession(
      new TextEncoder().encode(script),
      (frame) => machine.sendToAgent(frame),
      options.onOutput,
    );
    this.session = session;
    try {
      machine.agent.use(session);
      await this.stepUntil(() => session.status !== undefined || machine.nowNs >= untilNs, untilNs);
      const timedOut = session.status === undefined;
      if (timedOut && !this.ended) await this.killScript(session);
      const after = machine.counters();
      return {
        stdout: concatBytes(session.stdout),
        stderr: concatBytes(session.stderr),
        status: timedOut ? undefined : session.status,
        timedOut,
        virtualNs: after.virtualNs - before.virtualNs,
        instructions: after.instructions - before.instructions,
        exits: exitsSince(after.exits, before.exits),
      };
    } finally {
      this.session = undefined;
      machine.agent.use(undefined);
      if (resumeAt !== undefined) this.play(resumeAt);
    }
  }

  /** Stops a script whose time ran out, so that the guest can be used again; gives it a virtual second to die. */
  private async killScript(session: AgentSession): Promise<void> {
    session.kill();
    const untilNs = this.machine.nowNs + 1e9;
    await this.stepUntil(() => session.status !== undefined || this.machine.nowNs >= untilNs, untilNs);
  }

  private refuseSecondScript(): void {
    if (this.session !== undefined || this.hosted !== undefined)
      throw new Error("the guest is already running a script");
  }

  async quantum(fromNs: number, untilNs: number): Promise<GuestQuantum> {
    if (this.playLoop !== undefined) await this.pause();
    this.hosted?.checkDeadline(fromNs);
    const quantum = await this.machine.vcpu
      .quantum(fromNs, untilNs, this.nextTurn)
      .finally(() => this.nextTurn.rest?.());
    this.report();
    const script = this.hosted?.outcome();
    if (script === undefined) return quantum;
    this.hosted = undefined;
    return { ...quantum, script };
  }

  execHosted(script: string, options: HostedExecOptions): Promise<HostedScriptResult> {
    try {
      this.refuseSecondScript();
    } catch (error) {
      return Promise.reject(error);
    }
    this.hosted = HostedScript.begin(this.machine, script, options);
    return this.hosted.ended;
  }

  /** After a restore: what ran here is gone, and what the saved guest was running goes on. */
  private resumeScript(): void {
    this.hosted?.abandon("the guest was put back to another moment while the script ran");
    const { restoredScript } = this.machine;
    this.hosted = restoredScript === undefined ? undefined : HostedScript.load(this.machine, restoredScript);
  }

  async readMemory(address: number, length: number): Promise<Uint8Array> {
    return this.machine.memory().slice(address, address + length);
  }

  async writeMemory(address: number, bytes: Uint8Array): Promise<void> {
    this.machine.writeMemory(address, bytes);
  }

  async readDisk(offset: number, length: number): Promise<Uint8Array> {
    return this.machine.readDisk(offset, length);
  }

  async diskOverlay(): Promise<Uint8Array> {
    return this.machine.diskOverlay();
  }

  async counters(): Promise<Counters> {
    return this.machine.counters();
  }

  async pagesTouched(): Promise<number> {
    return this.machine.pagesTouched();
  }

  async pageHashes(): Promise<PageHashes> {
    return this.machine.pageHashes();
  }

  async snapshot(): Promise<ArrayBuffer> {
    return this.machine.snapshot(this.hosted?.save());
  }

  async restore(state: ArrayBuffer): Promise<void> {
    const resumeAt = this.playing;
    await this.pause();
    this.machine.restore(state);
    this.resumeScript();
    if (resumeAt !== undefined) this.play(resumeAt);
  }

  subscribe(listener: Listener, progress?: ProgressListener): () => void {
    this.listeners.add(listener);
    if (progress !== undefined) {
      this.progressListeners.add(progress);
      this.report(true);
    }
    return () => {
      this.listeners.delete(listener);
      if (progress !== undefined) this.progressListeners.delete(progress);
    };
  }

  private report(force = false): void {
    const now = wallMs();
    if (this.progressListeners.size === 0 || (!force && now - this.lastProgress < PROGRESS_MS)) return;
    this.lastProgress = now;
    const progress: Progress = {
      counters: this.machine.counters(),
      pagesTouched: this.machine.pagesTouched(),
      playing: this.playing !== undefined,
    };
    for (const listener of this.progressListeners) listener(progress);
  }

  dispose(): void {
    this.disposed = true;
    this.playing = undefined;
    this.wake();
    this.hosted?.abandon("the guest was switched off");
    this.machine.dispose();
  }
}
