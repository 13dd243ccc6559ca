/**
 * A script that runs in a guest which a host drives: it makes its way in whatever quanta the vCPU is given. It is part of the
 * saved state of the guest, so a run that is put back to the middle of a script goes on with it.
 */
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { AgentSession, type AgentSessionState } from "./agent";
import type { Counters, HostedExecOptions, HostedScriptResult } from "./guest";
import { exitsSince } from "./v86/exits";
import type { Machine } from "./v86/machine";

interface Course {
  readonly atNs: number;
  readonly deadlineNs: number | null;
  readonly before: Counters;
  readonly killed: boolean;
}

export interface HostedScriptState extends Course {
  readonly session: AgentSessionState;
}

/** Virtual time that a script whose time ran out has for dying, before it is given up. */
const DYING_NS = 1e9;

export class HostedScript {
  readonly ended: Promise<HostedScriptResult>;
  private session: AgentSession;
  private settle!: { resolve(result: HostedScriptResult): void; reject(error: Error): void };
  private result: HostedScriptResult | undefined;

  private constructor(
    private readonly machine: Machine,
    private course: Course,
    script: Uint8Array | AgentSessionState,
    onOutput?: HostedExecOptions["onOutput"],
  ) {
    this.ended = new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
    // Who only looks at the quanta leaves the promise alone.
    this.ended.catch(() => {});
    const send = (frame: Uint8Array) => machine.sendToAgent(frame, Math.max(course.atNs, machine.nowNs));
    this.session = new AgentSession(script, send, onOutput, () => this.finish(false));
    machine.agent.use(this.session);
  }

  static begin(machine: Machine, script: string, options: HostedExecOptions): HostedScript {
    const { atNs, timeoutNs, onOutput } = options;
    const deadlineNs = timeoutNs === undefined ? null : atNs + timeoutNs;
    const course = { atNs, deadlineNs, before: machine.counters(), killed: false };
    return new HostedScript(machine, course, new TextEncoder().encode(script), onOutput);
  }

  static load(machine: Machine, { session, ...course }: HostedScriptState): HostedScript {
    return new HostedScript(machine, course, session);
  }

  save(): HostedScriptState {
    return { ...this.course, session: this.session.save() };
  }

  /** Looks at the clock before a quantum: a script whose time is over is killed, one that does not die is given up. */
  checkDeadline(nowNs: number): void {
    const deadlineNs = this.course.deadlineNs ?? Number.POSITIVE_INFINITY;
    if (nowNs < deadlineNs) return;
    if (!this.course.killed) {
      this.course = { ...this.course, killed: true };
      this.session.kill();
    } else if (nowNs >= deadlineNs + DYING_NS) this.finish(true);
  }

  /** The result, once the script or its guest has ended. */
  outcome(): HostedScriptResult | undefined {
    if (this.result === undefined && this.machine.status !== "on") this.finish(true);
    return this.result;
  }

  /** Nobody will run this script to its end. */
  abandon(reason: string): void {
    this.settle.reject(new Error(reason));
  }

  private finish(givenUp: boolean): void {
    const { atNs, before, killed } = this.course;
    const after = this.machine.counters();
    this.machine.agent.use(undefined);
    this.result = {
      stdout: concatBytes(this.session.stdout),
      stderr: concatBytes(this.session.stderr),
      status: killed || givenUp ? undefined : this.session.status,
      timedOut: killed,
      virtualNs: after.virtualNs - atNs,
      endedAtNs: after.virtualNs,
      instructions: after.instructions - before.instructions,
      exits: exitsSince(after.exits, before.exits),
    };
    this.settle.resolve(this.result);
  }
}
