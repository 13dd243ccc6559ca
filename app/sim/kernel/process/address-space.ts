/**
 * The memory of a process: areas of its address space, and the modelled frames behind them. Frames are charged to the cgroup in
 * which they were first touched. Costs go to the task: faults as kernel instructions, waits as sleeps.
 */

import { forkNs, mapCachedNs } from "../../figures/memory";
import { NO_MEMORY } from "../../memory/host-memory";
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { nearest } from "../cgroup/nearest";
import type { Path } from "../fs/path";
import { type Area, KERNEL_PAGES, PROGRAM, STACK_PAGES } from "../memory/areas";
import type { MemoryPort } from "../memory/port";
import { PAGE_BYTES } from "../memory/types";
import type { Task } from "./task";

/** Pages that are touched before the time for them is spent. */
const BATCH = 64;
/** fault_around_bytes: one fault maps so many cached pages at once. */
const FAULT_AROUND = 16;
/** read_ahead_kb, 128: one read brings so many pages. */
const READ_AHEAD = 32;
/** TASK_SIZE of i386: what one process can map. */
const MOST_PAGES = 0xc0000;
/**
 * What one process may hold as data of its own, 128 MiB. Linux has no such bound: here the data are really held by the lab, in strings
 * that cannot be longer than 512 MiB.
 */
const MOST_DATA_PAGES = 0x8000;
const NO_SPACE = -1;

export class AddressSpace {
  private space: number;
  /** By first page in the model. */
  private readonly areaAt = new Map<number, Area>();
  /** First pages of what the program has as data of its own, in the order in which it grew. */
  private data: number[] = [];
  private peakRss = 0;
  private peakSize = 0;
  /** Pages that the kernel maps into every process (vvar and vdso). */
  private kernelPages = 0;
  private inMemory = false;
  /** Pages of a file that the last read of its disk has brought beyond the one that was wanted. */
  private readAhead = 0;

  constructor(
    private readonly port: MemoryPort,
    private cgroup: number,
    space?: number,
  ) {
    this.space = space ?? port.model.addSpace(cgroup);
  }

  /** The space's number in the model; -1 once it is released. Killed ones keep theirs. */
  get number(): number {
    return this.space;
  }

  /** False once it was released, or its process was killed for memory. */
  get alive(): boolean {
    return this.space !== NO_SPACE && this.port.model.hasSpace(this.space);
  }

  /** A copy for a child, whose pages are shared until one side writes. @throws SysError ENOMEM */
  fork(parent: Task): AddressSpace {
    if (!this.alive) throw new SysError("ENOMEM");
    const { model, nsPerInstruction } = this.port;
    const number = model.fork(this.space, this.cgroup);
    if (number === NO_MEMORY) throw new SysError("ENOMEM");
    const costNs = model.forkCostNs - forkNs.value + this.rewriteStack(parent);
    parent.charge(Math.round(costNs / nsPerInstruction));
    const child = new AddressSpace(this.port, this.cgroup, number);
    for (const [start, area] of this.areaAt) child.areaAt.set(start, area);
    child.data = [...this.data];
    child.kernelPages = this.kernelPages;
    child.inMemory = this.inMemory;
    child.notePeaks();
    return child;
  }

  /** A parent returns from fork to its stack, which is shared now: the page in use is copied. Answers the time, ns. */
  private rewriteStack(parent: Task): number {
    const stack = [...this.areaAt].find(([, { kind }]) => kind === "stack");
    if (stack === undefined) return 0;
    this.port.invoker = parent;
    const { ns } = this.port.model.touch(this.space, stack[0] + STACK_PAGES - 1, true);
    this.port.invoker = undefined;
    parent.minorFaults++;
    return ns;
  }

  /** execve: everything goes, and a program's file, heap and stack come. @throws SysError ENOMEM */
  *exec(task: Task, path: Path): Call<void> {
    const { model } = this.port;
    this.release();
    this.peakRss = this.peakSize = 0;
    this.space = model.addSpace(this.cgroup);
    const program = this.port.programFile(path, PROGRAM.pages);
    this.inMemory = program.inMemory;
    this.kernelPages = KERNEL_PAGES;
    const text = this.place("program", PROGRAM.pages, { kind: "private-file", file: program.file });
    const heap = this.place("heap", PROGRAM.heapPages, { kind: "anonymous" });
    const stack = this.place("stack", STACK_PAGES, { kind: "anonymous" });
    yield* this.touchRun(task, text, PROGRAM.touchedPages, false);
    yield* this.touchRun(task, text + PROGRAM.dataAt, PROGRAM.dataPages, true);
    yield* this.touchRun(task, heap, PROGRAM.heapPages, true);
    yield* this.touchRun(task, stack + STACK_PAGES - 1, 1, true);
  }

  /** The process is over. */
  release(): void {
    if (this.alive) this.port.model.kill(this.space);
    this.space = NO_SPACE;
    this.areaAt.clear();
    this.data = [];
    this.kernelPages = 0;
  }

  /** What is touched from now on is another cgroup's (the model's number). */
  moveTo(cgroup: number): void {
    this.cgroup = cgroup;
    if (this.alive) this.port.model.moveSpace(this.space, cgroup);
  }

  /** mmap of anonymous memory: a handle. @throws SysError ENOMEM, EINVAL for nothing */
  map(bytes: number, task: Task): number {
    const pages = Math.ceil(bytes / PAGE_BYTES);
    if (!(pages > 0)) throw new SysError("EINVAL");
    if (!this.alive || this.sizePages + pages > MOST_PAGES) throw new SysError("ENOMEM");
    const start = this.place("anonymous", pages, { kind: "anonymous" });
    task.charge(0);
    this.notePeaks();
    return start + 1;
  }

  /** @throws SysError EINVAL for a handle that `map` did not give */
  unmap(handle: number, task: Task): void {
    const area = this.areaAt.get(handle - 1);
    if (area?.kind !== "anonymous") throw new SysError("EINVAL");
    this.areaAt.delete(handle - 1);
    if (this.alive)
      task.charge(Math.round(this.port.model.unmap(this.space, handle - 1) / this.port.nsPerInstruction));
  }

  get dataBytes(): number {
    return this.data.reduce((sum, start) => sum + (this.areaAt.get(start)?.pages ?? 0), 0) * PAGE_BYTES;
  }

  /** Makes the program's own data so many bytes; what is given back goes in the runs in which it came. @throws SysError ENOMEM */
  *setData(task: Task, bytes: number): Call<void> {
    const wanted = Math.ceil(bytes / PAGE_BYTES);
    let pages = this.dataBytes / PAGE_BYTES;
    for (let last = this.data.at(-1); last !== undefined; last = this.data.at(-1)) {
      const run = this.areaAt.get(last)?.pages ?? 0;
      if (pages - run < wanted) break;
      this.unmap(last + 1, task);
      this.data.pop();
      pages -= run;
    }
    const more = wanted - pages;
    if (more <= 0) return;
    if (wanted > MOST_DATA_PAGES) throw new SysError("ENOMEM");
    const start = this.map(more * PAGE_BYTES, task) - 1;
    this.data.push(start);
    yield* this.touchRun(task, start, more, true);
  }

  /** Reads or writes every page of a range. Returns early when the process was killed meanwhile. @throws SysError EFAULT */
  *touch(task: Task, handle: number, offset: number, bytes: number, write: boolean): Call<void> {
    const area = this.areaAt.get(handle - 1);
    const first = Math.floor(offset / PAGE_BYTES);
    const last = Math.floor((offset + bytes - 1) / PAGE_BYTES);
    if (area === undefined || offset < 0 || last >= area.pages) throw new SysError("EFAULT");
    if (bytes > 0) yield* this.touchRun(task, handle - 1 + first, last - first + 1, write);
  }

  /** Mappings in the order of the address space, for /proc/PID/maps. */
  get areas(): readonly Area[] {
    return [...this.areaAt.values()];
  }

  get sizePages(): number {
    let pages = this.kernelPages;
    for (const area of this.areaAt.values()) pages += area.pages;
    return pages;
  }

  get peakSizePages(): number {
    return Math.max(this.peakSize, this.sizePages);
  }

  get rssPages(): number {
    return this.anonPages + this.filePages + this.shmemPages;
  }

  get peakRssPages(): number {
    return Math.max(this.peakRss, this.rssPages);
  }

  get anonPages(): number {
    return this.counters?.anonPages ?? 0;
  }

  get swapPages(): number {
    return this.counters?.swapPages ?? 0;
  }

  /** RssFile: pages of programs on disk, and the vdso. */
  get filePages(): number {
    return (this.inMemory ? 0 : (this.counters?.filePages ?? 0)) + (this.kernelPages > 0 ? 1 : 0);
  }

  /** RssShmem: pages of programs that lie in tmpfs. */
  get shmemPages(): number {
    return this.inMemory ? (this.counters?.filePages ?? 0) : 0;
  }

  get pageTablePages(): number {
    return this.kernelPages === 0 ? 0 : 2 + Math.ceil(this.sizePages / 1024);
  }

  private get counters() {
    return this.alive ? this.port.model.machine.spaces.get(this.space) : undefined;
  }

  private place(
    kind: Area["kind"],
    pages: number,
    how: { readonly kind: "anonymous" } | { readonly kind: "private-file"; readonly file: number },
  ): number {
    const start = this.port.model.map(this.space, { pages, ...how });
    if (start === NO_MEMORY) throw new SysError("ENOMEM");
    this.areaAt.set(start, { kind, pages });
    return start;
  }

  private *touchRun(task: Task, start: number, pages: number, write: boolean): Call<void> {
    for (let done = 0; done < pages; ) {
      const { ns, sleepNs, touched } = this.touchBatch(
        task,
        start + done,
        Math.min(BATCH, pages - done),
        write,
      );
      done += touched;
      if (ns > 0)
        yield { kind: "run", instructions: Math.round(ns / this.port.nsPerInstruction), mode: "kernel" };
      if (sleepNs > 0) yield* this.sleep(task, sleepNs);
      if (!this.alive) return;
      if (touched === 0) {
        this.port.noMemory(task);
        return;
      }
    }
    this.notePeaks();
  }

  /** As many pages as can be had without a sleep: time on the processor and the sleep that ends the batch. */
  private touchBatch(task: Task, start: number, most: number, write: boolean) {
    const { model } = this.port;
    const { pressure } = task.process.cgroup;
    let ns = 0;
    let sleepNs = 0;
    let touched = 0;
    let mappedCached = 0;
    this.port.invoker = task;
    while (touched < most && sleepNs === 0 && this.alive) {
      const result = model.touch(this.space, start + touched, write);
      if (result.reclaimNs > 0) pressure.stalled("memory", result.reclaimNs, true, this.port.nowNs());
      if (result.kind === "oom") break;
      touched++;
      if (result.kind === "map-cached") {
        if (mappedCached++ % FAULT_AROUND > 0) continue;
        ns += mapCachedNs.value;
        task.minorFaults++;
        continue;
      }
      if (result.kind === "file-read" && this.readAhead > 0) {
        this.readAhead--;
        ns += result.reclaimNs;
      } else if (result.kind === "file-read" || result.kind === "swap-in") {
        if (result.kind === "file-read") this.readAhead = READ_AHEAD - 1;
        task.majorFaults++;
        sleepNs = result.ns - result.reclaimNs;
        ns += result.reclaimNs;
      } else {
        if (result.kind !== "none") task.minorFaults++;
        ns += result.ns;
      }
      sleepNs += result.throttleNs;
    }
    this.port.invoker = undefined;
    return { ns, sleepNs, touched };
  }

  private *sleep(task: Task, ns: number): Call<void> {
    const { pressure } = task.process.cgroup;
    const untilNs = this.port.nowNs() + ns;
    task.state = "D";
    pressure.change("memory", 1, this.port.nowNs());
    yield { kind: "block", queues: [], untilNs };
    pressure.change("memory", -1, this.port.nowNs());
    task.state = "R";
  }

  private notePeaks(): void {
    this.peakRss = Math.max(this.peakRss, this.rssPages);
    this.peakSize = Math.max(this.peakSize, this.sizePages);
  }
}

/** The model's cgroup that pays for a task's memory. */
export function memoryGroupOf(task: Task): number {
  return nearest(task.process.cgroup, "memory").group;
}
