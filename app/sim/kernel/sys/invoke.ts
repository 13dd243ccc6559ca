/** What happens around every system call: its cost, the filters, interruption by signals, and going back to the program. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { SIG } from "../abi/signals";
import type { SeccompAction, Sys } from "../abi/sys";
import type { Signals } from "../process/signals";
import type { Task } from "../process/task";

export interface CallCosts {
  /** Instructions of one call in the kernel, without what depends on its arguments; that is charged as it is done. */
  costOf(call: string): number;
}

export interface CallTrace {
  /** A call has ended: for strace and the page. Times are ns since boot; `detail` is what it was about, where that is told. */
  called(
    task: Task,
    call: { readonly name: string; readonly detail: string; readonly fromNs: number },
    error: SysError | undefined,
  ): void;
}

/** What is asked of the kernel by the machinery around calls. */
export interface InvokeHost {
  readonly signals: Signals;
  readonly costs: CallCosts;
  readonly trace: CallTrace | undefined;
  endBySignal(task: Task, signal: number, core: boolean): Call<never>;
  nowNs(): number;
}

const isCall = <T>(value: T | Call<T>): value is Call<T> =>
  typeof value === "object" && value !== null && typeof (value as { next?: unknown }).next === "function";

/** The strictest of the filters that a task has collected. */
function seccompVerdict(task: Task, call: string): SeccompAction {
  let verdict: SeccompAction = { kind: "allow" };
  for (const { rules, defaultAction } of task.seccomp) {
    const action = rules.find(({ names }) => names.includes(call))?.action ?? defaultAction;
    if (action.kind === "kill" || verdict.kind === "allow") verdict = action;
    if (verdict.kind === "kill") break;
  }
  return verdict;
}

/**
 * Carries out a call. `operate` may be started several times: after a signal that let it go on. A call that fails with EINTR after
 * a handler ran goes on only if it is `restartable` and the handler was set with SA_RESTART.
 */
export function* invoke<T>(
  host: InvokeHost,
  task: Task,
  sys: Sys,
  name: string,
  restartable: boolean,
  operate: () => T | Call<T>,
  detail = "",
): Call<T> {
  const fromNs = host.nowNs();
  const instructions = host.costs.costOf(name) + task.owedInstructions;
  task.owedInstructions = 0;
  yield { kind: "run", instructions, mode: "kernel" };
  if (task.seccomp.length > 0) yield* filter(host, task, name);
  for (;;) {
    let error: SysError | undefined;
    let result: T | undefined;
    try {
      const answer = operate();
      result = isCall<T>(answer) ? yield* answer : answer;
    } catch (thrown) {
      if (!(thrown instanceof SysError)) throw thrown;
      error = thrown;
    }
    task.state = "R";
    let handled = false;
    let restart = false;
    if (task.process.stoppedBy !== undefined || task.signalPending)
      ({ handled, restart } = yield* host.signals.deliver(task, sys));
    if (error?.code === "EINTR" && (!handled || (restartable && restart))) continue;
    host.trace?.called(task, { name, detail, fromNs }, error);
    if (error !== undefined) throw error;
    return result as T;
  }
}

function* filter(host: InvokeHost, task: Task, name: string): Call<void> {
  const verdict = seccompVerdict(task, name);
  if (verdict.kind === "allow") return;
  if (verdict.kind === "kill") yield* host.endBySignal(task, SIG.SYS, true);
  else throw new SeccompErrno(verdict.errno);
}

/** A filter answers with a number of its own choice; programs see EPERM's words for the numbers that have no name here. */
class SeccompErrno extends SysError {
  constructor(readonly number: number) {
    super("EPERM");
  }

  override get errno(): number {
    return this.number;
  }
}
