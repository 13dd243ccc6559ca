/** The controllers of the lab's kernel, in the order in which it lists them. */
export const CONTROLLERS = ["cpuset", "cpu", "io", "memory", "pids"] as const;
export type Controller = (typeof CONTROLLERS)[number];

/** Controllers that can divide the threads of one process; the others have pages or files that belong to all of them. */
const THREADED: ReadonlySet<Controller> = new Set(["cpuset", "cpu", "pids"]);

export function isThreaded(controller: Controller): boolean {
  return THREADED.has(controller);
}

/** As cgroup.controllers and cgroup.subtree_control print a set; empty for the empty set. */
export function listed(set: ReadonlySet<Controller>): string {
  const names = CONTROLLERS.filter((name) => set.has(name));
  return names.length === 0 ? "" : `${names.join(" ")}\n`;
}
