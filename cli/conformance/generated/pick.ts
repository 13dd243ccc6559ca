/** Choosing from a seed. */
import type { SeededRandom } from "@/app/sim/time/random";

export class Pick {
  constructor(private readonly random: SeededRandom) {}

  below(limit: number): number {
    return Math.floor(this.random.fraction() * limit);
  }

  of<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  chance(share: number): boolean {
    return this.random.fraction() < share;
  }
}

/** Runs a command, and prints what it was, its status and its first complaint. */
export const STEP = `step() {
	err=$("$@" 2>&1 >/dev/null)
	echo "$* -> $?\${err:+ $err}" | head -n 1
}
`;
