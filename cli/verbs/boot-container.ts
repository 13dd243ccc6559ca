/** `lab boot --track container`: a container started on a simulated machine, to its shell's prompt. */
import { createNodeLab } from "@/app/guest/lab/node";
import { type ContainerStart, totalCalls } from "@/app/sim/run/record";
import { deviceOptions } from "../device-options";
import { machineOptions, type Options, UsageError } from "../options";
import { printJson } from "../verb";

const COLUMN = "container";
/** @throws UsageError for options that only a machine has */
export async function bootContainer(values: Options): Promise<number> {
  if (values.via !== undefined || deviceOptions(values) !== undefined)
    throw new UsageError("a container has no way in and no devices of its own: --track vm or pv for those");
  const { seed, costs } = machineOptions({ ...values, track: undefined }, { via: "direct" });
  const image = (values.image as string | undefined) ?? "busybox";
  const lab = createNodeLab({ id: "cli", seed, costs, columns: [{ id: COLUMN, track: COLUMN, image }] });
  try {
    await lab.boot(COLUMN);
    const report = {
      ...lab.record().starts![0]!,
      wallMs: Math.round(lab.column(COLUMN).wallMs ?? 0),
    };
    if (values.json === true) printJson(report);
    else process.stdout.write(summarise(report));
  } finally {
    lab.dispose();
  }
  return 0;
}

function summarise(report: ContainerStart & { wallMs: number }): string {
  const count = (n: number) => n.toLocaleString("en");
  const { calls, instructions } = report;
  const phases = report.phases.map(
    ({ name, virtualMs, runtimeMs }) =>
      `  ${name.padEnd(14)}${virtualMs.toFixed(3).padStart(12)} ms, of it ${runtimeMs.toFixed(3)} ms the runtime's own work`,
  );
  const rows = Object.entries(calls)
    .sort(([, a], [, b]) => b.inside + b.outside - a.inside - a.outside)
    .map(
      ([name, { inside, outside }]) =>
        `  ${name.padEnd(18)}${count(inside).padStart(8)} inside${count(outside).padStart(8)} outside`,
    );
  return [
    `${report.image} under ${report.runtime}, container track: up after ${report.virtualMs.toFixed(3)} virtual ms`,
    `  ${count(instructions.inside)} instructions charged to the container, ${count(instructions.outside)} to its runtime (modelled)`,
    `  ${count(totalCalls(calls, "inside"))} system calls inside, ${count(totalCalls(calls, "outside"))} outside; ${count(report.switches)} context switches, ${count(report.faults)} page faults`,
    `  ${count(report.privatePages)} pages of its own, ${count(report.sharedPages)} shared`,
    "phases:",
    ...phases,
    "system calls:",
    ...rows,
    `The lab itself took ${report.wallMs} ms of wall time.`,
    "",
  ].join("\n");
}
