/** The page's side: a container lab that lives in a worker. */
import { type LabWorkerLike, RemoteLab } from "@/app/guest/worker/remote-lab";
import type { GuestPlan } from "../../in-guest";
import {
  type ContainerLabApi,
  type ContainerLabState,
  type ContainerRecord,
  type ExecAnswer,
  emptyContainerLab,
  type InsideAnswer,
} from "../api";
import type { ContainerSetupInput } from "../setup";
import type { Answer, Arguments, Call, FromContainers, ToContainers } from "./messages";

type Tell = Extract<ToContainers, { tell: string }>;

export class RemoteContainerLab
  extends RemoteLab<ContainerLabState, number, Call, Tell>
  implements ContainerLabApi
{
  constructor(worker: LabWorkerLike<ToContainers, FromContainers>) {
    super(worker, emptyContainerLab, "the container lab");
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    return this.calls.ask(call, args) as Promise<Answer<C>>;
  }

  load(setup: ContainerSetupInput): Promise<void> {
    return this.ask("load", setup);
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
}
