/** What each order to an instance asks of it, and in which states that is possible. */
import { coresOf } from "../scenario/parse";
import type { Order } from "../scenario/schema";
import type { Instance } from "./instance";
import { quotaNsOf } from "./limits";

/** An order that cannot be carried out: says what was asked and what is possible. */
export class OrderError extends Error {
  override name = "OrderError";
}

export type InstanceOrder = Exclude<Order, { do: "create" | "merging" }>;

const isOn = (instance: Instance): boolean => instance.running || instance.state === "paused";

/** @throws OrderError if the instance is not in a state for that. */
export function mustBePossible(instance: Instance, order: InstanceOrder): void {
  const { state, spec } = instance;
  const needs = (possible: boolean, what: string) => {
    if (!possible) throw new OrderError(`${spec.name} is ${state}; ${what}`);
  };
  switch (order.do) {
    case "start":
    case "restore":
      needs(!isOn(instance), "only what is not on can be started");
      break;
    case "stop":
    case "kill":
      needs(isOn(instance), "only what is on can be stopped");
      break;
    case "snapshot":
      needs(state === "running" || state === "paused", "only what is up has a state to keep");
      break;
    case "pause":
      needs(instance.running, "only what is running can be paused");
      break;
    case "resume":
      needs(state === "paused", "only what is paused can be resumed");
      break;
    case "balloon":
      needs(
        spec.kind === "pv" || (spec.kind === "vm" && !instance.real),
        "only a modelled guest and a real PV guest have a balloon",
      );
      needs(instance.running, "only a guest that is on has a balloon");
      break;
    case "type":
      needs(instance.real && instance.running, "only a real guest that is on can be typed into");
      break;
    case "exec":
      needs(
        spec.guest === "linux" && state === "running",
        "only a real Linux guest that is up can run a script",
      );
      break;
  }
}

/** The scheduler's settings that an order changes; undefined if it changes none. @throws OrderError for cores that are not there. */
export function schedulerChange(order: InstanceOrder, cores: number) {
  switch (order.do) {
    case "weight":
      return { weight: order.weight };
    case "cpuMax":
      return { quotaNs: quotaNsOf(order.quotaUs), periodNs: order.periodUs * 1000 };
    case "cpus":
      return { cpus: existingCores(order.cpus, cores) };
    default:
      return undefined;
  }
}

/** @throws OrderError beyond the host's cores. */
export function existingCores(list: string, cores: number): readonly number[] | undefined {
  try {
    return coresOf(list, cores);
  } catch (error) {
    throw new OrderError((error as Error).message);
  }
}
