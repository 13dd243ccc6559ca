/** The network lab in this thread: machines on a switch, paced, with what views ask of them. The page puts it into a worker. */
import type { ConsoleListener, ExecAnswer } from "@/app/container/lab/api";
import { MOST_EXCHANGES, type NetworkExchange } from "@/app/sim/run/network-record";
import type { Pacing } from "../guest";
import { ImageError } from "../images/store";
import type { LabError } from "../lab/state";
import type { CableChange, NetworkLabApi, NetworkLabState, NetworkRunRecord, NetworkView } from "./api";
import { Consoles } from "./consoles";
import { exchange } from "./exchange";
import { LiveNetwork, type NetworkParts } from "./live-network";
import { type NetworkSetupInput, networkSetup } from "./setup";

export interface NetworkEnvironment extends NetworkParts {
  wallMs(): number;
  /** Lets messages in. */
  nextTurn(): Promise<void>;
  /** Calls back once, soon; in a page not before so many milliseconds. */
  soon(callback: () => void, notBeforeMs: number): void;
}

const TURN_MS = 8;
/** While it plays and something happens, it goes on in pieces of virtual time no longer than this, so that it can be stopped. */
const PIECE_NS = 5_000_000;
/** While it plays as fast as possible, at most so much virtual time at once. */
const FAST_STEP_NS = 50_000_000;
/** Counters of all machines are read this often, and their reading takes at most one part in so many of the time. */
const LOOK_EVERY_MS = 100;
const LOOK_SHARE = 10;
/** A network that fell behind the wall clock by more than this does not try to catch up. */
const MOST_LAG_NS = 100e6;
/** The clock on the screen goes on while every machine sleeps. */
const LONGEST_REST_MS = 100;
const SCRIPT_LIMIT_MS = 60_000;

export class LiveNetworkLab implements NetworkLabApi {
  private network: LiveNetwork | undefined;
  private view: NetworkView | undefined;
  private status: NetworkLabState["status"] = "empty";
  private doing = "";
  private playing: Pacing | undefined;
  private loop: Promise<void> | undefined;
  private error: LabError | undefined;
  private readonly consoles = new Consoles();
  private answers: NetworkRunRecord["answers"] = [];
  private exchanges: readonly NetworkExchange[] = [];
  private readonly listeners = new Set<() => void>();
  private notifying = false;
  /** Given and not done; what plays stands meanwhile. */
  private orders = 0;
  private lastOrder: Promise<unknown> = Promise.resolve();
  private turnEndsMs = 0;
  private nextLookMs = 0;
  private wake: () => void = () => {};
  private disposed = false;

  constructor(private readonly environment: NetworkEnvironment) {}

  state(): NetworkLabState {
    const { status, doing, playing, view, error, exchanges } = this;
    return { status, doing, playing, setup: this.network?.setup, view, error, exchanges };
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private changed(): void {
    if (this.notifying || this.listeners.size === 0) return;
    this.notifying = true;
    this.environment.soon(() => {
      this.notifying = false;
      for (const listener of this.listeners) listener();
    }, 0);
  }

  private get present(): LiveNetwork {
    if (this.network === undefined)
      throw new ImageError("There is no network", "the network lab", "Load a setup first.");
    return this.network;
  }

  /** One order after the other, while nothing plays. */
  private order<T>(work: () => Promise<T>): Promise<T> {
    this.orders++;
    this.wake();
    const done = this.lastOrder.then(async () => {
      await this.loop;
      try {
        return await work();
      } finally {
        this.orders--;
        this.goOn();
        this.changed();
      }
    });
    this.lastOrder = done.catch(() => {});
    return done;
  }

  async load(input: NetworkSetupInput): Promise<void> {
    const read = networkSetup.safeParse(input);
    if (!read.success) {
      const [issue] = read.error.issues;
      const where = issue?.path.join(".") || "the setup";
      throw new ImageError(`The setup cannot be used: ${issue?.message}`, where, "Correct that field.");
    }
    this.playing = undefined;
    await this.order(() => this.build(read.data));
  }

  private async build(setup: LiveNetwork["setup"]): Promise<void> {
    this.network?.dispose();
    this.network = undefined;
    this.view = undefined;
    this.error = undefined;
    this.answers = [];
    this.exchanges = [];
    this.consoles.reset();
    this.status = "busy";
    try {
      const network = await LiveNetwork.build(setup, this.environment, {
        console: (machine, bytes) => this.consoles.of(machine).add(bytes),
        betweenWindows: () => this.betweenWindows(),
        doing: (what) => {
          this.doing = what;
          this.changed();
        },
      });
      this.network = network;
      if (this.disposed) network.dispose();
      else await this.look();
    } catch (problem) {
      this.error = labError(problem, setup.name);
      throw problem;
    } finally {
      this.doing = "";
      this.status = this.network === undefined ? "empty" : "ready";
    }
  }

  play(pacing: Pacing): void {
    if (this.network === undefined) return;
    this.playing = pacing;
    this.error = undefined;
    this.wake();
    this.goOn();
    this.changed();
  }

  private goOn(): void {
    if (this.playing === undefined || this.orders > 0 || this.network === undefined) return;
    this.loop ??= this.run(this.network)
      .catch((problem: unknown) => {
        this.error = labError(problem, "the network");
        this.playing = undefined;
      })
      .finally(() => {
        this.loop = undefined;
        this.goOn();
        this.changed();
      });
  }

  private async run(network: LiveNetwork): Promise<void> {
    const { wallMs, nextTurn } = this.environment;
    const { lab } = network;
    let pacing = this.playing;
    let virtualBase = lab.nowNs;
    let wallBase = wallMs();
    while (this.playing !== undefined && this.orders === 0) {
      if (this.playing !== pacing) {
        pacing = this.playing;
        virtualBase = lab.nowNs;
        wallBase = wallMs();
      }
      const wallNs = virtualBase + (wallMs() - wallBase) * 1e6;
      const dueNs = pacing === "fast" ? lab.nowNs + FAST_STEP_NS : wallNs;
      const pieceEndsNs = Math.max(lab.nowNs, lab.nextNs) + PIECE_NS;
      const toNs = Math.ceil(Math.min(dueNs, pieceEndsNs));
      if (toNs > lab.nowNs) await lab.advance(toNs - lab.nowNs);
      if (wallNs - lab.nowNs > MOST_LAG_NS) {
        virtualBase = lab.nowNs;
        wallBase = wallMs();
      }
      await this.betweenWindows();
      const restMs = Math.min((lab.nextNs - dueNs) / 1e6, LONGEST_REST_MS);
      await (pacing === "interactive" && restMs >= 1 ? this.rest(restMs) : nextTurn());
    }
    await this.look();
  }

  /** Nothing is due: leaves the core to others until something is, or until `wake`. */
  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.environment.soon(resolve, ms);
    });
  }

  /** Lets messages in and looks at the machines, now and then. */
  private betweenWindows(): Promise<void> | undefined {
    const nowMs = this.environment.wallMs();
    if (nowMs < this.turnEndsMs) return undefined;
    return this.endTurn(nowMs >= this.nextLookMs);
  }

  private async endTurn(look: boolean): Promise<void> {
    const { wallMs, nextTurn } = this.environment;
    if (look) await this.look();
    await nextTurn();
    this.turnEndsMs = wallMs() + TURN_MS;
  }

  private async look(): Promise<void> {
    if (this.network === undefined) return;
    const { wallMs } = this.environment;
    const began = wallMs();
    this.view = await this.network.view();
    const nowMs = wallMs();
    this.nextLookMs = nowMs + Math.max(LOOK_EVERY_MS, LOOK_SHARE * (nowMs - began));
    this.changed();
  }

  async pause(): Promise<void> {
    this.playing = undefined;
    this.wake();
    await this.order(async () => {});
  }

  async step(ns: number): Promise<void> {
    this.playing = undefined;
    await this.order(async () => {
      await this.present.lab.advance(Math.round(ns));
      await this.look();
    });
  }

  onConsole(machine: string, listener: ConsoleListener): () => void {
    return this.consoles.of(machine).listen(listener);
  }

  type(machine: string, bytes: Uint8Array): void {
    this.present.lab.type(machine, bytes);
    this.wake();
  }

  exec(machine: string, script: string, timeoutVirtualMs = SCRIPT_LIMIT_MS): Promise<ExecAnswer> {
    return this.order(async () => {
      const result = await this.present.lab.exec(machine, script, timeoutVirtualMs * 1e6);
      const decoder = new TextDecoder();
      const answer = {
        stdout: decoder.decode(result.stdout),
        stderr: decoder.decode(result.stderr),
        status: result.status,
        virtualNs: result.virtualNs,
      };
      this.answers = [...this.answers, { ...answer, machine, script }];
      await this.look();
      return answer;
    });
  }

  together(
    scripts: Readonly<Record<string, string>>,
    timeoutVirtualMs = SCRIPT_LIMIT_MS,
  ): Promise<NetworkExchange> {
    return this.order(async () => {
      const done = await exchange(this.present.lab, scripts, timeoutVirtualMs * 1e6);
      this.exchanges = [...this.exchanges, done].slice(-MOST_EXCHANGES);
      await this.look();
      return done;
    });
  }

  setCable(machine: string, change: CableChange): Promise<void> {
    return this.order(async () => {
      const { lab } = this.present;
      await lab.setLink(machine, { ...lab.link(machine), ...change });
      await this.look();
    });
  }

  async capture(): Promise<Uint8Array> {
    return this.present.lab.capture();
  }

  record(): Promise<NetworkRunRecord> {
    return this.order(async () => {
      const { answers, exchanges, present } = this;
      return { kind: "network", setup: present.setup, view: await present.view(), answers, exchanges };
    });
  }

  dispose(): void {
    this.disposed = true;
    this.playing = undefined;
    this.wake();
    this.listeners.clear();
    this.network?.dispose();
    this.network = undefined;
    this.status = "empty";
  }
}

function labError(problem: unknown, where: string): LabError {
  if (problem instanceof ImageError) return problem;
  return {
    what: problem instanceof Error ? problem.message : String(problem),
    where,
    whatToDo: "Build the network again; if it happens again, tell us what was typed.",
  };
}
