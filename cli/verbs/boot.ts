/** `lab boot`: boots a guest to its prompt and prints what that took. */
import { createNodeLab, nodeImages } from "@/app/guest/lab/node";
import { type BootRecord, totalExits } from "@/app/sim/run/record";
import { DEVICE_OPTIONS, DEVICE_USAGE, deviceOptions } from "../device-options";
import { MACHINE_OPTIONS, machineOptions, readOptions, UsageError } from "../options";
import { printJson, type Verb } from "../verb";
import { bootContainer } from "./boot-container";

const usage = `lab boot [--image linux] [--via bios|direct|snapshot] [--track vm|pv|container] [--seed N]
         [--ns-per-instruction N] [--ns-per-exit N] [--json]

Boots the guest until it is up. Everything but wallMs repeats: same image, way in, track, seed and costs, same counts.
  --via    bios: SeaBIOS and a compressed kernel; direct: the kernel entered directly (default); snapshot: a saved state
  --track  vm: emulated devices; pv: paravirtual devices and clock. Default: the first that the image has drivers for.
           container: docker run -it of an image of the lab's (busybox) on a simulated machine; counts are system calls
${DEVICE_USAGE}`;

export const boot: Verb = {
  usage,
  async run(args) {
    const { values, positionals } = readOptions(args, { ...MACHINE_OPTIONS, ...DEVICE_OPTIONS });
    if (positionals.length > 0) throw new UsageError(`boot takes no "${positionals[0]}"`);
    if (values.track === "container") return await bootContainer(values);
    const { image, via, seed, costs, ...asked } = machineOptions(values, { via: "direct" });
    const track = values.track === undefined ? (await nodeImages().image(image)).tracks[0]! : asked.track;
    const devices = deviceOptions(values);
    const columns = [{ id: track, track, image, via, ...(devices === undefined ? {} : { devices }) }];
    const lab = createNodeLab({ id: "cli", seed, costs, columns });
    await lab.boot(track);
    const record = lab.record().boots[0]!;
    const report = { ...record, wallMs: Math.round(lab.column(track).wallMs ?? 0) };
    if (values.json === true) printJson(report);
    else process.stdout.write(summarise(report));
    lab.dispose();
    return 0;
  },
};

function summarise(report: BootRecord & { wallMs: number }): string {
  const count = (n: number) => n.toLocaleString("en");
  const rows = report.phases.map(
    (phase) =>
      `  ${phase.name.padEnd(14)}${phase.virtualMs.toFixed(3).padStart(12)} ms${count(phase.instructions).padStart(16)} instructions`,
  );
  const devices = Object.entries(report.exits)
    .sort(([, a], [, b]) => b.reads + b.writes - a.reads - a.writes)
    .map(
      ([name, { reads, writes }]) =>
        `  ${name.padEnd(16)}${count(reads).padStart(10)} reads${count(writes).padStart(10)} writes`,
    );
  return [
    `${report.image} via ${report.via}, ${report.track} track: up after ${report.virtualMs.toFixed(3)} virtual ms`,
    `  ${count(report.instructions)} instructions and ${count(totalExits(report.exits))} exits (measured); ${count(report.pagesTouched)} pages touched`,
    "phases:",
    ...rows,
    "exits:",
    ...devices,
    `The lab itself took ${report.wallMs} ms of wall time.`,
    "",
  ].join("\n");
}
