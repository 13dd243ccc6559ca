/** The kernel's memory over the host's: cgroups, address spaces, files in memory, and the numbers that the kernel shows of them. */
import type { Cgroup as MemoryCgroup } from "../../memory/cgroups";
import type { HostMemory } from "../../memory/host-memory";
import type { OomEvent } from "../../memory/oom";
import { OverlayInode } from "../fs/overlay/inode";
import type { Path } from "../fs/path";
import { AddressSpace, memoryGroupOf } from "../process/address-space";
import type { Process } from "../process/process";
import type { Task } from "../process/task";
import type { KernelServices } from "../services";
import { meminfoText, memoryInfo, totalPages } from "./meminfo";
import { OomLog } from "./oom-log";
import { Shmem, type ShmemPage } from "./shmem";
import type { MemoryInfo, MemoryLimits, MemoryUsage, PageAccount, ProgramFile } from "./types";

/** What it needs of the rest of the kernel. */
export type MemoryHost = Pick<KernelServices, "nowNs" | "processes" | "oomKill" | "log">;

export interface MemoryOptions {
  /** The model's cgroup in which this kernel lives: 0 when it has the machine to itself. */
  readonly rootCgroup: number;
  /** Files of one domain share their cached pages; kernels that share none have different ones. */
  readonly domain: string;
  readonly nsPerInstruction: number;
}

const ALONE: MemoryOptions = { rootCgroup: 0, domain: "host", nsPerInstruction: 1 };

/** The kernels of a host. */
const PORTS = new WeakMap<HostMemory, MemoryPort[]>();

export class MemoryPort {
  /** The model's cgroup of the kernel's root cgroup. */
  readonly rootCgroup: number;
  readonly nsPerInstruction: number;
  /** Who is allocating now, for the log of the OOM killer. */
  invoker: Task | undefined;
  readonly shmem: Shmem;
  /** Files of programs that lie in tmpfs; their pages are the root cgroup's. */
  private readonly inMemory = new Set<number>();
  private readonly oomLog: OomLog;

  constructor(
    readonly model: HostMemory,
    private readonly host: MemoryHost,
    private readonly options: MemoryOptions = ALONE,
  ) {
    this.rootCgroup = options.rootCgroup;
    this.nsPerInstruction = options.nsPerInstruction;
    this.shmem = new Shmem(model);
    this.oomLog = new OomLog(this, host);
    this.listen();
  }

  /** Every kernel of a host hears of the killer, and looks for processes of its own. */
  private listen(): void {
    const { model } = this;
    const known = PORTS.get(model);
    if (known !== undefined) {
      known.push(this);
      return;
    }
    const ports: MemoryPort[] = [this];
    PORTS.set(model, ports);
    model.onOomChosen = (event) => {
      for (const port of ports) port.oomLog.report(event);
    };
    model.onOom = (event) => {
      for (const port of ports) port.killed(event);
    };
    model.oomAdjustment = (space) => {
      for (const port of ports) {
        const process = port.processOf(space);
        if (process !== undefined) return process.oomScoreAdj;
      }
      return 0;
    };
  }

  /** Hears of every event of memory.events: of the model's cgroup, and so of those above it. */
  set onEvent(listener: (cgroup: number) => void) {
    const { cgroups } = this.model.machine;
    const { onEvent } = cgroups;
    cgroups.onEvent = (cgroup) => {
      onEvent?.(cgroup);
      listener(cgroup);
    };
  }

  nowNs(): number {
    return this.host.nowNs();
  }

  // Cgroups

  addCgroup(parent: number): number {
    return this.model.addCgroup(parent);
  }

  /**
   * Nobody is in it any more; what is left of its pages is its parent's. Answers whether pages of files in memory are left; then
   * `drained` is called when they have gone.
   */
  removeCgroup(cgroup: number, drained: () => void): boolean {
    const left = this.shmem.inherit(cgroup, this.groups.get(cgroup).parent, drained);
    this.model.removeCgroup(cgroup);
    return left;
  }

  /** May kill. */
  setLimits(cgroup: number, limits: MemoryLimits): void {
    this.model.setLimits(cgroup, limits);
  }

  /** Takes pages back; answers how many. */
  reclaim(cgroup: number, pages: number): number {
    return this.model.reclaim.reclaim(cgroup, pages);
  }

  usage(cgroup: number): MemoryUsage {
    const { machine } = this.model;
    const group = this.groups.get(cgroup);
    let shmem = 0;
    let mapped = 0;
    let programs = 0;
    if (cgroup === this.rootCgroup)
      for (const file of this.inMemory) programs += machine.files.get(file).cachedPages;
    for (const id of this.groups.subtree(cgroup)) {
      shmem += this.shmem.pagesOf(id);
      for (const space of machine.spaces.inCgroup(id)) mapped += machine.spaces.get(space).filePages;
    }
    return {
      current: group.current,
      peak: group.peak,
      swap: group.swap,
      anon: group.anon - Math.min(shmem, group.anon),
      file: group.file + shmem,
      shmem: shmem + programs,
      fileMapped: Math.min(mapped, group.file),
      dirty: 0,
      minorFaults: group.minorFaults,
      majorFaults: group.majorFaults,
      events: group.events,
      localEvents: group.localEvents,
    };
  }

  // Processes and files

  /** An address space without anything in it: of the first process, and of the kernel's own threads. */
  emptySpace(cgroup: number): AddressSpace {
    return new AddressSpace(this, cgroup);
  }

  /** The file behind a program. In tmpfs its pages are in memory already, and are the root cgroup's. */
  programFile(path: Path, pages: number): ProgramFile {
    let { inode } = path.dentry;
    // Containers of one image run the file of the layer below.
    while (inode instanceof OverlayInode) inode = inode.real;
    const { sb, ino } = inode;
    const inMemory = sb.type === "tmpfs" || sb.type === "rootfs" || sb.type === "ramfs";
    const id = `${sb.device.major}:${sb.device.minor}:${ino}`;
    const file = this.model.openFile(this.options.domain, id, pages, ino);
    if (inMemory && !this.inMemory.has(file)) {
      this.inMemory.add(file);
      for (let page = 0; page < pages; page++) this.model.readFile(this.rootCgroup, file, page);
    }
    return { file, inMemory };
  }

  /** For one file in memory. */
  pageAccount(): PageAccount {
    return new FileAccount(this);
  }

  /** One page of a file that `task` writes; the kernel itself if undefined. @throws SysError ENOMEM */
  takeFilePage(task: Task | undefined): ShmemPage {
    this.invoker = task;
    const page = this.shmem.take(task === undefined ? this.rootCgroup : memoryGroupOf(task));
    this.invoker = undefined;
    return page;
  }

  // The whole machine

  info(): MemoryInfo {
    return memoryInfo(this.model, this.host.processes(), this.usage(this.rootCgroup));
  }

  get totalPages(): number {
    return totalPages(this.model);
  }

  /** /proc/meminfo. */
  meminfoText(): string {
    return meminfoText(this.info());
  }

  /** For sysinfo(2). */
  totals() {
    const { total, free, shmem, swapTotal, swapFree } = this.info();
    return { total, free, shared: shmem, buffers: 0, swapTotal, swapFree };
  }

  // Running out

  /** There was no memory for a process, and nobody could be killed for it. */
  noMemory(task: Task): void {
    this.host.oomKill(task.process);
  }

  processOf(space: number): Process | undefined {
    for (const process of this.host.processes()) if (process.memory.number === space) return process;
    return undefined;
  }

  private killed(event: OomEvent): void {
    const victims = event.victims.map(({ space }) => this.processOf(space));
    for (const process of victims) if (process !== undefined) this.host.oomKill(process);
  }

  private get groups(): { get(id: number): MemoryCgroup; subtree(id: number): number[] } {
    return this.model.machine.cgroups;
  }
}

/** The pages of one file in memory. Most files have few, and many none. */
class FileAccount implements PageAccount {
  private held: ShmemPage[] | undefined;

  constructor(private readonly port: MemoryPort) {}

  charge(pages: number, task: Task | undefined): void {
    this.held ??= [];
    for (let page = 0; page < pages; page++) this.held.push(this.port.takeFilePage(task));
  }

  release(pages: number): void {
    for (let page = 0; page < pages; page++) {
      const last = this.held?.pop();
      if (last !== undefined) this.port.shmem.release(last);
    }
  }
}
