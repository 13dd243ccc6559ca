/**
 * The system calls of one task, in layers of one class each: processes, credentials, descriptors, files, namespaces, the rest. Each
 * method says what the call is named and does its work in a function that `invoke` carries out.
 */
import type { Call } from "../abi/call";
import type { Sys } from "../abi/sys";
import type { Kernel } from "../kernel";
import type { Task } from "../process/task";
import { invoke } from "./invoke";

export abstract class SysBase {
  constructor(
    protected readonly kernel: Kernel,
    readonly task: Task,
  ) {}

  protected abstract readonly self: Sys;

  /** A call that goes on after a signal whose handler says so. */
  protected call<T>(name: string, operate: () => T | Call<T>, detail = ""): Call<T> {
    return invoke(this.kernel, this.task, this.self, name, true, operate, detail);
  }

  /** A call that a handled signal always interrupts: sleeping, polling, waiting for signals. */
  protected interruptible<T>(name: string, operate: () => T | Call<T>): Call<T> {
    return invoke(this.kernel, this.task, this.self, name, false, operate);
  }
}
