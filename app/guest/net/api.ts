/**
 * A network as the page, a lesson or a terminal sees it. In the page it lives in a worker and this is its remote; in Node it is in
 * this thread. All times are virtual nanoseconds. Machines are named by their id.
 */
import type { ConsoleListener, ExecAnswer } from "@/app/container/lab/api";
import type { LinkOptions } from "@/app/sim/net/link";
import type { LearnedAddress, PortCounters } from "@/app/sim/net/switch";
import type { NetworkExchange } from "@/app/sim/run/network-record";
import type { Pacing } from "../guest";
import type { LabError } from "../lab/state";
import type { FrameView } from "./frame-view";
import type { MemberCounters } from "./member";
import type { MachineSetup, NetworkSetup, NetworkSetupInput } from "./setup";

/** A container on a machine, where its bridge has it. */
export interface ContainerOnNetwork {
  readonly name: string;
  readonly status: string;
  readonly address: string;
}

export interface MachineView extends Pick<MachineSetup, "id" | "name" | "kind" | "address"> {
  readonly mac: string;
  /** Why it will do nothing more. */
  readonly ended?: string;
  /** Since it was plugged in. */
  readonly counters: MemberCounters;
  readonly port: PortCounters;
  readonly cable: LinkOptions;
  readonly containers: readonly ContainerOnNetwork[];
}

export interface NetworkView {
  readonly nowNs: number;
  /** By the number of their port. */
  readonly machines: readonly MachineView[];
  /** What the switch has learned. */
  readonly addresses: readonly LearnedAddress[];
  /** The last ones that went through the switch, oldest first. */
  readonly frames: readonly FrameView[];
  /** What the capture holds, and what came after it was full. */
  readonly capture: { readonly frames: number; readonly missed: number };
}

export interface NetworkLabState {
  readonly status: "empty" | "busy" | "ready";
  /** What it is busy with. */
  readonly doing: string;
  readonly playing: Pacing | undefined;
  readonly setup: NetworkSetup | undefined;
  readonly view: NetworkView | undefined;
  readonly error: LabError | undefined;
  /** Since the network was built, oldest first. */
  readonly exchanges: readonly NetworkExchange[];
}

export const emptyNetworkLab: NetworkLabState = {
  status: "empty",
  doing: "",
  playing: undefined,
  setup: undefined,
  view: undefined,
  error: undefined,
  exchanges: [],
};

/** What of a cable may be set while the network runs. */
export type CableChange = Partial<Pick<LinkOptions, "bitsPerSecond" | "delayNs" | "loss">>;

/** What checks of lessons read: a run so far, as plain data. */
export interface NetworkRunRecord {
  readonly kind: "network";
  readonly setup: NetworkSetup;
  readonly view: NetworkView;
  /** Scripts that were run by exec, with their answers. */
  readonly answers: readonly (ExecAnswer & { readonly machine: string; readonly script: string })[];
  readonly exchanges: readonly NetworkExchange[];
}

export interface NetworkLabApi {
  state(): NetworkLabState;
  /** Called at most once a frame. */
  subscribe(listener: () => void): () => void;
  /** Throws the present network away and builds another; all machines have run their scripts when this is done. @throws for a bad setup */
  load(setup: NetworkSetupInput): Promise<void>;
  play(pacing: Pacing): void;
  pause(): Promise<void>;
  /** Runs on for so long, then stands. */
  step(ns: number): Promise<void>;
  /** A machine's console; begins with what is on it. */
  onConsole(machine: string, listener: ConsoleListener): () => void;
  type(machine: string, bytes: Uint8Array): void;
  /** Runs a script to its end, at once in wall time; what plays goes on afterwards. @throws if there is no such machine */
  exec(machine: string, script: string, timeoutVirtualMs?: number): Promise<ExecAnswer>;
  /** Begins scripts, by machine, at one moment, and runs on until all have ended, at once in wall time. @throws as exec */
  together(scripts: Readonly<Record<string, string>>, timeoutVirtualMs?: number): Promise<NetworkExchange>;
  /** Both directions of a machine's cable. @throws with what is wrong with it */
  setCable(machine: string, change: CableChange): Promise<void>;
  /** The frames that went through the switch, as a pcap file. */
  capture(): Promise<Uint8Array>;
  record(): Promise<NetworkRunRecord>;
  dispose(): void;
}
