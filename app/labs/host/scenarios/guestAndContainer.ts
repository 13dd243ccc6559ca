import type { BuiltInScenario } from "./builtIn";
import { spin } from "./spin";

/** A vCPU is an entity like any other. */
export const guestAndContainer: BuiltInScenario = {
  id: "guest-and-container",
  what: "A real Linux guest in a virtual machine and a container want the same core. The scheduler knows no difference: one entity is a vCPU, the other a task. Only the guest's lane has exits.",
  scenario: {
    version: 1,
    name: "A guest and a container on one core",
    seed: 1,
    durationMs: 600_000,
    host: { cores: 1, memoryMiB: 128 },
    instances: [
      { name: "machine", kind: "vm", guest: "linux", workloads: [spin] },
      { name: "box", kind: "container", workloads: [{ kind: "busy" }] },
    ],
  },
};
