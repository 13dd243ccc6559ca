/** The page's side: a network lab that lives in a worker. */
import type { ExecAnswer } from "@/app/container/lab/api";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import { type LabWorkerLike, RemoteLab } from "../../worker/remote-lab";
import {
  type CableChange,
  emptyNetworkLab,
  type NetworkLabApi,
  type NetworkLabState,
  type NetworkRunRecord,
} from "../api";
import type { NetworkSetupInput } from "../setup";
import type { Answer, Arguments, Call, FromNetwork, ToNetwork } from "./messages";

type Tell = Extract<ToNetwork, { tell: string }>;

export class RemoteNetworkLab
  extends RemoteLab<NetworkLabState, string, Call, Tell>
  implements NetworkLabApi
{
  constructor(worker: LabWorkerLike<ToNetwork, FromNetwork>) {
    super(worker, emptyNetworkLab, "the network lab");
  }

  protected override follow(machine: string): void {
    this.worker.postMessage({ tell: "console", machine });
  }

  private ask<C extends Call>(call: C, ...args: Arguments<C>): Promise<Answer<C>> {
    return this.calls.ask(call, args) as Promise<Answer<C>>;
  }

  load(setup: NetworkSetupInput): Promise<void> {
    return this.ask("load", setup);
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
}
