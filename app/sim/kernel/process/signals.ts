/** Sending signals, and what a task does with one when it returns to its program. */
import type { Call } from "../abi/call";
import { defaultAction, LAST_SIGNAL, SIG } from "../abi/signals";
import type { SignalHandler, Sys } from "../abi/sys";
import { capableIn } from "./credentials";
import type { Process, ProcessGroup } from "./process";
import { Task } from "./task";
import { WaitQueue } from "./wait-queue";

const STOPS: readonly number[] = [SIG.STOP, SIG.TSTP, SIG.TTIN, SIG.TTOU];

/** What the signal code asks of the rest of the kernel. */
export interface SignalHost {
  /** The process ends by this signal; the caller is one of its tasks. */
  endBySignal(task: Task, signal: number, core: boolean): Call<never>;
  /** A process was stopped or goes on: its parent may be waiting to hear so. */
  tellParent(process: Process): void;
}

/** Where stopped tasks wait. */
class StopQueues {
  private readonly queues = new WeakMap<Process, WaitQueue>();

  of(process: Process): WaitQueue {
    let queue = this.queues.get(process);
    if (queue === undefined) {
      queue = new WaitQueue();
      this.queues.set(process, queue);
    }
    return queue;
  }
}

/** SIGKILL and SIGSTOP do nothing to the first process of a namespace, unless they come from above it. */
function protectedInit(process: Process, signal: number, fromAbove: boolean): boolean {
  if (process.main.ns.pid.init !== process) return false;
  if (signal === SIG.KILL || signal === SIG.STOP) return !fromAbove;
  return (process.actions.get(signal) ?? "default") === "default" && defaultAction(signal) !== "continue";
}

/** Nobody of the session outside the group is a parent in it: who would continue it? (is_current_pgrp_orphaned) */
function orphaned(group: ProcessGroup): boolean {
  for (const { zombie, parent } of group.members)
    if (!zombie && parent !== undefined && parent.group !== group && parent.session === group.session)
      return false;
  return true;
}

export class Signals {
  private readonly stopped = new StopQueues();

  constructor(private readonly host: SignalHost) {}

  /**
   * Sends without asking who may. `fromAbove`: by the kernel, or from an ancestor PID namespace of the target's.
   * Signal 0 does nothing.
   */
  send(target: Process | Task, signal: number, fromAbove = true): void {
    const process = target instanceof Task ? target.process : target;
    if (signal === 0 || process.zombie || process.kernelThread || process.threads.length === 0) return;
    const blocked =
      target instanceof Task
        ? target.blocked.has(signal)
        : process.threads.every((one) => one.blocked.has(signal));
    if (!blocked && protectedInit(process, signal, fromAbove)) return;
    if (signal === SIG.CONT || signal === SIG.KILL) this.resume(process, signal);
    if (STOPS.includes(signal)) process.pending.delete(SIG.CONT);
    const action = process.actions.get(signal) ?? "default";
    const ignored =
      action === "ignore" || (action === "default" && ["ignore", "continue"].includes(defaultAction(signal)));
    if (ignored && !blocked) return;
    (target instanceof Task ? target.pending : process.pending).add(signal);
    const receivers = target instanceof Task ? [target] : process.threads;
    for (const task of receivers) if (task.signalPending || task.awaited.includes(signal)) task.wake();
  }

  private resume(process: Process, signal: number): void {
    for (const stop of STOPS) process.pending.delete(stop);
    if (process.stoppedBy === undefined) return;
    process.stoppedBy = undefined;
    if (signal === SIG.CONT) {
      process.unreported = "continued";
      this.host.tellParent(process);
    }
    this.stopped.of(process).wakeAll();
  }

  /**
   * Delivers what is pending, before a task goes back to its program. Answers whether a handler ran, and whether all that ran want
   * interrupted calls to go on.
   */
  *deliver(task: Task, sys: Sys): Call<{ readonly handled: boolean; readonly restart: boolean }> {
    let handled = false;
    let restart = true;
    for (;;) {
      yield* this.stayStopped(task);
      const signal = task.deliverable();
      if (signal === undefined) return { handled, restart };
      task.pending.delete(signal);
      task.process.pending.delete(signal);
      const action = task.process.actions.get(signal) ?? "default";
      if (action === "ignore") continue;
      if (action === "default") yield* this.byDefault(task, signal);
      else {
        yield* runHandler(task, sys, signal, action);
        handled = true;
        restart &&= action.restart === true;
      }
    }
  }

  private *byDefault(task: Task, signal: number): Call<void> {
    const what = defaultAction(signal);
    if (protectedInit(task.process, signal, true)) return;
    if (what === "terminate" || what === "core") yield* this.host.endBySignal(task, signal, what === "core");
    if (what !== "stop") return;
    const { process } = task;
    if (signal !== SIG.STOP && orphaned(process.group)) return;
    process.stoppedBy = signal;
    process.unreported = "stopped";
    this.host.tellParent(process);
    for (const other of process.threads) if (other !== task) other.wake();
  }

  private *stayStopped(task: Task): Call<void> {
    const { process } = task;
    while (process.stoppedBy !== undefined && !process.pending.has(SIG.KILL) && !task.pending.has(SIG.KILL)) {
      task.state = "T";
      yield { kind: "block", queues: [this.stopped.of(process)], untilNs: Number.POSITIVE_INFINITY };
    }
  }
}

function* runHandler(task: Task, sys: Sys, signal: number, action: SignalHandler): Call<void> {
  const before = task.blocked;
  task.blocked = new Set([...before, signal]);
  yield* action.handler(sys, signal);
  task.blocked = before;
}

/** Whether one may send to another (kill_ok_by_cred): same user, or CAP_KILL over the target's user namespace. */
export function maySignal(sender: Task, target: Process, signal: number): boolean {
  if (sender.process === target) return true;
  const { creds } = sender;
  const to = target.main.creds;
  if ([creds.euid, creds.uid].some((id) => id === to.uid || id === to.suid)) return true;
  if (signal === SIG.CONT && sender.process.session === target.session) return true;
  return capableIn(creds, to.userNs, "KILL");
}

/** @returns whether it is a number that kill and sigaction take */
export function validSignal(signal: number): boolean {
  return Number.isInteger(signal) && signal >= 0 && signal <= LAST_SIGNAL;
}
