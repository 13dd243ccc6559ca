/** The memory of the host as its instances use it: a cgroup and an address space each, and what they map when they start. */

import { ROOT_CGROUP } from "../memory/cgroups";
import { HostMemory } from "../memory/host-memory";
import type { OomEvent } from "../memory/oom";
import { type HostSettings, type InstanceSpec, isReal } from "../scenario/schema";
import { pagesOf } from "./limits";
import { ContainerMemory } from "./memory-of/container";
import type { MemoryOf } from "./memory-of/memory-of";
import { ModelGuestMemory } from "./memory-of/model-guest";
import { RealGuestMemory } from "./memory-of/real-guest";
import type { HostMemoryView, MemoryMap } from "./view";

/**
 * What the host's own kernel keeps to itself: 16 MiB, the code, data and page descriptors of a small server; of a small host an
 * eighth. A convention.
 */
const KERNEL_MIB = 16;

const OVERCOMMIT = { heuristic: 0, always: 1, never: 2 } as const;

interface SavedPort {
  readonly memory: unknown;
  readonly instances: readonly (readonly [number, number, unknown])[];
}

export class HostMemoryPort {
  readonly memory: HostMemory;
  private readonly members = new Map<number, MemoryOf>();
  private readonly byCgroup = new Map<number, number>();
  /** Cgroup and state of each instance that was saved, by its number. */
  private saved = new Map<number, readonly [cgroup: number, state: unknown]>();

  constructor(
    settings: HostSettings,
    private readonly onKilled: (instance: number, why: string) => void,
  ) {
    const frames = pagesOf(settings.memoryMiB);
    this.memory = new HostMemory({
      frames,
      kernelFrames: Math.min(pagesOf(KERNEL_MIB), frames >> 3),
      swapPages: pagesOf(settings.swapMiB),
      overcommit: OVERCOMMIT[settings.overcommit],
      hugePages: settings.hugePages,
    });
    this.memory.onOom = (event) => this.oom(event);
  }

  /** The memory of a new instance; after `load`, of one that was saved. */
  instance(number: number, spec: InstanceSpec): MemoryOf {
    const known = this.saved.get(number);
    const cgroup =
      known === undefined ? this.memory.addCgroup(ROOT_CGROUP, { oomGroup: spec.memory.oomGroup }) : known[0];
    const member = memoryOf(this.memory, cgroup, spec);
    if (known !== undefined) member.load(known[1]);
    this.members.set(number, member);
    this.byCgroup.set(cgroup, number);
    return member;
  }

  private oom(event: OomEvent): void {
    const instances = new Map<number, number>();
    for (const { cgroup, pages } of event.victims) {
      const number = this.byCgroup.get(cgroup);
      if (number !== undefined) instances.set(number, (instances.get(number) ?? 0) + pages);
    }
    const limit = this.byCgroup.get(event.limitedBy);
    for (const [number, pages] of instances) {
      this.members.get(number)?.spaceKilled();
      const by = limit === undefined ? "the host ran out of memory" : "its memory.max was reached";
      this.onKilled(number, `killed for memory: ${by}, it had ${pages} pages`);
    }
  }

  view(): HostMemoryView {
    return this.memory.view();
  }

  map(maxCells: number): MemoryMap {
    return this.memory.memoryMap(maxCells, (cgroup) => (this.byCgroup.get(cgroup) ?? -1) + 1);
  }

  save(): unknown {
    return {
      memory: this.memory.save(),
      instances: [...this.members].map(([number, member]) => [number, member.cgroup, member.save()] as const),
    } satisfies SavedPort;
  }

  /** The members come back as `instance` is called for each of them. */
  load(saved: unknown): void {
    const { memory, instances } = saved as SavedPort;
    this.saved = new Map(instances.map(([number, cgroup, state]) => [number, [cgroup, state]]));
    this.members.clear();
    this.byCgroup.clear();
    this.memory.load(memory);
  }
}

function memoryOf(memory: HostMemory, cgroup: number, spec: InstanceSpec): MemoryOf {
  if (spec.kind === "container") return new ContainerMemory(memory, cgroup, spec);
  if (isReal(spec)) return new RealGuestMemory(memory, cgroup);
  return new ModelGuestMemory(memory, cgroup, spec);
}
