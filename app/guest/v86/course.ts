/** The course of one machine: what it says on its console, how far its boot has come, how it ended; told as events. */
import type { BootRecord } from "@/app/sim/run/record";
import type { Crash, GuestEvent, MachineConfig } from "../guest";
import type { Moment } from "./boot";
import { BootWatch, type BootWatchState, type CountedMoment } from "./boot-watch";
import { ConsoleOut } from "./console-out";
import { type ConsoleTail, explainFailure } from "./crash";

export type MachineStatus = "on" | "halted" | "reset" | "crashed";

/** What it asks of the machine. */
export interface CourseHost {
  moment(): Moment;
  countedMoment(): CountedMoment;
  pagesTouched(): number;
  /** The boot has ended; told before the event. */
  up(): void;
  /** A crash at this moment, with the processor's registers. */
  describe(reason: Crash["reason"], message: string, tail: ConsoleTail): Crash;
  emit(event: GuestEvent): void;
}

export interface CourseState {
  readonly tail: string;
  readonly boot: BootRecord | undefined;
  readonly watch: BootWatchState;
}

export class Course {
  status: MachineStatus = "on";
  boot: BootRecord | undefined;
  crash: Crash | undefined;
  /** The guest has asked for a reset. */
  resetAsked = false;
  /** The last words of v86's processor, if it had any. */
  panic = "";

  private readonly consoleOut = new ConsoleOut();
  private watch!: BootWatch;

  constructor(
    private readonly config: MachineConfig,
    private readonly host: CourseHost,
  ) {}

  beginBoot(): void {
    this.watch = new BootWatch(this.config, this.host.countedMoment());
    this.boot = undefined;
  }

  consoleByte(byte: number): void {
    this.consoleOut.push(byte, this.host.moment().ns);
    this.watch.consoleByte(byte, () => this.host.countedMoment());
  }

  mark(code: number): void {
    const at = this.host.moment();
    this.watch.mark(code, at, () => this.host.countedMoment());
    this.host.emit({ type: "mark", code, atNs: at.ns, instructions: at.instructions });
  }

  flushConsole(): void {
    this.consoleOut.flush((bytes, atNs) => this.host.emit({ type: "console", bytes, atNs }));
  }

  /** A slice is over: whether the boot has ended in it. */
  noteReady(): void {
    if (this.boot !== undefined || !this.watch.finished) return;
    this.boot = this.watch.record(this.host.pagesTouched());
    this.host.up();
    this.host.emit({ type: "ready", boot: this.boot });
  }

  /** The machine stopped by itself. After a panic that is a crash; otherwise it was asked to. */
  ended(how: "reset" | "halted"): void {
    const panic = this.consoleOut.tail.lineWith("Kernel panic");
    if (panic !== undefined) this.crashed("kernel panic", panic);
    else if (how === "reset" && this.boot === undefined)
      this.crashed("processor stopped", "The machine reset itself before it was up.");
    else this.end(how);
  }

  /** A guest that knows of its hypervisor has asked for the end. */
  shutDown(status: number): void {
    const message = this.consoleOut.tail.lines().at(-1) ?? `It ended itself with status ${status}.`;
    if (status === 0) this.end("halted");
    else this.crashed("kernel panic", message);
  }

  /** v86 threw. */
  processorFailed(error: unknown): void {
    const { reason, message } = explainFailure(error, this.panic);
    this.crashed(reason, message);
  }

  private crashed(reason: Crash["reason"], message: string): void {
    this.end("crashed", this.host.describe(reason, message, this.consoleOut.tail));
  }

  private end(status: "halted" | "reset" | "crashed", crash?: Crash): void {
    if (this.status !== "on") return;
    this.status = status;
    this.crash = crash;
    const atNs = this.host.moment().ns;
    this.host.emit(
      crash === undefined ? { type: status as "halted" | "reset", atNs } : { type: "crashed", crash },
    );
  }

  save(): CourseState {
    return { tail: this.consoleOut.tail.text(), boot: this.boot, watch: this.watch.save() };
  }

  /** The machine is on again, as it was saved. */
  load({ tail, boot, watch }: CourseState): void {
    this.consoleOut.tail.restore(tail);
    this.boot = boot;
    this.watch = BootWatch.load(this.config, watch);
    this.status = "on";
    this.crash = undefined;
    this.resetAsked = false;
  }
}
