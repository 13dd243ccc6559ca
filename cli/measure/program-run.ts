/** Runs an assembled program in the guest and tells its steps apart. */
import type { MeasuringGuest } from "./guest";
import { type AssembledMark, assemble, END_MARK, type ProgramSource } from "./program";

/** Instructions of one step: the median of the turns after the first, and their range. */
export interface StepCount {
  readonly instructions: number;
  readonly lowest: number;
  readonly highest: number;
}

const PROGRAM = "/tmp/measured";

/** The lines of a script that put the program into the guest. */
const install = (elf: Uint8Array): string =>
  `base64 -d >${PROGRAM} <<'END'\n${Buffer.from(elf).toString("base64")}\nEND\nchmod +x ${PROGRAM}\n`;

/** Counts each step by its marks. `prelude` is shell, run before the program. */
export async function countSteps(
  guest: MeasuringGuest,
  source: ProgramSource,
  prelude = "",
): Promise<ReadonlyMap<string, StepCount>> {
  const { elf, marks } = assemble(source);
  const { marks: seen } = await guest.count(`${prelude}\n${install(elf)}${PROGRAM}`);
  const counts = new Map<number, number[]>();
  seen.forEach(({ code, instructions }, k) => {
    const next = seen[k + 1];
    if (code === END_MARK || next === undefined) return;
    const known = counts.get(code) ?? [];
    known.push(next.instructions - instructions);
    counts.set(code, known);
  });
  return new Map(marks.map((mark) => [mark.id, summary(mark, counts.get(mark.code) ?? [], source.times)]));
}

/** The first turn fills caches of the guest's kernel and is left out. @throws Error if a step was not seen each time. */
function summary(mark: AssembledMark, deltas: readonly number[], times: number): StepCount {
  if (deltas.length !== times)
    throw new Error(`step "${mark.id}" was seen ${deltas.length} times, not ${times}`);
  const sorted = deltas
    .slice(1)
    .map((delta) => delta - mark.ownInstructions)
    .sort((a, b) => a - b);
  return { instructions: sorted[sorted.length >> 1]!, lowest: sorted[0]!, highest: sorted.at(-1)! };
}
