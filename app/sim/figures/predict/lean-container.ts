/** What is left of starting a container that is made of less. */
import type { Constant } from "../figure";

const ms = (id: string, label: string, value: number, because: string): Constant => ({
  id: `predict.${id}`,
  label,
  value,
  unit: "ms",
  because,
});

export const namespacesMs = ms(
  "leanNamespacesMs",
  "lean container: PID, IPC and UTS namespaces",
  0.3,
  "A convention: a few allocations each, a thousand times less than a network namespace's registrations.",
);

export const rootMs = ms(
  "leanRootMs",
  "lean container: bind mounts of a base image and of the handler's directories, chroot",
  0.2,
  "A convention: four mounts of some 50 µs.",
);

export const cgroupMs = ms(
  "leanCgroupMs",
  "lean container: moving into a cgroup from a pool",
  4,
  "A convention: writing cgroup.procs waits for a grace period of RCU, a tick at 250 Hz.",
);
