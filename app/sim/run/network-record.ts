/** What checks of lessons read of a network lab: machines on one switch, and what was done between them, as plain data. */
import type { ExitsByDevice } from "./record";

/** What a machine did while scripts ran, on all machines of the network. */
export interface ExchangeMachine {
  /** What the script answered, where the machine was given one. */
  readonly answer?: {
    readonly script: string;
    /** Its beginning, where it is long. */
    readonly stdout: string;
    readonly stderr: string;
    /** Undefined where its time was over. */
    readonly status?: number;
  };
  /** Of a real guest; those by which it got its script and answered are among them. */
  readonly exits?: ExitsByDevice;
  readonly instructions?: number;
  /** Of a simulated kernel. */
  readonly calls?: number;
  /** Frames and bytes that came from the machine to the switch, and went from it to the machine. */
  readonly sent: FrameCount;
  readonly received: FrameCount;
  /** By its cable, in both directions. */
  readonly lost: number;
  /** Frames and bytes that came from its containers to its bridges, of a simulated kernel; a container's neighbour may be beside it. */
  readonly bridged?: FrameCount;
}

export interface FrameCount {
  readonly frames: number;
  readonly bytes: number;
}

/** Scripts that began at one moment, until all had ended. */
export interface NetworkExchange {
  readonly virtualNs: number;
  readonly machines: Readonly<Record<string, ExchangeMachine>>;
  /** How often, of two machines that share memory, one wrote after the other: two make a round trip. */
  readonly turns: number;
}

export interface NetworkRun {
  /** The name of the set-up, by which a lesson knows it again. */
  readonly setup: string;
  readonly seed: number;
  /** Since the network was built, oldest first; where there were too many, the newest. */
  readonly exchanges: readonly NetworkExchange[];
}

/** How many of a run's exchanges are kept for checks, and how much of what a script wrote. */
export const MOST_EXCHANGES = 50;
export const LONGEST_ANSWER = 4_000;
