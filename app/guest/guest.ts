/**
 * The interface between the lab and a real guest. Everything here is in virtual nanoseconds; the wall clock appears only
 * in `play`. The one implementation is app/guest/v86, used in-process or behind a worker (app/guest/worker): the same code.
 */
import type { DiskLayer } from "@/app/guest/chain/layers";
import type { ChainRecord } from "@/app/sim/run/chain-record";
import type { BootRecord, ExitsByDevice, GuestTrack, Via } from "@/app/sim/run/record";
import type { MachineDevices } from "@/app/sim/vmm/devices";

/** What the host charges. Counts are measured on the guest; these turn them into virtual time. */
export interface HostCosts {
  readonly nsPerInstruction: number;
  readonly nsPerExit: number;
}

/** A shell's prompt on the console, or the mark that says "ready" (boot.ts), from a guest that has none. */
export type ReadyRule = "prompt" | "mark";

export interface MachineConfig {
  readonly image: string;
  readonly via: Via;
  readonly track: GuestTrack;
  readonly memoryMiB: number;
  readonly commandLine: string;
  /** Seeds the guest's hardware random numbers (RDRAND and what the devices draw). */
  readonly seed: number;
  /** The date on the guest's real-time clock at virtual time 0, ms since 1970 UTC. */
  readonly startDateMs: number;
  readonly costs: HostCosts;
  /**
   * When v86's compiler is on: never while booting, where it costs more wall time than it saves. Part of what defines a run,
   * because slices end where compiled code does.
   */
  readonly jit: "after boot" | "never";
  /** The network card's address, "02:…"; drawn with the seed where none is given. A guest from a snapshot has read its own. */
  readonly mac?: string;
  /** What ends the boot; the prompt, if nothing is said. */
  readonly ready?: ReadyRule;
  /** Where the machine differs from its track's (devicesOf). A saved state fits only the devices it was taken with. */
  readonly devices?: Partial<MachineDevices>;
}

/** Uncompressed files that a machine starts from; which are needed follows from `via`. */
export interface MachineFiles {
  readonly multiboot?: ArrayBuffer;
  readonly bzimage?: ArrayBuffer;
  readonly bios?: ArrayBuffer;
  readonly vgaBios?: ArrayBuffer;
  /** A saved state to boot from: a newline is typed into it, and its prompt ends the boot. */
  readonly snapshot?: ArrayBuffer;
  /** The disk's first contents, at most its size; zeros follow. */
  readonly disk?: ArrayBuffer;
  /** What lies below the disk's own overlay, from the bottom up, where it is the top of a chain; also for `resume`. */
  readonly layers?: readonly DiskLayer[];
  /** A saved state to go on from silently, exactly where it was; nothing else is needed then. */
  readonly resume?: ArrayBuffer;
}

export interface Counters {
  /** Virtual time since power-on of this machine; goes on from the saved value after a restore. */
  readonly virtualNs: number;
  readonly instructions: number;
  readonly exits: ExitsByDevice;
  readonly idleNs: number;
  /** Runnable, but without a core; absent in a guest that always had one. */
  readonly stolenNs?: number;
  /** Absent while no frame has come to the card or gone from it. */
  readonly net?: NetCounters;
  /** Where its disk is the top of a chain. */
  readonly chain?: ChainRecord;
}

/** Frames at a guest's network card. */
export interface NetCounters {
  readonly sentFrames: number;
  readonly sentBytes: number;
  readonly receivedFrames: number;
  readonly receivedBytes: number;
  /** Came in while the driver had not started the card. */
  readonly notListening: number;
  /** Came in while the host's queue for the card was full. */
  readonly queueFull: number;
  /** In either direction: no Ethernet frame, or given to a card that its driver has set up with nonsense. */
  readonly invalid: number;
}

export type StopReason = "deadline" | "ready" | "halted" | "reset" | "crashed" | "paused";

/** What one of two neighbours does with what they share. */
export type SharedChange =
  | { readonly kind: "write"; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly kind: "doorbell" };

export type GuestEvent =
  | { readonly type: "console"; readonly bytes: Uint8Array; readonly atNs: number }
  /** A boot mark written by the loader, the kernel or a program (port 0xE8). */
  | { readonly type: "mark"; readonly code: number; readonly atNs: number; readonly instructions: number }
  /** The shell's prompt has appeared for the first time since power-on or restore. */
  | { readonly type: "ready"; readonly boot: BootRecord }
  /** The guest's network card has sent an Ethernet frame. */
  | { readonly type: "frame"; readonly bytes: Uint8Array; readonly atNs: number }
  /** It has changed the memory that it shares with a neighbour, or rung the neighbour's doorbell. */
  | { readonly type: "shared"; readonly change: SharedChange; readonly atNs: number }
  | { readonly type: "halted"; readonly atNs: number }
  | { readonly type: "reset"; readonly atNs: number }
  | { readonly type: "crashed"; readonly crash: Crash };

export interface Crash {
  readonly reason: "kernel panic" | "triple fault" | "processor stopped" | "emulator stopped";
  readonly message: string;
  readonly atNs: number;
  readonly instructions: number;
  /** The last lines on the console. */
  readonly console: readonly string[];
  /** eip, eax … as hexadecimal, where they could be read. */
  readonly registers: Readonly<Record<string, string>>;
}

/** Sent ten times a second while a guest plays. */
export interface Progress {
  readonly counters: Counters;
  readonly pagesTouched: number;
  readonly playing: boolean;
}

export interface ExecOptions {
  readonly timeoutNs: number;
  readonly onOutput?: (stream: "stdout" | "stderr", bytes: Uint8Array) => void;
}

export interface ExecResult {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** Exit status of the script, 128 + signal if it was killed; undefined when time ran out. */
  readonly status: number | undefined;
  readonly timedOut: boolean;
  readonly virtualNs: number;
  readonly instructions: number;
  readonly exits: ExitsByDevice;
}

export type Pacing =
  /** Virtual time does not run ahead of the wall clock once the guest is ready; the boot runs as fast as it can. */
  "interactive" | "fast";

/** Accesses to one device in a quantum, and how much of the quantum they were charged. */
export interface ExitCharge {
  readonly count: number;
  readonly ns: number;
}

export type GuestNext =
  | { readonly state: "runnable" }
  /** Its processor is halted until its next timer or stamped input. A guest without timers is looked at ten times a second. */
  | { readonly state: "sleeping"; readonly untilNs: number }
  | { readonly state: "ended"; readonly how: "halted" | "reset" | "crashed" };

/** What a vCPU did with a quantum. Whole nanoseconds; `guestNs` and the exits' sum to `usedNs`. */
export interface GuestQuantum {
  /** From the quantum's beginning; never more than it was given. */
  readonly usedNs: number;
  readonly guestNs: number;
  /** Counted when they are made, charged when they are paid: a device may be charged for exits of an earlier quantum. */
  readonly exits: Readonly<Record<string, ExitCharge>>;
  /** Executed in this quantum; what lies beyond its end is paid later. */
  readonly instructions: number;
  /** Runnable without a core, before this quantum. What else lies between two quanta was sleep. */
  readonly stolenNs: number;
  /** Executed and not yet paid. While it is not 0 the vCPU is runnable. */
  readonly debtNs: number;
  readonly next: GuestNext;
  /** The script that `execHosted` began has ended. */
  readonly script?: HostedScriptResult;
}

export interface HostedExecOptions {
  /** When the script is sent, on the guest's clock: the present of the host that drives it. */
  readonly atNs: number;
  /** The script is killed when it has taken so long. */
  readonly timeoutNs?: number;
  readonly onOutput?: ExecOptions["onOutput"];
}

/** `status` is also undefined if the guest ended before the script. */
export interface HostedScriptResult extends ExecResult {
  /** On the guest's clock; may lie beyond the quantum in which it is told, by the debt. */
  readonly endedAtNs: number;
}

/** One number for each 4 KiB page of guest memory: 0 if it holds zeros, otherwise equal for equal contents. */
export interface PageHashes {
  /** 53 bits each; BALLOONED (app/sim/host/runnable.ts) for a page that the guest has given to its balloon. */
  readonly hashes: Float64Array;
  /** Pages that hold anything but zeros. */
  readonly touched: number;
}

export interface Guest {
  readonly config: MachineConfig;
  /** Runs until `untilNs` (virtual), or until `stopAtReady` and the prompt appears, or the machine ends. */
  run(budget: { untilNs: number; stopAtReady?: boolean }): Promise<StopReason>;
  /** Lets virtual time run on its own, reporting progress, until `pause`. */
  play(pacing: Pacing): void;
  pause(): Promise<void>;
  /**
   * One quantum of the vCPU, for a host that drives this guest: the core is its from `fromNs` to at most `untilNs`, on the
   * guest's own clock. The host keeps the offset between the two clocks, fixed when it takes the guest over; a restored
   * guest goes on with the clock it was saved with. Run, play and exec drive the guest without a host: the next quantum
   * after them takes it over anew, without debt.
   * @throws RangeError unless both are whole nanoseconds, in order, and not before the end of the last quantum.
   */
  quantum(fromNs: number, untilNs: number): Promise<GuestQuantum>;
  /**
   * Runs a script while a host drives the guest. The result comes with the quantum in which the script ends, and as a
   * promise; that of a guest which is restored meanwhile rejects. If a script was running in the saved state, its result
   * comes with a quantum.
   */
  execHosted(script: string, options: HostedExecOptions): Promise<HostedScriptResult>;
  /**
   * Types into the console: at the next slice, or when virtual time reaches `atNs`. The clock of a hosted guest stands while
   * it sleeps: its host stamps what it types with its own present, and then wakes the vCPU.
   */
  type(bytes: Uint8Array, atNs?: number): void;
  /** An Ethernet frame reaches the guest's network card: at the next slice, or when virtual time reaches `atNs`. */
  receiveFrame(bytes: Uint8Array, atNs?: number): void;
  /**
   * The balloon in the guest shall hold so many pages: its driver is told at the next slice, or when virtual time reaches `atNs`.
   * @throws RangeError if its machine has no balloon, or no such memory; a guest in a worker passes the order over then.
   */
  inflate(pages: number, atNs?: number): void;
  /** What the neighbour did at `writtenNs`, on this guest's clock, is there to be seen at `atNs`. */
  receiveShared(change: SharedChange, writtenNs: number, atNs: number): void;
  /** Runs a shell script in the guest through its agent; output is byte-exact. */
  exec(script: string, options: ExecOptions): Promise<ExecResult>;
  readMemory(address: number, length: number): Promise<Uint8Array>;
  writeMemory(address: number, bytes: Uint8Array): Promise<void>;
  /** The host's own view of the disk. @throws RangeError outside of it, or if there is none. */
  readDisk(offset: number, length: number): Promise<Uint8Array>;
  /** The disk's own layer as a .qcow2 file. @throws RangeError if its disk is no chain. */
  diskOverlay(): Promise<Uint8Array>;
  counters(): Promise<Counters>;
  pagesTouched(): Promise<number>;
  pageHashes(): Promise<PageHashes>;
  /** The whole machine with its clock, counters, pending inputs and compiled code; taking it changes nothing. */
  snapshot(): Promise<ArrayBuffer>;
  restore(state: ArrayBuffer): Promise<void>;
  /** Events from now on; progress starts with where the guest stands. */
  subscribe(listener: (event: GuestEvent) => void, progress?: (p: Progress) => void): () => void;
  dispose(): void;
}
