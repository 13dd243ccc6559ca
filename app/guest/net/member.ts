/** A machine on the lab's switch. All times are the lab's, in whole nanoseconds. */
import type { Counters, SharedChange } from "../guest";

export interface SentFrame {
  readonly bytes: Uint8Array;
  readonly atNs: number;
}

/** What a member did with the memory that it shares with a neighbour. */
export interface SharedEvent {
  readonly change: SharedChange;
  readonly atNs: number;
}

export interface ScriptResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Undefined if time ran out, or the machine ended first. */
  readonly status: number | undefined;
  readonly timedOut: boolean;
  /** From the order to the script's end. */
  readonly virtualNs: number;
}

/** What a member has done since it was plugged in: a guest's counters, or a simulated kernel's system calls. */
export type MemberCounters =
  | ({ readonly kind: "guest" } & Omit<Counters, "virtualNs">)
  | {
      readonly kind: "kernel";
      readonly systemCalls: number;
      /** What came to it from its containers: those that run. */
      readonly bridged: { readonly frames: number; readonly bytes: number };
    };

export interface Member {
  readonly id: string;
  /** Its port of the switch. */
  readonly port: number;
  readonly mac: string;
  /** When it may do something next; Infinity if never, by itself. */
  readonly readyNs: number;
  /** Why it will do nothing more. */
  readonly ended: string | undefined;
  /** Goes on to `untilNs`, and does nothing that another could have an influence on from then on. */
  run(untilNs: number): Promise<void>;
  /** What it has sent since it was asked last, in the order of time; may lie after `untilNs`, see GuestMember. */
  takeSent(): SentFrame[];
  /** As `takeSent`, of what it shares. */
  takeShared(): SharedEvent[];
  /** What its neighbour did is there to be seen at `atNs`. */
  receiveShared(event: SharedEvent, atNs: number): void;
  /** Of the memory that it can share; 0 if it has none. */
  readonly sharedBytes: number;
  /** A frame reaches its card. */
  receive(frame: Uint8Array, atNs: number): void;
  /** Types into its console, at the lab's present. */
  type(bytes: Uint8Array, nowNs: number): void;
  /** False for a guest that is one program. */
  readonly runsScripts: boolean;
  /** Begins a script at the lab's present. One at a time. */
  start(script: string, nowNs: number, timeoutNs: number): void;
  /** Of the script that was begun last, once it has ended. */
  readonly result: ScriptResult | undefined;
  counters(): Promise<MemberCounters>;
  dispose(): void;
}
