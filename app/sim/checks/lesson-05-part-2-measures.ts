/** What the second part of lesson 5 asks of two kernels and of the programs that each was given. */
import { type Figure, measured, modelled, type Unit } from "../figures/figure";
import { nsPerExit, nsPerInstruction } from "../figures/host";
import { type BootRecord, type LabRun, totalExits } from "../run/record";
import { answerIn } from "./answers";

type KernelMeasure = (run: LabRun) => Figure | undefined;

const ofBoot =
  (image: string, figure: (boot: BootRecord) => Figure): KernelMeasure =>
  ({ boots }) => {
    const boot = boots.findLast((b) => b.image === image && b.track === "vm" && b.via === "direct");
    return boot && figure(boot);
  };

const count = (image: string, unit: Unit, what: string, of: (boot: BootRecord) => number): KernelMeasure =>
  ofBoot(image, (boot) => measured(of(boot), unit, `${what}: ${image}, entered directly`));

const kernelMeasures = (image: string): Readonly<Record<string, KernelMeasure>> => ({
  [`kernel-${image}-pages`]: count(
    image,
    "pages",
    "4 KiB pages that hold anything but zeros at the prompt",
    ({ pagesTouched }) => pagesTouched,
  ),
  [`kernel-${image}-instructions`]: count(
    image,
    "instructions",
    "instructions until the prompt",
    ({ instructions }) => instructions,
  ),
  [`kernel-${image}-exits`]: count(image, "exits", "exits until the prompt", ({ exits }) =>
    totalExits(exits),
  ),
  [`kernel-${image}-ms`]: ofBoot(image, ({ virtualMs }) =>
    modelled(
      virtualMs,
      "ms",
      `power-on to prompt: ${image}, entered directly; instructions and exits are counted, each costs a constant; time asleep is added`,
      [nsPerInstruction, nsPerExit],
    ),
  ),
});

/** What Linux said of the two programs, from the script of the run, and Tern, from its console; undefined until both have. */
function programsRun(run: LabRun): number | undefined {
  const statuses = [...(answerIn(run, "kernel-foreign")?.stdout ?? "").matchAll(/^status (\d+)$/gm)];
  const tern = run.guests.find(({ boot }) => boot?.image === "tern")?.console ?? "";
  const own = /^hi\r?$/m.test(tern);
  const foreign = /^Hello from a program of Linux\.\r?$/m.test(tern);
  const refused = /^linux-hello: not an executable of this system\r?$/m.test(tern);
  if (statuses.length !== 2 || !(own || refused || foreign)) return undefined;
  return statuses.filter(([, status]) => status === "0").length + Number(own) + Number(foreign);
}

export const anotherKernelMeasures: Readonly<Record<string, KernelMeasure>> = {
  ...kernelMeasures("linux"),
  ...kernelMeasures("tern"),
  "kernel-programs-run": (run) => {
    const programs = programsRun(run);
    return programs === undefined
      ? undefined
      : measured(programs, "count", "of four attempts to start a program, those after which it ran");
  },
};
