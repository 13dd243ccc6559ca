/** The page's side: a network lab that lives in a worker. */
import type { ConsoleListener, ExecAnswer } from "@/app/container/lab/api";
import type { ConsoleBuffer } from "@/app/container/lab/console-buffer";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import { LabCalls } from "../../worker/lab-calls";
import {
  type CableChange,
  emptyNetworkLab,
  type NetworkLabApi,
  type NetworkLabState,
  type NetworkRunRecord,
  type Pacing,
} from "../api";
import { Consoles } from "../consoles";
import type { NetworkSetupInput } from "../setup";
import type { Answer, Arguments, Call, FromNetwork, ToNetwork } from "./messages";

export interface NetworkWorkerLike {
  postMessage(message: ToNetwork): void;
  onMessage(listener: (message: FromNetwork) => void): void;
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

export class RemoteNetworkLab implements NetworkLabApi {
  private shown = emptyNetworkLab;
  private readonly listeners = new Set<() => void>();
  private readonly consoles = new Consoles();
  private readonly followed = new Set<string>();
  private readonly calls: LabCalls;

  constructor(private readonly worker: NetworkWorkerLike) {
    this.calls = new LabCalls((call) => worker.postMessage(call as Extract<ToNetwork, { call: Call }>));
    worker.onMessage((message) => this.receive(message));
    worker.onError((message) => this.fail(message));
  }

  private receive(message: FromNetwork): void {
    if ("state" in message) this.show(message.state);
    else if ("console" in message) {
      const console = this.consoles.of(message.console);
      if ("reset" in message) console.reset();
      else console.add(message.bytes);
    } else this.calls.settle(message);
  }

  private show(state: NetworkLabState): void {
    this.shown = state;
    for (const listener of this.listeners) listener();
  }

  private fail(message: string): void {
    this.calls.fail(message);
    const error = { what: message, where: "the network lab's worker", whatToDo: "Reload the page." };
    this.show({ ...this.shown, status: "empty", playing: undefined, error });
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    return this.calls.ask(call, args) as Promise<Answer<C>>;
  }

  state(): NetworkLabState {
    return this.shown;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  load(setup: NetworkSetupInput): Promise<void> {
    return this.ask("load", setup);
  }

  play(pacing: Pacing): void {
    this.worker.postMessage({ tell: "play", pacing });
  }

  pause(): Promise<void> {
    return this.ask("pause");
  }

  step(ns: number): Promise<void> {
    return this.ask("step", ns);
  }

  onConsole(machine: string, listener: ConsoleListener): () => void {
    return this.follow(machine).listen(listener);
  }

  private follow(machine: string): ConsoleBuffer {
    if (!this.followed.has(machine)) {
      this.followed.add(machine);
      this.worker.postMessage({ tell: "console", machine });
    }
    return this.consoles.of(machine);
  }

  type(machine: string, bytes: Uint8Array): void {
    this.worker.postMessage({ tell: "type", machine, bytes });
  }

  exec(machine: string, script: string, timeoutVirtualMs?: number): Promise<ExecAnswer> {
    return this.ask("exec", machine, script, timeoutVirtualMs);
  }

  together(scripts: Readonly<Record<string, string>>, timeoutVirtualMs?: number): Promise<NetworkExchange> {
    return this.ask("together", scripts, timeoutVirtualMs);
  }

  setCable(machine: string, change: CableChange): Promise<void> {
    return this.ask("setCable", machine, change);
  }

  capture(): Promise<Uint8Array> {
    return this.ask("capture");
  }

  record(): Promise<NetworkRunRecord> {
    return this.ask("record");
  }

  dispose(): void {
    this.listeners.clear();
    this.fail("the network was switched off");
    this.worker.terminate();
  }
}
