/**
 * A modelled guest's memory: a kernel of its own in an anonymous region of the host, and a balloon. Each workload is a process
 * of the guest; when the guest runs out of memory its own kernel kills one of them, and the host knows nothing of it.
 */

import { deviceReadNs } from "../../figures/memory";
import { vmmPages } from "../../figures/model-costs";
import { Balloon } from "../../memory/balloon";
import { ROOT_CGROUP } from "../../memory/cgroups";
import { GuestMemory } from "../../memory/guest-memory";
import type { HostMemory } from "../../memory/host-memory";
import type { InstanceSpec, Workload } from "../../scenario/schema";
import { REGIONS_PER_WORKLOAD } from "../instance";
import { pagesOf } from "../limits";
import type { TouchAnswer } from "../work/task";
import { contentKey, contentOf } from "./container";
import { Answer, MemoryOf, NoMemoryError } from "./memory-of";

/** Pages that hold anything at the prompt of the lab's Linux guest, booted directly (BootRecord.pagesTouched): its kernel. */
const GUEST_KERNEL_PAGES = 1999;
/** All modelled guests boot the same kernel image. */
const KERNEL_IMAGE = 2;

interface SavedOwn {
  readonly ram: number;
  readonly guest: unknown;
  readonly balloon: ReturnType<Balloon["save"]> | undefined;
  readonly spaces: readonly (readonly [number, number])[];
  readonly regions: readonly number[];
}

export class ModelGuestMemory extends MemoryOf {
  private ram = 0;
  private guest: GuestMemory | undefined;
  private pump: Balloon | undefined;
  /** Address space in the guest, by workload. */
  private spaces = new Map<number, number>();
  private regions: number[] = [];

  constructor(
    memory: HostMemory,
    cgroup: number,
    private readonly spec: InstanceSpec,
  ) {
    super(memory, cgroup);
  }

  start(): TouchAnswer {
    const { memory } = this;
    this.space = memory.addSpace(this.cgroup);
    const vmm = this.map({ pages: vmmPages.value, kind: "anonymous" });
    this.ram = this.map({ pages: this.framesOfGuest(), kind: "anonymous", mergeable: true, huge: true });
    const guest = this.makeGuest();
    this.spaces.clear();
    this.regions = [];
    this.spec.workloads.forEach((work, index) => {
      if (work.kind === "memory") this.mapWorkload(guest, work, index);
    });
    const answer = new Answer();
    for (let page = 0; page < vmmPages.value && memory.hasSpace(this.space); page++)
      answer.add(memory.touch(this.space, vmm + page, true), "hypervisorNs");
    if (memory.hasSpace(this.space)) answer.hypervisorNs += guest.boot(KERNEL_IMAGE).hostNs;
    answer.killed = !memory.hasSpace(this.space);
    return answer;
  }

  private framesOfGuest(): number {
    return pagesOf(this.spec.memoryMiB);
  }

  private makeGuest(): GuestMemory {
    const frames = this.framesOfGuest();
    const kernelFrames = Math.min(GUEST_KERNEL_PAGES, frames >> 1);
    this.guest = new GuestMemory(this.memory, this.space!, this.ram, { frames, kernelFrames });
    this.pump = new Balloon(this.guest, this.guest);
    return this.guest;
  }

  private mapWorkload(guest: GuestMemory, work: Extract<Workload, { kind: "memory" }>, index: number): void {
    const { kernel } = guest;
    const space = kernel.addSpace(ROOT_CGROUP);
    this.spaces.set(index, space);
    const anonymous = pagesOf(work.anonMiB);
    const file = pagesOf(work.fileMiB);
    const at = index * REGIONS_PER_WORKLOAD;
    const mapped = (request: Parameters<HostMemory["map"]>[1]): number => {
      const start = kernel.map(space, request);
      if (start < 0) throw new NoMemoryError(`its own kernel does not promise ${request.pages} pages`);
      return start;
    };
    if (anonymous > 0) this.regions[at] = mapped({ pages: anonymous, kind: "anonymous" });
    if (file > 0) {
      const opened = kernel.openFile("guest", `${work.file} ${file}`, file, contentKey(work.file));
      this.regions[at + 1] = mapped({ pages: file, kind: "shared-file", file: opened });
    }
  }

  touch(region: number, first: number, count: number, write: boolean): TouchAnswer {
    const answer = new Answer();
    const index = Math.floor(region / REGIONS_PER_WORKLOAD);
    const work = this.spec.workloads[index]!;
    const contents = work.kind === "memory" ? work.contents : "unique";
    const space = this.spaces.get(index)!;
    const { guest } = this;
    for (let page = 0; page < count; page++) {
      if (guest === undefined || this.space === undefined || !guest.kernel.hasSpace(space)) {
        answer.killed = true;
        break;
      }
      const at = this.regions[region]! + first + page;
      const result = guest.touch(space, at, write, contentOf(contents, first + page));
      const waits = (kind: string) => (kind === "file-read" || kind === "swap-in" ? deviceReadNs.value : 0);
      const guestWaitNs = waits(result.guest);
      const hostWaitNs = waits(result.host);
      answer.kernelNs += Math.max(0, result.guestNs - guestWaitNs);
      answer.hypervisorNs += Math.max(0, result.hostNs - hostWaitNs);
      answer.sleepNs += guestWaitNs + hostWaitNs + result.throttleNs;
      if (result.killed) answer.killed = true;
    }
    return answer;
  }

  setPages(): TouchAnswer {
    throw new RangeError("a modelled guest's pages are known");
  }

  override balloon(pages: number): void {
    this.pump!.setTarget(Math.min(pages, this.framesOfGuest()));
  }

  override balloonStep(nowNs: number): { readonly ns: number; readonly nextWakeNs: number } {
    return this.pump?.wake(nowNs) ?? { ns: 0, nextWakeNs: Number.POSITIVE_INFINITY };
  }

  protected override balloonPages(): number {
    return this.pump?.pages ?? 0;
  }

  override spaceKilled(): void {
    super.spaceKilled();
    this.guest = undefined;
    this.pump = undefined;
  }

  override release(): void {
    super.release();
    this.guest = undefined;
    this.pump = undefined;
  }

  protected saveOwn(): unknown {
    return {
      ram: this.ram,
      guest: this.guest?.save(),
      balloon: this.pump?.save(),
      spaces: [...this.spaces],
      regions: [...this.regions],
    } satisfies SavedOwn;
  }

  protected loadOwn(saved: unknown): void {
    const state = saved as SavedOwn;
    this.ram = state.ram;
    this.spaces = new Map(state.spaces);
    this.regions = [...state.regions];
    if (state.guest === undefined || state.balloon === undefined) return;
    this.makeGuest().load(state.guest);
    this.pump!.load(state.balloon);
  }
}
