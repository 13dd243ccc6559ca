/** A cgroup without a controller uses that of its nearest ancestor that has it; the root has all. */
import type { Cgroup } from "./cgroup";
import type { Controller } from "./controllers";

export function nearest<K extends Controller>(cgroup: Cgroup, name: K): NonNullable<Cgroup[K]> {
  for (const at of cgroup.upwards()) {
    const state = at[name];
    if (state !== undefined) return state as NonNullable<Cgroup[K]>;
  }
  throw new Error(`the root cgroup has no ${name} controller`);
}

/** The ancestor (or the cgroup itself) whose controller counts. */
export function holder(cgroup: Cgroup, name: Controller): Cgroup {
  for (const at of cgroup.upwards()) if (at.has(name)) return at;
  throw new Error(`the root cgroup has no ${name} controller`);
}
