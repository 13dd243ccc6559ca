/** What stands in the fields of an instance, and the order that a changed field means. Pure. */
import type { InstanceView } from "@/app/sim/host/view";
import { readOrder } from "@/app/sim/scenario/parse";
import type { Order, OrderInput } from "@/app/sim/scenario/schema";

const PAGES_PER_MIB = 256;
const NS_PER_US = 1000;
const MOST_WEIGHT = 10_000;

const positionsPerDecade = 250;
/** The end of the weight slider. It is logarithmic: as far from 1 to 10 as from 1,000 to 10,000. */
export const LAST_POSITION = 4 * positionsPerDecade;

export const weightAt = (position: number): number =>
  Math.min(MOST_WEIGHT, Math.max(1, Math.round(10 ** (position / positionsPerDecade))));
export const positionOf = (weight: number): number => Math.round(positionsPerDecade * Math.log10(weight));

const mibOf = (pages: number): number => Math.round((100 * pages) / PAGES_PER_MIB) / 100;

const limitText = (pages: number | "max"): string => (pages === "max" ? "max" : String(mibOf(pages)));

/** cpuset.cpus in Linux's list format, or "all". */
export function cpuListText(cpus: readonly number[] | undefined): string {
  if (cpus === undefined) return "all";
  const runs: string[] = [];
  for (let at = 0; at < cpus.length; ) {
    let last = at;
    while (cpus[last + 1] === (cpus[last] ?? 0) + 1) last++;
    runs.push(last === at ? `${cpus[at]}` : `${cpus[at]}-${cpus[last]}`);
    at = last + 1;
  }
  return runs.join(",");
}

export interface FieldSpec {
  readonly id:
    | "quota"
    | "period"
    | "cpus"
    | "memoryMax"
    | "memoryHigh"
    | "swapMax"
    | "memoryMin"
    | "memoryLow"
    | "balloon";
  readonly label: string;
  readonly unit: string;
  /** What the field says while nobody types. */
  readonly text: string;
  order(text: string): OrderInput;
}

const number = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text));
const limit = (text: string): number | "max" => (text.trim() === "max" ? "max" : number(text));

/** The fields of an instance. A modelled guest has a balloon, and so has a real one with paravirtual drivers; a container needs none. */
export function fieldsOf(view: InstanceView): readonly FieldSpec[] {
  const { name: instance } = view;
  const quotaUs = view.quotaNs === "max" ? "max" : view.quotaNs / NS_PER_US;
  const periodUs = view.periodNs / NS_PER_US;
  const fields: FieldSpec[] = [
    {
      id: "quota",
      label: "cpu.max, quota",
      unit: "µs",
      text: String(quotaUs),
      order: (text) => ({ do: "cpuMax", instance, quotaUs: limit(text), periodUs }),
    },
    {
      id: "period",
      label: "cpu.max, period",
      unit: "µs",
      text: String(periodUs),
      order: (text) => ({ do: "cpuMax", instance, quotaUs, periodUs: number(text) }),
    },
    {
      id: "cpus",
      label: "cpuset.cpus",
      unit: "",
      text: cpuListText(view.cpus),
      order: (text) => ({ do: "cpus", instance, cpus: text.trim() }),
    },
    {
      id: "memoryMax",
      label: "memory.max",
      unit: "MiB",
      text: limitText(view.memory.max),
      order: (text) => ({ do: "memory", instance, maxMiB: limit(text) }),
    },
    {
      id: "memoryHigh",
      label: "memory.high",
      unit: "MiB",
      text: limitText(view.memory.high),
      order: (text) => ({ do: "memory", instance, highMiB: limit(text) }),
    },
    {
      id: "swapMax",
      label: "memory.swap.max",
      unit: "MiB",
      text: limitText(view.memory.swapMax),
      order: (text) => ({ do: "memory", instance, swapMaxMiB: limit(text) }),
    },
    {
      id: "memoryMin",
      label: "memory.min",
      unit: "MiB",
      text: String(mibOf(view.memory.min)),
      order: (text) => ({ do: "memory", instance, minMiB: number(text) }),
    },
    {
      id: "memoryLow",
      label: "memory.low",
      unit: "MiB",
      text: String(mibOf(view.memory.low)),
      order: (text) => ({ do: "memory", instance, lowMiB: number(text) }),
    },
  ];
  if (view.kind === "pv" || (view.kind === "vm" && !view.real)) {
    fields.push({
      id: "balloon",
      label: "balloon",
      unit: "MiB taken",
      text: String(mibOf(view.memory.balloonPages)),
      order: (text) => ({ do: "balloon", instance, targetMiB: number(text) }),
    });
  }
  return fields;
}

export type Checked = { readonly order: Order } | { readonly wrong: string };

/** The order, or what is allowed instead, before anything is sent. */
export function checked(order: OrderInput): Checked {
  const result = readOrder(order);
  if (result.ok) return { order: result.value };
  return { wrong: `${result.error}.` };
}

export type PowerAction = "start" | "stop" | "kill" | "pause" | "resume";

/** What can be ordered in a state. */
export function actionsIn(state: InstanceView["state"]): readonly PowerAction[] {
  switch (state) {
    case "created":
    case "stopped":
    case "killed":
    case "crashed":
      return ["start"];
    case "starting":
      return ["kill"];
    case "running":
      return ["pause", "stop", "kill"];
    case "paused":
      return ["resume", "kill"];
  }
}

/** The memory that is charged to an instance now, pages. */
export const memoryPages = ({ memory }: Pick<InstanceView, "memory">): number =>
  memory.anonPages + memory.filePages;
