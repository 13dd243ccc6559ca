/** Steps of a path, and how their costs are put together. */
import { type Constant, type Figure, measured, modelled } from "../figures/figure";

/** Where a step runs, from the least privileged to the device. */
export const WORLDS = [
  "guest-user",
  "guest-kernel",
  "host-user",
  "driver-domain",
  "host-kernel",
  "hypervisor",
  "device",
] as const;
export type World = (typeof WORLDS)[number];

/** How the path comes to a step from the one before, where a boundary lies between them. */
export type Crossing =
  | "system call"
  | "return"
  | "exit"
  | "hypercall"
  | "entry"
  | "wake-up"
  | "up to user space"
  | "DMA"
  | "interrupt";

export interface Step {
  readonly id: string;
  readonly world: World;
  /** Program, layer or device. */
  readonly who: string;
  readonly what: string;
  /** Absent where no boundary is crossed. */
  readonly crossing?: Crossing;
  readonly exits: Figure;
  readonly copies: number;
  readonly contextSwitches: number;
  readonly interrupts: number;
  readonly cost: Figure;
  /** A processor works; false while the path waits for a device. */
  readonly busy: boolean;
}

export interface Path {
  readonly steps: readonly Step[];
  readonly totalNs: Figure;
  /** The part of it in which a processor works, of guest or host. */
  readonly busyNs: Figure;
  readonly exits: Figure;
  readonly copies: number;
  readonly contextSwitches: number;
  readonly interrupts: number;
}

/** `times` a constant; below zero where a share is taken out of a sum. */
export type Part = readonly [times: number, constant: Constant];

/** How often something happens: counted in a run, or from the driver's way of working. */
export interface Count {
  readonly value: number;
  readonly how: string;
  readonly origin: "measured" | "modelled";
}

export const modelledCount = (value: number, how: string): Count => ({ value, how, origin: "modelled" });

export interface StepInput extends Partial<Pick<Step, "copies" | "contextSwitches" | "interrupts" | "busy">> {
  readonly world: World;
  readonly who: string;
  readonly what: string;
  readonly crossing?: Crossing;
  readonly parts?: readonly Part[];
  readonly exits?: Count;
}

const NO_EXITS = modelledCount(0, "This step leaves the guest for nobody.");

function makeStep(input: StepInput, index: number): Step {
  const { world, who, what, crossing, parts = [], exits = NO_EXITS } = input;
  const { copies = 0, contextSwitches = 0, interrupts = 0, busy = true } = input;
  return {
    id: `${index + 1}`,
    world,
    who,
    what,
    ...(crossing === undefined ? {} : { crossing }),
    exits: countFigure(exits),
    copies,
    contextSwitches,
    interrupts,
    cost: costFigure(parts),
    busy,
  };
}

const countFigure = ({ value, how, origin }: Count): Figure =>
  origin === "measured" ? measured(value, "exits", how) : modelled(value, "exits", how, []);

function costFigure(parts: readonly Part[]): Figure {
  const used = parts.filter(([times]) => times !== 0);
  const value = used.reduce((sum, [times, constant]) => sum + times * constant.value, 0);
  const how =
    used.length === 0
      ? "Nothing is charged for this step: no source gives it a figure, and it is small or part of another step."
      : `Sum of: ${used.map(partText).join("; ")}.`;
  return modelled(value, "ns", how, unique(used.map(([, constant]) => constant)));
}

const partText = ([times, { label, value }]: Part): string =>
  `${Number(times.toFixed(3)).toLocaleString("en")} × ${label} (${Number(value.toFixed(1)).toLocaleString("en")} ns)`;

const unique = (constants: readonly Constant[]): readonly Constant[] => [
  ...new Map(constants.map((constant) => [constant.id, constant])).values(),
];

/** A path of steps: totals are the sums of what the steps say. */
export function makePath(inputs: readonly StepInput[]): Path {
  const steps = inputs.map(makeStep);
  const sum = (of: (step: Step) => number, from = steps) => from.reduce((total, step) => total + of(step), 0);
  const costOf = (from: readonly Step[], what: string): Figure =>
    modelled(
      sum(({ cost }) => cost.value, [...from]),
      "ns",
      `Sum of the costs of ${from.length} ${what}.`,
      unique(from.flatMap(({ cost }) => (cost.origin.kind === "modelled" ? cost.origin.from : []))),
    );
  const counted = steps.filter(({ exits }) => exits.origin.kind === "measured");
  const exits = sum((step) => step.exits.value);
  return {
    steps,
    totalNs: costOf(steps, "steps"),
    busyNs: costOf(
      steps.filter(({ busy }) => busy),
      "steps in which a processor works",
    ),
    exits: modelled(
      exits,
      "exits",
      counted.length === 0
        ? "Sum over the steps. Hypercalls count as exits; so do those of a driver domain."
        : `Sum over the steps. ${sum((step) => step.exits.value, counted).toLocaleString("en")} of them were counted in this run; an emulator does not see the others.`,
      [],
    ),
    copies: sum(({ copies }) => copies),
    contextSwitches: sum(({ contextSwitches }) => contextSwitches),
    interrupts: sum(({ interrupts }) => interrupts),
  };
}
