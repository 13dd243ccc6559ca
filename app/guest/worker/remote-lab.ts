/** The page's side of a lab that lives in a worker, whatever it is a lab of. */
import type { ConsoleListener } from "@/app/container/lab/api";
import { ConsoleBuffer } from "@/app/container/lab/console-buffer";
import type { Pacing } from "../guest";
import type { LabError } from "../lab/state";
import { type CallOutcome, type LabCall, LabCalls } from "./lab-calls";

/** A worker to which `To` is said, and which says `From`. */
export interface LabWorkerLike<To, From> {
  postMessage(message: To): void;
  onMessage(listener: (message: From) => void): void;
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

/** A worker of the page as a lab's remote wants it. @param name of what is in it: "the host" */
export const pageLabWorker = <To, From>(worker: Worker, name: string): LabWorkerLike<To, From> => ({
  postMessage: (message) => worker.postMessage(message),
  onMessage: (listener) => worker.addEventListener("message", ({ data }) => listener(data)),
  onError: (listener) =>
    worker.addEventListener("error", ({ message }) =>
      listener(message || `${name}'s worker could not start`),
    ),
  terminate: () => worker.terminate(),
});

/** What the worker of any lab says: answers, its state, and its consoles by their key. */
export type FromLab<State, Key> =
  | CallOutcome
  | { readonly state: State }
  | { readonly console: Key; readonly bytes: Uint8Array }
  | { readonly console: Key; readonly reset: true };

interface AnyState {
  readonly status: string;
  readonly playing: unknown;
  readonly error: LabError | undefined;
}

type Play = { readonly tell: "play"; readonly pacing: Pacing };

/**
 * The state as it was last told, the consoles so far, and the clock. When the worker is gone, everything that was asked fails and
 * the state says why.
 */
export abstract class RemoteLab<State extends AnyState, Key, Call extends string, Tell> {
  protected readonly calls: LabCalls;
  private readonly listeners = new Set<() => void>();
  private readonly consoles = new Map<Key, ConsoleBuffer>();
  private readonly followed = new Set<Key>();

  constructor(
    protected readonly worker: LabWorkerLike<LabCall<Call> | Play | Tell, FromLab<State, Key>>,
    private shown: State,
    /** What its errors call it: "the host". */
    private readonly name: string,
  ) {
    this.calls = new LabCalls((call) => worker.postMessage(call as LabCall<Call>));
    worker.onMessage((message) => this.receive(message));
    worker.onError((message) => this.fail(message));
  }

  private receive(message: FromLab<State, Key>): void {
    if ("state" in message) this.show(message.state);
    else if ("console" in message) {
      const console = this.console(message.console);
      if ("reset" in message) console.reset();
      else console.add(message.bytes);
    } else this.calls.settle(message);
  }

  private show(state: State): void {
    this.shown = state;
    for (const listener of this.listeners) listener();
  }

  private console(key: Key): ConsoleBuffer {
    let known = this.consoles.get(key);
    if (known === undefined) {
      known = new ConsoleBuffer();
      this.consoles.set(key, known);
    }
    return known;
  }

  private fail(message: string): void {
    this.calls.fail(message);
    const error = { what: message, where: `${this.name}'s worker`, whatToDo: "Reload the page." };
    this.show({ ...this.shown, status: "empty", playing: undefined, error });
  }

  state(): State {
    return this.shown;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  play(pacing: Pacing): void {
    this.worker.postMessage({ tell: "play", pacing });
  }

  async pause(): Promise<void> {
    await this.calls.ask("pause", []);
  }

  async step(ns: number): Promise<void> {
    await this.calls.ask("step", [ns]);
  }

  /** The console from its beginning, or as much of it as is kept. */
  onConsole(key: Key, listener: ConsoleListener): () => void {
    if (!this.followed.has(key)) {
      this.followed.add(key);
      this.follow(key);
    }
    return this.console(key).listen(listener);
  }

  /** Asks the worker for a console that it does not send by itself. */
  protected follow(_key: Key): void {}

  dispose(): void {
    this.listeners.clear();
    this.fail(`${this.name} was switched off`);
    this.worker.terminate();
  }
}
