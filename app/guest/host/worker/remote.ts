/** The page's side: a host lab whose run is in a worker. */

import type { HostRecord } from "@/app/sim/host/record";
import type { MemoryMap, TimelineSlice } from "@/app/sim/host/view";
import type { HostScenarioInput, OrderInput } from "@/app/sim/scenario/schema";
import { LabCalls } from "../../worker/lab-calls";
import {
  type ConsoleListener,
  type ExecAnswer,
  emptyHostLab,
  type HostLabApi,
  type HostLabState,
  type HostPacing,
} from "../api";
import type { Answer, Arguments, Call, FromHost, ToHost } from "./messages";

export interface HostWorkerLike {
  postMessage(message: ToHost): void;
  onMessage(listener: (message: FromHost) => void): void;
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

/** The console so far is kept here, so that a terminal which opens later begins with it. */
interface Console {
  readonly listeners: Set<ConsoleListener>;
  parts: Uint8Array[];
  bytes: number;
}

const CONSOLE_BYTES = 65_536;

export class RemoteHostLab implements HostLabApi {
  private shown = emptyHostLab;
  private readonly listeners = new Set<() => void>();
  private readonly consoles = new Map<string, Console>();
  private readonly calls: LabCalls;

  constructor(private readonly worker: HostWorkerLike) {
    this.calls = new LabCalls((call) => worker.postMessage(call as Extract<ToHost, { call: Call }>));
    worker.onMessage((message) => this.receive(message));
    worker.onError((message) => this.fail(message));
  }

  private receive(message: FromHost): void {
    if ("state" in message) this.show(message.state);
    else if ("console" in message) this.consoleMessage(message);
    else this.calls.settle(message);
  }

  private show(state: HostLabState): void {
    this.shown = state;
    for (const listener of this.listeners) listener();
  }

  private consoleMessage(message: Extract<FromHost, { console: string }>): void {
    const console = this.consoleOf(message.console);
    if ("reset" in message) {
      console.parts = [];
      console.bytes = 0;
      for (const listener of console.listeners) listener.reset();
      return;
    }
    console.parts.push(message.bytes);
    console.bytes += message.bytes.length;
    while (console.parts.length > 1 && console.bytes - console.parts[0]!.length >= CONSOLE_BYTES)
      console.bytes -= console.parts.shift()!.length;
    for (const listener of console.listeners) listener.bytes(message.bytes);
  }

  private consoleOf(instance: string): Console {
    let known = this.consoles.get(instance);
    if (known === undefined) {
      known = { listeners: new Set(), parts: [], bytes: 0 };
      this.consoles.set(instance, known);
      this.worker.postMessage({ tell: "console", instance });
    }
    return known;
  }

  private fail(message: string): void {
    this.calls.fail(message);
    const error = { what: message, where: "the host's worker", whatToDo: "Reload the page." };
    this.show({ ...this.shown, status: "empty", playing: undefined, error });
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    return this.calls.ask(call, args) as Promise<Answer<C>>;
  }

  state(): HostLabState {
    return this.shown;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  load(scenario: HostScenarioInput): Promise<void> {
    return this.ask("load", scenario);
  }

  play(pacing: HostPacing): void {
    this.worker.postMessage({ tell: "play", pacing });
  }

  pause(): Promise<void> {
    return this.ask("pause");
  }

  step(ns: number): Promise<void> {
    return this.ask("step", ns);
  }

  seek(atNs: number): Promise<void> {
    return this.ask("seek", atNs);
  }

  order(order: OrderInput): Promise<void> {
    return this.ask("order", order);
  }

  timeline(fromNs: number, toNs: number, maxBuckets: number): Promise<TimelineSlice> {
    return this.ask("timeline", fromNs, toNs, maxBuckets);
  }

  memoryMap(maxCells: number): Promise<MemoryMap> {
    return this.ask("memoryMap", maxCells);
  }

  record(): Promise<HostRecord> {
    return this.ask("record");
  }

  onConsole(instance: string, listener: ConsoleListener): () => void {
    const console = this.consoleOf(instance);
    for (const bytes of console.parts) listener.bytes(bytes);
    console.listeners.add(listener);
    return () => console.listeners.delete(listener);
  }

  type(instance: string, bytes: Uint8Array): void {
    this.worker.postMessage({ tell: "type", instance, bytes });
  }

  exec(instance: string, script: string): Promise<ExecAnswer> {
    return this.ask("exec", instance, script);
  }

  export(): Promise<string> {
    return this.ask("export");
  }

  import(text: string): Promise<void> {
    return this.ask("import", text);
  }

  dispose(): void {
    this.listeners.clear();
    this.fail("the host was switched off");
    this.worker.terminate();
  }
}
