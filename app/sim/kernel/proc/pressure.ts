/** /proc/pressure: the root cgroup's, as the kernel's psi_system is. */
import type { Kernel } from "../kernel";

export function systemPressure(kernel: Kernel, resource: "cpu" | "memory" | "io"): string {
  return kernel.cgroups.root.pressure.text(resource, kernel.nowNs());
}
