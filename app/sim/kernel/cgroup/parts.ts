/** The controllers of one kernel. */
import type { Cgroup } from "./cgroup";
import { CONTROLLERS, type Controller, isThreaded } from "./controllers";
import { CpuController } from "./cpu";
import { CpusetController } from "./cpuset";
import { IoController } from "./io";
import { MemoryController } from "./memory";
import { PidsController } from "./pids";
import { isThreadedCgroup } from "./threaded";
import type { CgroupTree } from "./tree";

export interface ControllerParts {
  readonly cpuset: CpusetController;
  readonly cpu: CpuController;
  readonly io: IoController;
  readonly memory: MemoryController;
  readonly pids: PidsController;
  available(cgroup: Cgroup): ReadonlySet<Controller>;
}

/** Fresh controllers for that tree. */
export function controllerParts(tree: CgroupTree): ControllerParts {
  return {
    cpuset: new CpusetController(tree),
    cpu: new CpuController(tree),
    io: new IoController(),
    memory: new MemoryController(tree),
    pids: new PidsController(tree),
    available,
  };
}

function available(cgroup: Cgroup): ReadonlySet<Controller> {
  if (cgroup.parent === undefined) return new Set(CONTROLLERS);
  const above = cgroup.parent.subtreeControl;
  return isThreadedCgroup(cgroup) ? new Set([...above].filter(isThreaded)) : above;
}
