/**
 * The page's side: a Guest whose machine runs in a worker. Replies come in the order of the requests; orders that need no
 * answer (typing, playing) are sent and forgotten.
 */
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
} from "../guest";
import type { FromWorker, RequestName, Requests, ToWorker } from "./messages";

/** What a browser Worker and a Node worker thread have in common, as far as it is needed here. */
export interface WorkerLike {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  onMessage(listener: (message: FromWorker) => void): void;
  onError(listener: (message: string) => void): void;
  terminate(): void;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class RemoteGuest implements Guest {
  private readonly waiting = new Map<number, Waiting>();
  private readonly listeners = new Set<(event: GuestEvent) => void>();
  private readonly progressListeners = new Set<(progress: Progress) => void>();
  private onOutput: ExecOptions["onOutput"];
  private nextId = 0;
  private gone = false;

  private constructor(
    readonly config: MachineConfig,
    private readonly worker: WorkerLike,
  ) {
    worker.onMessage((message) => this.receive(message));
    worker.onError((message) => this.fail(message));
  }

  /** Takes over a fresh worker and builds the machine in it. The files are copied, as the page keeps them for the next boot; layers may be shared. */
  static async create(
    worker: WorkerLike,
    config: MachineConfig,
    files: MachineFiles,
    listener: (event: GuestEvent) => void,
    progress: (progress: Progress) => void,
  ): Promise<RemoteGuest> {
    const guest = new RemoteGuest(config, worker);
    guest.subscribe(listener, progress);
    await guest.ask("create", { config, files });
    return guest;
  }

  private ask<N extends RequestName>(name: N, args: Requests[N]["args"]): Promise<Requests[N]["answer"]> {
    if (this.gone) return Promise.reject(new Error("the guest's worker has ended"));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve: resolve as Waiting["resolve"], reject });
      this.worker.postMessage({ id, name, args });
    });
  }

  /** For orders whose only answer would be an error: that a worker has ended is reported by its own error event. */
  private tell<N extends RequestName>(name: N, args: Requests[N]["args"]): void {
    this.ask(name, args).catch(() => {});
  }

  private receive(message: FromWorker): void {
    if ("event" in message) for (const listener of this.listeners) listener(message.event);
    else if ("progress" in message) for (const listener of this.progressListeners) listener(message.progress);
    else if ("output" in message) this.onOutput?.(message.output.stream, message.output.bytes);
    else this.settle(message);
  }

  private settle(message: Extract<FromWorker, { id: number }>): void {
    const waiting = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if ("error" in message) {
      const error = new Error(message.error);
      error.name = message.errorName;
      waiting?.reject(error);
    } else waiting?.resolve(message.answer);
  }

  private fail(message: string): void {
    this.gone = true;
    for (const { reject } of this.waiting.values()) reject(new Error(message));
    this.waiting.clear();
  }

  run(budget: { untilNs: number; stopAtReady?: boolean }): Promise<StopReason> {
    return this.ask("run", budget);
  }

  play(pacing: Pacing): void {
    this.tell("play", pacing);
  }

  async pause(): Promise<void> {
    await this.ask("pause", undefined);
  }

  type(bytes: Uint8Array, atNs?: number): void {
    this.tell("type", { bytes, atNs });
  }

  receiveFrame(bytes: Uint8Array, atNs?: number): void {
    this.tell("receiveFrame", { bytes, atNs });
  }

  inflate(pages: number, atNs?: number): void {
    this.tell("inflate", { pages, atNs });
  }

  receiveShared(change: SharedChange, writtenNs: number, atNs: number): void {
    this.tell("receiveShared", { change, writtenNs, atNs });
  }

  async exec(script: string, options: ExecOptions): Promise<ExecResult> {
    this.onOutput = options.onOutput;
    const stream = options.onOutput !== undefined;
    return this.ask("exec", { script, timeoutNs: options.timeoutNs, stream });
  }

  quantum(fromNs: number, untilNs: number): Promise<GuestQuantum> {
    return this.ask("quantum", { fromNs, untilNs });
  }

  execHosted(script: string, { atNs, timeoutNs, onOutput }: HostedExecOptions): Promise<HostedScriptResult> {
    this.onOutput = onOutput;
    const ended = this.ask("execHosted", { script, atNs, timeoutNs, stream: onOutput !== undefined });
    // Who only looks at the quanta leaves the promise alone.
    ended.catch(() => {});
    return ended;
  }

  readMemory(address: number, length: number): Promise<Uint8Array> {
    return this.ask("readMemory", { address, length });
  }

  async writeMemory(address: number, bytes: Uint8Array): Promise<void> {
    await this.ask("writeMemory", { address, bytes });
  }

  readDisk(offset: number, length: number): Promise<Uint8Array> {
    return this.ask("readDisk", { offset, length });
  }

  diskOverlay(): Promise<Uint8Array> {
    return this.ask("diskOverlay", undefined);
  }

  counters(): Promise<Counters> {
    return this.ask("counters", undefined);
  }

  pagesTouched(): Promise<number> {
    return this.ask("pagesTouched", undefined);
  }

  pageHashes(): Promise<PageHashes> {
    return this.ask("pageHashes", undefined);
  }

  snapshot(): Promise<ArrayBuffer> {
    return this.ask("snapshot", undefined);
  }

  async restore(state: ArrayBuffer): Promise<void> {
    await this.ask("restore", state);
  }

  subscribe(listener: (event: GuestEvent) => void, progress?: (p: Progress) => void): () => void {
    this.listeners.add(listener);
    if (progress !== undefined) this.progressListeners.add(progress);
    return () => {
      this.listeners.delete(listener);
      if (progress !== undefined) this.progressListeners.delete(progress);
    };
  }

  dispose(): void {
    this.fail("the guest was switched off");
    this.worker.terminate();
  }
}
