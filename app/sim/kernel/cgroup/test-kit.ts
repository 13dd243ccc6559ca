/** A cgroup tree over a real memory model and a scheduler that only remembers, for tests. */
import { HostMemory } from "../../memory/host-memory";
import { MemoryPort } from "../memory/port";
import type { NamespaceSet } from "../ns/namespaces";
import { PidNamespace } from "../ns/pid";
import { UserNamespace } from "../ns/user";
import { rootCredentials } from "../process/credentials";
import { FdTable } from "../process/fd-table";
import { Process } from "../process/process";
import { Task } from "../process/task";
import type { Cgroup } from "./cgroup";
import { nearest } from "./nearest";
import type { CgroupHost, CpuGroupSettings, CpuPort } from "./ports";
import { CgroupTree } from "./tree";

export class FakeCpu implements CpuPort {
  readonly rootGroup = 0;
  readonly groups = new Map<number, { readonly parent: number; settings: CpuGroupSettings | undefined }>([
    [0, { parent: -1, settings: undefined }],
  ]);
  readonly groupOf = new Map<Task, number>();
  readonly cpusOf = new Map<Task, readonly number[]>();
  private next = 1;

  addGroup(parent: number, settings: CpuGroupSettings): number {
    if (!this.groups.has(parent)) throw new Error(`no group ${parent}`);
    this.groups.set(this.next, { parent, settings });
    return this.next++;
  }

  setGroup(group: number, settings: CpuGroupSettings): void {
    this.groups.get(group)!.settings = settings;
  }

  removeGroup(group: number): void {
    for (const [task, at] of this.groupOf)
      if (at === group) throw new Error(`task ${task.pid} is in ${group}`);
    this.groups.delete(group);
  }

  throttling() {
    return { periods: 0, throttled: 0, throttledNs: 0 };
  }

  moveTask(task: Task, group: number): void {
    if (!this.groups.has(group)) throw new Error(`no group ${group}`);
    this.groupOf.set(task, group);
  }

  setCpus(task: Task, cpus: readonly number[]): void {
    this.cpusOf.set(task, cpus);
  }
}

export interface TestTree {
  readonly tree: CgroupTree;
  readonly cpu: FakeCpu;
  readonly memory: MemoryPort;
  readonly log: string[];
  readonly processes: Set<Process>;
  /** Signals sent, as "pid signal". */
  readonly signals: string[];
  nowNs: number;
  birth(cgroup?: Cgroup): Process;
  death(process: Process): void;
}

export function testTree(options: { readonly cpus?: number; readonly frames?: number } = {}): TestTree {
  const cpu = new FakeCpu();
  const userNs = UserNamespace.initial(1);
  const pidNs = new PidNamespace(2, userNs, undefined);
  const processes = new Set<Process>();
  const log: string[] = [];
  const signals: string[] = [];
  const state = { nowNs: 0 };
  const memory = new MemoryPort(new HostMemory({ frames: options.frames ?? 512, kernelFrames: 16 }), {
    nowNs: () => state.nowNs,
    processes: () => processes,
    oomKill: (process) => {
      signals.push(`${process.main.pid} oom`);
      process.pendingEnd = { kind: "signaled", signal: 9, core: false };
    },
    log: (text) => void log.push(text),
  });
  const host: CgroupHost = {
    nowNs: () => state.nowNs,
    realtimeNs: () => state.nowNs,
    log: (text) => void log.push(text),
    signal: (target, signal) =>
      void signals.push(`${target instanceof Task ? target.pid : target.main.pid} ${signal}`),
    cpus: options.cpus ?? 1,
    initialPidNs: pidNs,
    cpu,
    memory,
  };
  const tree = new CgroupTree(host);
  const fs = { root: undefined as never, cwd: undefined as never, umask: 0o022 };
  const ns = { pid: pidNs, pidForChildren: pidNs } as NamespaceSet;

  const birth = (cgroup = tree.root): Process => {
    tree.chargeFork(cgroup);
    const process = new Process(
      fs,
      new FdTable(64),
      memory.emptySpace(memory.rootCgroup),
      cgroup,
      undefined,
      undefined,
    );
    const number = pidNs.allocate();
    const task = new Task(
      { wake: () => {}, realtimeNs: () => 0 },
      process,
      [number],
      rootCredentials(userNs),
      ns,
    );
    process.threads.push(task);
    pidNs.enter(number, task);
    processes.add(process);
    tree.forked(process, cgroup);
    cpu.groupOf.set(task, nearest(cgroup, "cpu").group);
    process.memory.moveTo(nearest(cgroup, "memory").group);
    return process;
  };
  const death = (process: Process): void => {
    process.memory.release();
    process.end = { kind: "exited", status: 0 };
    tree.exited(process);
    tree.released(process);
    processes.delete(process);
    pidNs.leave(process.main.pid);
    cpu.groupOf.delete(process.main);
  };
  return {
    tree,
    cpu,
    memory,
    log,
    processes,
    signals,
    birth,
    death,
    get nowNs() {
      return state.nowNs;
    },
    set nowNs(value) {
      state.nowNs = value;
    },
  };
}
