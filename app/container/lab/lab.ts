/** The container lab in this thread: a simulated machine, paced, with what views ask of it. The page puts it into a worker. */

import type { Pacing } from "@/app/guest/guest";
import { ImageError } from "@/app/guest/images/store";
import type { LabError } from "@/app/guest/lab/state";
import { errorText, SysError } from "@/app/sim/kernel/abi/errno";
import { bytesOf, textOf } from "@/app/sim/kernel/fs/contract";
import type { Launched, Streams } from "@/app/sim/kernel/launch";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { openConsole } from "@/app/sim/kernel/tty/console";
import type { Tty } from "@/app/sim/kernel/tty/tty";
import { kernelView } from "@/app/sim/kernel/view/kernel-view";
import { overlayViews } from "@/app/sim/kernel/view/overlays";
import { totalCalls } from "@/app/sim/run/record";
import { plainSpec } from "@/app/sim/runtime/engine/plain-spec";
import { type DockerMachine, makeDockerMachine } from "../docker-machine";
import { type GuestPlan, guestPlan } from "../in-guest";
import type {
  ConsoleListener,
  ContainerLabApi,
  ContainerLabState,
  ContainerRecord,
  ContainerView,
  ExecAnswer,
  InsideAnswer,
} from "./api";
import { AttachedContainer } from "./attached";
import { ConsoleBuffer } from "./console-buffer";
import { type ContainerSetup, type ContainerSetupInput, containerSetup } from "./setup";

export interface ContainerEnvironment {
  wallMs(): number;
  /** Lets messages in. */
  nextTurn(): Promise<void>;
  /** Calls back once, soon: a frame later in a page, at once in a terminal; in a page not before so many milliseconds. */
  soon(callback: () => void, notBeforeMs: number): void;
}

export const TERMINALS = 2;
const TURN_MS = 8;
const VIEW_SHARE = 10;
const MOST_LAG_MS = 100;
/** The clock on the screen goes on while every process sleeps. */
const LONGEST_REST_MS = 100;
/** While it plays as fast as possible, so much virtual time at once. */
const FAST_STEP_NS = 50_000_000;
const SCRIPT_LIMIT_MS = 60_000;
const SHOWN_EVENTS = 400;

interface Loaded {
  readonly setup: ContainerSetup;
  readonly system: DockerMachine;
  readonly terminals: readonly Tty[];
  readonly attached: AttachedContainer | undefined;
}

export class ContainerLab implements ContainerLabApi {
  private loaded: Loaded | undefined;
  private status: ContainerLabState["status"] = "empty";
  private playing: Pacing | undefined;
  private loop: Promise<void> | undefined;
  private error: LabError | undefined;
  private readonly listeners = new Set<() => void>();
  private readonly consoles = Array.from({ length: TERMINALS }, () => new ConsoleBuffer());
  private answers: (ExecAnswer & { script: string })[] = [];
  private notifying = false;
  private shown: ContainerLabState | undefined;
  private viewMs = 0;
  private wake: () => void = () => {};

  constructor(private readonly environment: ContainerEnvironment) {}

  state(): ContainerLabState {
    if (this.shown === undefined) {
      const began = this.environment.wallMs();
      this.shown = {
        status: this.status,
        playing: this.playing,
        setup: this.loaded?.setup,
        view: this.loaded && viewOf(this.loaded),
        error: this.error,
      };
      this.viewMs = this.environment.wallMs() - began;
    }
    return this.shown;
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

  private get machine(): Loaded {
    if (this.loaded === undefined)
      throw new ImageError("There is no machine", "the container lab", "Load a setup first.");
    return this.loaded;
  }

  async load(input: ContainerSetupInput): Promise<void> {
    const read = containerSetup.safeParse(input);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = issue?.path.join(".") || "the setup";
      throw new ImageError(`The setup cannot be used: ${issue?.message}`, where, "Correct that field.");
    }
    await this.pause();
    this.status = "busy";
    this.changed();
    try {
      const setup = read.data;
      const system = makeDockerMachine({ seed: setup.seed, cores: setup.cores, memoryMiB: setup.memoryMiB });
      for (const { path, text } of setup.files)
        system.kernel.writeFile(path, new TextEncoder().encode(text), 0o755);
      if (setup.script !== "") await this.finish(system, setup.script, SCRIPT_LIMIT_MS);
      for (const console of this.consoles) console.reset();
      const [first] = this.consoles;
      const attached =
        setup.attached === undefined
          ? undefined
          : new AttachedContainer(system, setup, setup.attached, (bytes) => first!.add(bytes));
      const terminals = this.consoles.map((console, number) =>
        number === 0 && attached !== undefined
          ? attached.terminal
          : openConsole(system.kernel, number, (bytes) => console.add(bytes)),
      );
      if (attached !== undefined)
        await this.advance(system.machine.nowNs + SCRIPT_LIMIT_MS * 1e6, () => attached.settled, system);
      this.loaded = { setup, system, terminals, attached };
      this.answers = [];
      this.error = undefined;
    } finally {
      this.status = this.loaded === undefined ? "empty" : "ready";
      this.changed();
    }
  }

  play(pacing: Pacing): void {
    if (this.loaded === undefined) return;
    this.playing = pacing;
    this.wake();
    this.loop ??= this.run()
      .catch((problem: unknown) => {
        this.error = {
          what: problem instanceof Error ? problem.message : String(problem),
          where: "the simulated kernel",
          whatToDo: "Load the machine again; if it happens again, tell us what was typed.",
        };
      })
      .finally(() => {
        this.loop = undefined;
        this.playing = undefined;
        this.changed();
      });
    this.changed();
  }

  private async run(): Promise<void> {
    const { wallMs, nextTurn } = this.environment;
    let pacing = this.playing;
    let virtualBase = this.machine.system.machine.nowNs;
    let wallBase = wallMs();
    while (this.playing !== undefined) {
      const { machine } = this.machine.system;
      if (this.playing !== pacing) {
        pacing = this.playing;
        virtualBase = machine.nowNs;
        wallBase = wallMs();
      }
      const dueNs =
        pacing === "fast" ? machine.nowNs + FAST_STEP_NS : virtualBase + (wallMs() - wallBase) * 1e6;
      const turnEnds = wallMs() + TURN_MS;
      while (machine.nextNs <= dueNs && wallMs() < turnEnds) machine.advance(machine.nextNs);
      if (machine.nextNs > dueNs && dueNs > machine.nowNs) machine.advance(Math.floor(dueNs));
      if (dueNs - machine.nowNs > MOST_LAG_MS * 1e6) {
        virtualBase = machine.nowNs;
        wallBase = wallMs();
      }
      this.changed();
      // As fast as possible, only what waits for a key rests.
      const idleNs =
        pacing === "fast" && machine.nextNs < Number.POSITIVE_INFINITY ? 0 : machine.nextNs - dueNs;
      const restMs = Math.min(idleNs / 1e6, LONGEST_REST_MS);
      await (restMs >= 1 ? this.rest(restMs) : nextTurn());
    }
  }

  /** Nothing is due: leaves the core to others until something is, or until `wake`. */
  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.environment.soon(resolve, ms);
    });
  }

  async pause(): Promise<void> {
    this.playing = undefined;
    this.wake();
    await this.loop;
    this.changed();
  }

  async step(ns: number): Promise<void> {
    await this.pause();
    const { machine } = this.machine.system;
    await this.advance(machine.nowNs + Math.round(ns), () => false);
    this.changed();
  }

  /** Runs on to a moment or until it is so, and lets messages in meanwhile. */
  private async advance(toNs: number, done: () => boolean, system = this.machine.system): Promise<void> {
    const { wallMs, nextTurn } = this.environment;
    const { machine } = system;
    let turnEnds = wallMs() + TURN_MS;
    while (!done() && machine.nextNs <= toNs) {
      machine.advance(machine.nextNs);
      if (wallMs() < turnEnds) continue;
      this.changed();
      await nextTurn();
      turnEnds = wallMs() + TURN_MS;
    }
    if (!done() && toNs > machine.nowNs && toNs !== Number.POSITIVE_INFINITY) machine.advance(toNs);
  }

  onConsole(terminal: number, listener: ConsoleListener): () => void {
    return this.console(terminal).listen(listener);
  }

  private console(terminal: number): ConsoleBuffer {
    const console = this.consoles[terminal];
    if (console === undefined) throw new RangeError(`there are terminals 0 to ${TERMINALS - 1}`);
    return console;
  }

  type(terminal: number, bytes: Uint8Array): void {
    this.machine.terminals[terminal]?.type(bytes);
    this.wake();
    this.changed();
  }

  resize(terminal: number, rows: number, columns: number): void {
    this.loaded?.terminals[terminal]?.configure({ rows, columns });
  }

  async exec(script: string, timeoutVirtualMs = SCRIPT_LIMIT_MS): Promise<ExecAnswer> {
    const { system } = this.machine;
    const answer = await this.finish(system, script, timeoutVirtualMs);
    this.answers.push({ ...answer, script });
    this.changed();
    return answer;
  }

  async execInside(script: string, timeoutVirtualMs: number): Promise<InsideAnswer> {
    const { system, attached } = this.machine;
    if (attached === undefined)
      throw new ImageError("No container is attached", "the container lab", "Load a setup that has one.");
    const before = attached.counters();
    const answer = await this.collect(
      system,
      (streams) => attached.script(script, streams),
      timeoutVirtualMs,
    );
    const after = attached.counters();
    this.changed();
    return {
      ...answer,
      instructions: after.instructions.inside - before.instructions.inside,
      calls: totalCalls(after.calls, "inside") - totalCalls(before.calls, "inside"),
      switches: after.switches - before.switches,
      faults: after.faults - before.faults,
    };
  }

  private async finish(system: DockerMachine, script: string, timeoutVirtualMs: number): Promise<ExecAnswer> {
    const source = new TextEncoder().encode(script);
    const start = (streams: Streams) => system.startScript(source, streams);
    const { stdout, stderr, ...rest } = await this.collect(system, start, timeoutVirtualMs);
    const decoder = new TextDecoder();
    return { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr), ...rest };
  }

  private async collect(system: DockerMachine, start: (streams: Streams) => Launched, limitMs: number) {
    const out: Uint8Array[] = [];
    const err: Uint8Array[] = [];
    const startNs = system.machine.nowNs;
    const launched = start({ stdout: (bytes) => out.push(bytes), stderr: (bytes) => err.push(bytes) });
    this.wake();
    await this.advance(startNs + limitMs * 1e6, () => launched.status !== undefined, system);
    return {
      stdout: concatBytes(out),
      stderr: concatBytes(err),
      status: launched.status,
      virtualNs: system.machine.nowNs - startNs,
    };
  }

  async putFile(path: string, bytes: Uint8Array): Promise<void> {
    inWords(path, () => this.machine.system.kernel.writeFile(path, bytes, 0o644));
    this.changed();
  }

  async readFile(path: string): Promise<Uint8Array> {
    return inWords(path, () => bytesOf(this.machine.system.kernel.readFile(path)));
  }

  async writeCgroup(path: string, file: string, text: string): Promise<void> {
    const place = `/sys/fs/cgroup${path === "/" ? "" : path}/${file}`;
    inWords(place, () => this.machine.system.kernel.writeText(place, text));
    this.wake();
    this.changed();
  }

  async guestPlan(image: string, command: readonly string[]): Promise<GuestPlan> {
    return guestPlan(this.machine.system.engine.imageContent(image), plainSpec(image, command));
  }

  async record(): Promise<ContainerRecord> {
    const { setup, system } = this.machine;
    return {
      kind: "container",
      setup,
      view: viewOf(this.machine),
      events: [...system.recorder.events],
      answers: [...this.answers],
      consoles: this.consoles.map((console) => textOf(console.bytes())),
    };
  }

  dispose(): void {
    this.playing = undefined;
    this.wake();
    this.listeners.clear();
    this.loaded = undefined;
    this.status = "empty";
  }
}

function inWords<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (problem) {
    if (!(problem instanceof SysError)) throw problem;
    throw new ImageError(errorText(problem.code), where, `The kernel refused it (${problem.code}).`);
  }
}

function viewOf({ system, attached }: Loaded): ContainerView {
  const { kernel, engine, recorder } = system;
  const containers = engine.containers();
  return {
    ...kernelView(kernel),
    containers,
    images: engine.images(),
    networks: engine.networks(),
    overlays: overlayViews(kernel),
    starts: Object.fromEntries(containers.map(({ id }) => [id, engine.startSteps(id)])),
    events: recorder.events.slice(-SHOWN_EVENTS),
    calls: recorder.calls,
    ...(attached === undefined ? {} : { attached: attached.view() }),
  };
}
