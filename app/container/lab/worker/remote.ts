/** The page's side: a container lab that lives in a worker. */
import { ImageError } from "@/app/guest/images/store";
import type { GuestPlan } from "../../in-guest";
import {
  type ConsoleListener,
  type ContainerLabApi,
  type ContainerLabState,
  type ContainerRecord,
  type ExecAnswer,
  emptyContainerLab,
  type Pacing,
} from "../api";
import { ConsoleBuffer } from "../console-buffer";
import type { ContainerSetupInput } from "../setup";
import type { Answer, Arguments, Call, Failure, FromLab, ToLab } from "./messages";

export interface LabWorkerLike {
  postMessage(message: ToLab): void;
  onMessage(listener: (message: FromLab) => void): void;
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class RemoteContainerLab implements ContainerLabApi {
  private shown = emptyContainerLab;
  private readonly listeners = new Set<() => void>();
  private readonly waiting = new Map<number, Waiting>();
  private readonly consoles = new Map<number, ConsoleBuffer>();
  private nextId = 0;
  private gone: string | undefined;

  constructor(private readonly worker: LabWorkerLike) {
    worker.onMessage((message) => this.receive(message));
    worker.onError((message) => this.fail(message));
  }

  private receive(message: FromLab): void {
    if ("state" in message) this.show(message.state);
    else if ("console" in message) {
      if ("reset" in message) this.console(message.console).reset();
      else this.console(message.console).add(message.bytes);
    } else {
      const waiting = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if ("failed" in message) waiting?.reject(errorOf(message.failed));
      else waiting?.resolve(message.answer);
    }
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
    this.gone = message;
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
    const error = { what: message, where: "the container lab's worker", whatToDo: "Reload the page." };
    this.show({ ...this.shown, status: "empty", playing: undefined, error });
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    if (this.gone !== undefined) return Promise.reject(new Error(this.gone));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      this.worker.postMessage({ id, call, args });
    });
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

function errorOf({ message, what, where, whatToDo }: Failure): Error {
  return what !== undefined && where !== undefined && whatToDo !== undefined
    ? new ImageError(what, where, whatToDo)
    : new Error(message);
}
