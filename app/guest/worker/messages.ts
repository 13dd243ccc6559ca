/**
 * What crosses between a guest's worker and the page. Requests carry an id and are answered; events and progress are sent
 * as they come, at most once a frame.
 */
import type {
  Counters,
  ExecResult,
  GuestEvent,
  GuestQuantum,
  HostedScriptResult,
  MachineConfig,
  MachineFiles,
  Pacing,
  PageHashes,
  Progress,
  SharedChange,
  StopReason,
} from "../guest";

export interface Create {
  readonly config: MachineConfig;
  readonly files: MachineFiles;
}

export interface Requests {
  create: { args: Create; answer: undefined };
  run: { args: { untilNs: number; stopAtReady?: boolean }; answer: StopReason };
  play: { args: Pacing; answer: undefined };
  pause: { args: undefined; answer: undefined };
  quantum: { args: { fromNs: number; untilNs: number }; answer: GuestQuantum };
  execHosted: {
    args: { script: string; atNs: number; timeoutNs: number | undefined; stream: boolean };
    answer: HostedScriptResult;
  };
  type: { args: { bytes: Uint8Array; atNs?: number | undefined }; answer: undefined };
  receiveFrame: { args: { bytes: Uint8Array; atNs?: number | undefined }; answer: undefined };
  inflate: { args: { pages: number; atNs?: number | undefined }; answer: undefined };
  receiveShared: {
    args: { change: SharedChange; writtenNs: number; atNs: number };
    answer: undefined;
  };
  exec: { args: { script: string; timeoutNs: number; stream: boolean }; answer: ExecResult };
  readMemory: { args: { address: number; length: number }; answer: Uint8Array };
  writeMemory: { args: { address: number; bytes: Uint8Array }; answer: undefined };
  readDisk: { args: { offset: number; length: number }; answer: Uint8Array };
  diskOverlay: { args: undefined; answer: Uint8Array };
  counters: { args: undefined; answer: Counters };
  pagesTouched: { args: undefined; answer: number };
  pageHashes: { args: undefined; answer: PageHashes };
  snapshot: { args: undefined; answer: ArrayBuffer };
  restore: { args: ArrayBuffer; answer: undefined };
}

export type RequestName = keyof Requests;

export type ToWorker =
  /** Where v86's JavaScript is: it is loaded while the page still compiles the wasm. */
  | { readonly moduleUrl: string }
  | { readonly wasm: WebAssembly.Module }
  | { readonly id: number; readonly name: RequestName; readonly args: unknown };

export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string; readonly errorName: string }
  | { readonly event: GuestEvent }
  | { readonly progress: Progress }
  | { readonly output: { readonly stream: "stdout" | "stderr"; readonly bytes: Uint8Array } };
