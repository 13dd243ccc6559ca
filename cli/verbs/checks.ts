/** `lab checks`: exact checks of the model, by suite. */
import { runSchedulerChecks, type SchedulerCheck } from "@/app/sim/checks/scheduler";
import { readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";

const usage = `lab checks <suite> [--json]

Drives small set-ups whose outcome follows from the rules, and holds what came out against it.
  scheduler   S1 to S9: shares by nice value and weight, cpu.max, slices, a scheduler in a guest; CFS, EEVDF, Xen

Exit codes: 0 all passed, 1 one did not, 2 bad usage.`;

const SUITES: Readonly<Record<string, () => readonly SchedulerCheck[]>> = { scheduler: runSchedulerChecks };

export const checks: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, {});
    const [suite, extra] = positionals;
    const known = `suites: ${Object.keys(SUITES).join(", ")}`;
    if (suite === undefined) throw new UsageError(`say which checks to run; ${known}`);
    if (extra !== undefined) throw new UsageError(`one suite at a time: "${extra}" is too much`);
    if (!Object.hasOwn(SUITES, suite)) throw new UsageError(`there is no suite "${suite}"; ${known}`);
    const results = SUITES[suite]!();
    const passed = results.every((check) => check.passed);
    if (values.json === true) printJson({ suite, passed, checks: results });
    else process.stdout.write(table(suite, results));
    return passed ? 0 : 1;
  },
};

function table(suite: string, results: readonly SchedulerCheck[]): string {
  const number = (value: number) => String(Number(value.toPrecision(6)));
  const rows = results.flatMap(({ id, policy, what, expected, actual, passed }) => [
    `${passed ? "yes" : "no "}  ${id.padEnd(12)}${policy.padEnd(9)}${what}`,
    ...expected.map(({ name, value, unit, tolerance }, index) => {
      const unitName = unit === "count" ? "" : ` ${unit}`;
      const came = number(actual[index]!.value);
      return `     ${name.padEnd(36)}${came.padStart(10)} expected ${number(value)} ± ${number(tolerance)}${unitName}`;
    }),
  ]);
  const failed = results.filter((check) => !check.passed).map(({ id }) => id);
  const last =
    failed.length === 0
      ? `${suite}: all ${results.length} checks passed`
      : `${suite}: ${failed.length} of ${results.length} did not pass: ${failed.join(", ")}`;
  return `${[...rows, last].join("\n")}\n`;
}
