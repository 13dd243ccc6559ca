/** What is sent to a guest at stamped moments, until it is time: keys for its console, frames for its agent and its network card, orders to its balloon. */

export type InputTarget = "console" | "agent" | "net" | "shared" | "balloon";

export interface StampedInput {
  readonly atNs: number;
  readonly to: InputTarget;
  readonly bytes: readonly number[];
}

interface Waiting {
  readonly atNs: number;
  readonly to: InputTarget;
  readonly bytes: Uint8Array;
}

export class Inputs {
  private waiting: Waiting[] = [];

  add(to: InputTarget, bytes: Uint8Array, atNs: number): void {
    const last = this.waiting.at(-1);
    this.waiting.push({ atNs, to, bytes: bytes.slice() });
    if (last !== undefined && atNs < last.atNs) this.waiting.sort((a, b) => a.atNs - b.atNs);
  }

  /** When the next is due; Infinity if none waits. */
  nextNs(): number {
    return this.waiting[0]?.atNs ?? Number.POSITIVE_INFINITY;
  }

  deliver(nowNs: number, push: (to: InputTarget, bytes: Uint8Array) => void): void {
    while (this.nextNs() <= nowNs) {
      const { to, bytes } = this.waiting.shift()!;
      push(to, bytes);
    }
  }

  save(): StampedInput[] {
    return this.waiting.map((input) => ({ ...input, bytes: [...input.bytes] }));
  }

  load(inputs: readonly StampedInput[]): void {
    this.waiting = inputs.map((input) => ({ ...input, bytes: Uint8Array.from(input.bytes) }));
  }
}
