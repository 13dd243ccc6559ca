/** The page's side: a host lab whose run is in a worker. */

import type { HostRecord } from "@/app/sim/host/record";
import type { MemoryMap, TimelineSlice } from "@/app/sim/host/view";
import type { HostScenarioInput, OrderInput } from "@/app/sim/scenario/schema";
import { type LabWorkerLike, RemoteLab } from "../../worker/remote-lab";
import { type ExecAnswer, emptyHostLab, type HostLabApi, type HostLabState } from "../api";
import type { Answer, Arguments, Call, FromHost, ToHost } from "./messages";

type Tell = Extract<ToHost, { tell: string }>;

export class RemoteHostLab extends RemoteLab<HostLabState, string, Call, Tell> implements HostLabApi {
  constructor(worker: LabWorkerLike<ToHost, FromHost>) {
    super(worker, emptyHostLab, "the host");
  }

  protected override follow(instance: string): void {
    this.worker.postMessage({ tell: "console", instance });
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    return this.calls.ask(call, args) as Promise<Answer<C>>;
  }

  load(scenario: HostScenarioInput): Promise<void> {
    return this.ask("load", scenario);
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
}
