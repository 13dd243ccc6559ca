/** What a script answered, in either world. */
export interface Outcome {
  /** Byte strings: one character (0 to 255) for each byte. */
  readonly stdout: string;
  readonly stderr: string;
  /** 128 + signal for a killed shell; null if its time ran out. */
  readonly status: number | null;
  readonly virtualMs: number;
}

/** A world that answers scripts, each on a fresh machine. */
export interface World {
  run(script: Uint8Array): Promise<Outcome>;
  dispose(): void;
}

/** A script that has not ended after this much virtual time is killed. */
export const TIMEOUT_VIRTUAL_MS = 10_000;

export const byteString = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
