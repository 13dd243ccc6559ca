/** Carries measurements out. A result that others need is measured once. */
import type { MeasuredRow } from "@/app/sim/kernel/costs/measured-row";
import { CATALOGUE } from "./catalogue";
import type { MeasuringGuest } from "./guest";
import {
  type KbenchMeasurement,
  type Measurement,
  resultsOf,
  type ScriptMeasurement,
  type SumMeasurement,
} from "./measurement";
import { countSteps } from "./program-run";

/** Marks of kbench around a loop (guests/programs/mark.h). */
const KBENCH_BEGIN = 0x10;
const KBENCH_END = 0x11;
/** Turns of the shortest script. */
const SCRIPT_TURNS = 8;

type Count = Pick<MeasuredRow, "instructions" | "lowest" | "highest">;

/** @throws RangeError for an id that no measurement gives. */
const providerOf = (id: string): Measurement => {
  const found = CATALOGUE.find((measurement) => resultsOf(measurement).includes(id));
  if (found === undefined) throw new RangeError(`nothing measures "${id}"`);
  return found;
};

export class Measurer {
  private readonly rows = new Map<string, MeasuredRow>();

  constructor(
    private readonly guest: MeasuringGuest,
    private readonly say: (id: string) => void = () => {},
  ) {}

  /** @throws RangeError for an id that there is not, ScriptFailedError if the guest refuses. */
  async measure(id: string): Promise<MeasuredRow> {
    const known = this.rows.get(id);
    if (known !== undefined) return known;
    await this.carryOut(providerOf(id));
    return this.rows.get(id)!;
  }

  private async carryOut(measurement: Measurement): Promise<void> {
    this.say(resultsOf(measurement)[0]!);
    if (measurement.kind === "program") {
      const counts = await countSteps(this.guest, measurement, measurement.prelude);
      for (const [id, described] of Object.entries(measurement.steps))
        this.rows.set(id, { id, ...described, kind: "program", ...counts.get(id)! });
      return;
    }
    const { id, label, includes } = measurement;
    const about = { id, label, ...(includes === undefined ? {} : { includes }), kind: measurement.kind };
    this.rows.set(id, { ...about, ...(await this.one(measurement)) });
  }

  private one(
    measurement: ScriptMeasurement | KbenchMeasurement | SumMeasurement,
  ): Promise<Count & { formula?: string }> {
    if (measurement.kind === "script") return this.script(measurement);
    if (measurement.kind === "kbench") return this.kbench(measurement);
    return this.sum(measurement);
  }

  private script({ prelude = ":", body, turns = SCRIPT_TURNS }: ScriptMeasurement): Promise<Count> {
    return slope(turns, async (n) => {
      const list = `$(seq ${String(n).padStart(4, "0")})`;
      const script = `{ ${prelude}\nfor i in ${list}; do ${body}\ndone; } >/tmp/out 2>&1\n:`;
      return (await this.guest.count(script)).instructions;
    });
  }

  private kbench({ test, iterations }: KbenchMeasurement): Promise<Count> {
    return slope(iterations, async (n) => {
      const { marks } = await this.guest.count(`kbench -n ${n} ${test} >/dev/null`);
      const at = (code: number): number => marks.find((mark) => mark.code === code)!.instructions;
      return at(KBENCH_END) - at(KBENCH_BEGIN);
    });
  }

  private async sum({ terms, over = 1 }: SumMeasurement): Promise<Count & { formula: string }> {
    let [instructions, lowest, highest] = [0, 0, 0];
    for (const [coefficient, id] of terms) {
      const row = await this.measure(id);
      instructions += coefficient * row.instructions;
      lowest += coefficient * (coefficient > 0 ? row.lowest : row.highest);
      highest += coefficient * (coefficient > 0 ? row.highest : row.lowest);
    }
    return {
      instructions: rounded(instructions / over),
      lowest: rounded(lowest / over),
      highest: rounded(highest / over),
      formula: formulaOf(terms, over),
    };
  }
}

/** How many runs a slope is taken from. */
const RUNS = 5;

/**
 * Instructions of one turn, from runs with n, 2n … 5n: the median of the slopes between any two of them (Theil and Sen), so that
 * one run in which the guest's kernel did something else as well changes little. The range is that of neighbouring runs.
 */
async function slope(turns: number, run: (turns: number) => Promise<number>): Promise<Count> {
  const counts: number[] = [];
  for (let k = 1; k <= RUNS; k++) counts.push(await run(k * turns));
  const between = (few: number, many: number): number =>
    (counts[many]! - counts[few]!) / ((many - few) * turns);
  const pairs = counts.flatMap((_, many) => counts.slice(0, many).map((_, few) => between(few, many)));
  const neighbours = counts.slice(1).map((_, k) => between(k, k + 1));
  pairs.sort((a, b) => a - b);
  return {
    instructions: rounded((pairs[pairs.length / 2 - 1]! + pairs[pairs.length / 2]!) / 2),
    lowest: rounded(Math.min(...neighbours)),
    highest: rounded(Math.max(...neighbours)),
  };
}

/** To a tenth of an instruction: what the marks can tell. */
const rounded = (value: number): number => Math.round(value * 10) / 10;

function formulaOf(terms: SumMeasurement["terms"], over: number): string {
  const sum = terms
    .map(([coefficient, id], k) => {
      const size = Math.abs(coefficient) === 1 ? "" : `${Math.abs(coefficient)} × `;
      return `${coefficient < 0 ? "- " : k === 0 ? "" : "+ "}${size}${id}`;
    })
    .join(" ");
  return over === 1 ? sum : `(${sum}) / ${over}`;
}
