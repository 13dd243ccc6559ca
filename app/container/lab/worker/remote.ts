/** The page's side: a container lab that lives in a worker. */
import { LabCalls } from "@/app/guest/worker/lab-calls";
import type { GuestPlan } from "../../in-guest";
import {
  type ConsoleListener,
  type ContainerLabApi,
  type ContainerLabState,
  type ContainerRecord,
  type ExecAnswer,
  emptyContainerLab,
  type InsideAnswer,
  type Pacing,
} from "../api";
import { ConsoleBuffer } from "../console-buffer";
import type { ContainerSetupInput } from "../setup";
import type { Answer, Arguments, Call, FromLab, ToLab } from "./messages";

export interface LabWorkerLike {
  postMessage(message: ToLab): void;
  onMessage(listener: (message: FromLab) => void): void;
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

export class RemoteContainerLab implements ContainerLabApi {
  private shown = emptyContainerLab;
  private readonly listeners = new Set<() => void>();
  private readonly consoles = new Map<number, ConsoleBuffer>();
  private readonly calls: LabCalls;

  constructor(private readonly worker: LabWorkerLike) {
    this.calls = new LabCalls((call) => worker.postMessage(call as Extract<ToLab, { call: Call }>));
    worker.onMessage((message) => this.receive(message));
    worker.onError((message) => this.fail(message));
  }

  private receive(message: FromLab): void {
    if ("state" in message) this.show(message.state);
    else if ("console" in message) {
      if ("reset" in message) this.console(message.console).reset();
      else this.console(message.console).add(message.bytes);
    } else this.calls.settle(message);
  }

  private show(state: ContainerLabState): void {
    this.shown = state;
    for (const listener of this.listeners) listener();
  }

  private console(terminal: number): ConsoleBuffer {
    let known = this.consoles.get(terminal);
    if (known === undefined) {
      known = new ConsoleBuffer();
      this.consoles.set(terminal, known);
    }
    return known;
  }

  private fail(message: string): void {
    this.calls.fail(message);
    const error = { what: message, where: "the container lab's worker", whatToDo: "Reload the page." };
    this.show({ ...this.shown, status: "empty", playing: undefined, error });
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    return this.calls.ask(call, args) as Promise<Answer<C>>;
  }

  state(): ContainerLabState {
    return this.shown;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  load(setup: ContainerSetupInput): Promise<void> {
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

  onConsole(terminal: number, listener: ConsoleListener): () => void {
    return this.console(terminal).listen(listener);
  }

  type(terminal: number, bytes: Uint8Array): void {
    this.worker.postMessage({ tell: "type", terminal, bytes });
  }

  resize(terminal: number, rows: number, columns: number): void {
    this.worker.postMessage({ tell: "resize", terminal, rows, columns });
  }

  exec(script: string, timeoutVirtualMs?: number): Promise<ExecAnswer> {
    return this.ask("exec", script, timeoutVirtualMs);
  }

  execInside(script: string, timeoutVirtualMs: number): Promise<InsideAnswer> {
    return this.ask("execInside", script, timeoutVirtualMs);
  }

  putFile(path: string, bytes: Uint8Array): Promise<void> {
    return this.ask("putFile", path, bytes);
  }

  readFile(path: string): Promise<Uint8Array> {
    return this.ask("readFile", path);
  }

  writeCgroup(path: string, file: string, text: string): Promise<void> {
    return this.ask("writeCgroup", path, file, text);
  }

  guestPlan(image: string, command: readonly string[]): Promise<GuestPlan> {
    return this.ask("guestPlan", image, command);
  }

  record(): Promise<ContainerRecord> {
    return this.ask("record");
  }

  dispose(): void {
    this.listeners.clear();
    this.fail("the machine was switched off");
    this.worker.terminate();
  }
}
