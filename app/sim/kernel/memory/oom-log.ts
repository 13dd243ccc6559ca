/** What the kernel's log says when memory has run out, in the words and order of mm/oom_kill.c. */
import { ROOT_CGROUP } from "../../memory/cgroups";
import type { OomEvent } from "../../memory/oom";
import { memoryStat } from "../cgroup/files/memory-stat";
import { holder } from "../cgroup/nearest";
import type { Process } from "../process/process";
import type { MemoryHost, MemoryPort } from "./port";

const KIB_PER_PAGE = 4;
/** PAGE_COUNTER_MAX in kB: how the log shows "max". */
const UNLIMITED_KIB = 8_589_934_588;

export class OomLog {
  constructor(
    private readonly port: MemoryPort,
    private readonly host: MemoryHost,
  ) {}

  /** Called while the victims still have their memory. */
  report(event: OomEvent): void {
    const [first] = event.victims.flatMap(({ space }) => this.port.processOf(space) ?? []);
    if (first === undefined) return;
    const { invoker } = this.port;
    const who = invoker ?? first.main;
    this.host.log(
      `${who.comm} invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=${who.process.oomScoreAdj}`,
    );
    const limited = event.limitedBy !== ROOT_CGROUP;
    const path = limited ? this.pathOf(event.limitedBy, first) : "/";
    if (limited) this.cgroup(event.limitedBy, path);
    this.tasks(event.limitedBy);
    const constraint = limited ? "CONSTRAINT_MEMCG" : "CONSTRAINT_NONE";
    const where = limited ? `oom_memcg=${path}` : "global_oom";
    const cpuset = holder(first.cgroup, "cpuset");
    const task = `task_memcg=${holder(first.cgroup, "memory").path},task=${first.main.comm},pid=${first.main.pid}`;
    this.host.log(
      `oom-kill:constraint=${constraint},nodemask=(null),cpuset=${cpuset.name || "/"},mems_allowed=0,${where},${task},uid=${first.main.creds.uid}`,
    );
    for (const { space } of event.victims) {
      const process = this.port.processOf(space);
      if (process !== undefined) this.victim(process, limited);
    }
  }

  private cgroup(group: number, path: string): void {
    const log = (text: string) => this.host.log(text);
    const usage = this.port.usage(group);
    const { limits } = this.port.model.machine.cgroups.get(group);
    const kib = (pages: number) =>
      pages === Number.POSITIVE_INFINITY ? UNLIMITED_KIB : pages * KIB_PER_PAGE;
    log(`memory: usage ${kib(usage.current)}kB, limit ${kib(limits.max)}kB, failcnt ${usage.events.max}`);
    log(`swap: usage ${kib(usage.swap)}kB, limit ${kib(limits.swapMax)}kB, failcnt 0`);
    log(`Memory cgroup stats for ${path}:`);
    for (const line of memoryStat(usage).trimEnd().split("\n").slice(0, STAT_LINES)) log(line);
  }

  private tasks(group: number): void {
    const { cgroups } = this.port.model.machine;
    this.host.log("Tasks state (memory values in pages):");
    this.host.log("[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name");
    for (const { main, memory, oomScoreAdj, kernelThread, zombie } of this.host.processes()) {
      if (kernelThread || zombie || !memory.alive) continue;
      if (!cgroups.isUnder(this.port.model.machine.spaces.get(memory.number).cgroup, group)) continue;
      const cells = [
        `[${String(main.pid).padStart(7)}]`,
        String(main.creds.uid).padStart(5),
        String(main.pid).padStart(5),
        String(memory.sizePages).padStart(8),
        String(memory.rssPages).padStart(8),
        String(memory.pageTablePages * 4096).padStart(8),
        String(memory.swapPages).padStart(8),
        `        ${String(oomScoreAdj).padStart(5)}`,
        main.comm,
      ];
      this.host.log(cells.join(" "));
    }
  }

  private victim(process: Process, limited: boolean): void {
    const { main, memory } = process;
    const kib = (pages: number) => `${pages * KIB_PER_PAGE}kB`;
    const rss = `anon-rss:${kib(memory.anonPages)}, file-rss:${kib(memory.filePages)}, shmem-rss:${kib(memory.shmemPages)}`;
    this.host.log(
      `${limited ? "Memory cgroup out of memory" : "Out of memory"}: Killed process ${main.pid} (${main.comm}) total-vm:${kib(memory.sizePages)}, ${rss}, UID:${main.creds.uid} pgtables:${kib(memory.pageTablePages)} oom_score_adj:${process.oomScoreAdj}`,
    );
  }

  /** The cgroup of a model's group: it is the victim's or above it. */
  private pathOf(group: number, victim: Process): string {
    for (const cgroup of victim.cgroup.upwards()) if (cgroup.memory?.group === group) return cgroup.path;
    return "/";
  }
}

/** The log leaves out the counts of events, which memory.stat ends with. */
const STAT_LINES = 28;
