/**
 * One real guest, driven by hand. v86's own loop is never started: `step` runs one slice of about a virtual millisecond, so
 * time, randomness and compiled code enter only where this adapter lets them, and a run is a function of its configuration
 * and its stamped inputs. Everything here is synchronous; pacing and workers are in app/guest/local.ts and worker/.
 */

import type { BootRecord } from "@/app/sim/run/record";
import { SeededRandom } from "@/app/sim/time/random";
import type { Counters, Crash, GuestEvent, MachineConfig, MachineFiles } from "../guest";
import { assemble } from "./assemble";
import type { Moment } from "./boot";
import { BootWatch, type CountedMoment } from "./boot-watch";
import { VirtualClock } from "./clock";
import {
  FLAG_INTERRUPT,
  IN_HLT_U8,
  type V86Cpu,
  type V86Emulator,
  type V86Module,
  type WasmExports,
} from "./contract";
import { ConsoleTail, describeCrash, explainFailure } from "./crash";
import { ExitCounters } from "./exits";
import { type Interception, intercept } from "./intercept";
import { JitInstaller } from "./jit";
import { inTimeOf, type MachineClock } from "./realm";
import { type Channel, UartChannel, VirtioConsoleChannel } from "./serial";
import { readState, StateError, writeState } from "./state";

/** What this realm has loaded of v86; shared by all its machines. */
export interface V86Parts {
  readonly module: V86Module;
  readonly wasm: WebAssembly.Module;
}

export type MachineStatus = "on" | "halted" | "reset" | "crashed";

/** A halted processor's clock moves at least this far, or a timer due "now" would be asked for for ever. */
const SHORTEST_IDLE_NS = 1_000;

const PAGE_BYTES = 4096;

interface StampedBytes {
  readonly atNs: number;
  readonly bytes: number[];
}

export class Machine {
  status: MachineStatus = "on";
  boot: BootRecord | undefined;
  crash: Crash | undefined;
  /** True when the last slice left work to v86's asynchronous 9p server: let it finish before the next slice. */
  awaitsHost = false;
  /** The guest's agent has said that it takes scripts. */
  agentReady = false;

  private readonly clock: VirtualClock;
  private readonly machineClock: MachineClock;
  private readonly exits = new ExitCounters();
  private readonly jit = new JitInstaller();
  private readonly tail = new ConsoleTail();
  private random: SeededRandom;
  private emulator!: V86Emulator;
  private exports!: WasmExports;
  private console!: Channel;
  private agent!: Channel;
  private inputs: StampedBytes[] = [];
  private watch!: BootWatch;
  private resetAsked = false;
  private panic = "";
  private hostRequests = 0;
  /** Nothing has been loaded or executed: guest RAM is all zeros. */
  private pristine = false;
  /** When the next timer is due, as of the last slice. */
  private timerNs = 0;
  private consoleOut: number[] = [];
  private consoleOutNs = 0;

  private constructor(
    readonly config: MachineConfig,
    private readonly emit: (event: GuestEvent) => void,
    private readonly onAgentByte: (byte: number) => void,
  ) {
    this.clock = new VirtualClock(config.costs, config.startDateMs);
    this.random = SeededRandom.fromSeed(config.seed);
    this.machineClock = {
      nowMs: () => this.clock.nowMs(),
      dateMs: () => this.clock.dateMs(),
      fraction: () => this.random.fraction(),
    };
  }

  /**
   * Builds the machine and, for `via: "snapshot"` or with a state to resume, puts the saved state into it; nothing has run.
   * @throws if the files do not fit the configuration.
   */
  static async create(
    parts: V86Parts,
    config: MachineConfig,
    files: MachineFiles,
    emit: (event: GuestEvent) => void,
    onAgentByte: (byte: number) => void = () => {},
  ): Promise<Machine> {
    const machine = new Machine(config, emit, onAgentByte);
    const { resume, ...firmware } = files;
    machine.pristine = resume !== undefined || config.via === "snapshot";
    await machine.build(parts, resume === undefined ? firmware : {});
    if (resume !== undefined) machine.restore(resume);
    else if (config.via === "snapshot") {
      if (files.snapshot === undefined) throw new Error("a snapshot boot needs the saved state");
      machine.restore(files.snapshot);
      machine.beginBoot();
      machine.type(Uint8Array.of(0x0a));
    } else machine.beginBoot();
    return machine;
  }

  private async build(parts: V86Parts, files: MachineFiles): Promise<void> {
    const { clock, exits, jit, config } = this;
    const interception: Interception = {
      clock,
      exits,
      jit,
      nsPerExit: config.costs.nsPerExit,
      hypercalls: config.track === "pv",
      cpu: () => this.emulator?.v86?.cpu,
      exports: () => this.exports,
      int32: () => this.random.int32(),
      onMark: (code) => this.mark(code),
      onReset: () => {
        this.resetAsked = true;
      },
      onPanic: (message) => {
        this.panic = message;
      },
    };
    this.emulator = await assemble(parts.module, config, files, this.machineClock, async (imports) => {
      intercept(imports, interception);
      const instance = await WebAssembly.instantiate(parts.wasm, imports as unknown as WebAssembly.Imports);
      this.exports = instance.exports as WasmExports;
      clock.attach(this.exports.memory);
      jit.attach(this.exports, imports.env.__indirect_function_table);
      return this.exports;
    });
    jit.enable(false);
    exits.identify(this.cpu);
    this.connect();
  }

  private connect(): void {
    const onConsole = (byte: number) => this.consoleByte(byte);
    const { emulator } = this;
    const { devices } = this.cpu;
    if (this.config.track === "pv") {
      const { queues } = devices.virtio_console!.virtio;
      this.console = new VirtioConsoleChannel(emulator, 0, queues[0]!, onConsole);
      this.agent = new VirtioConsoleChannel(emulator, 1, queues[4]!, this.onAgentByte);
    } else {
      this.console = new UartChannel(emulator, devices.uart0!, 0, onConsole);
      this.agent = new UartChannel(emulator, devices.uart1!, 1, this.onAgentByte);
    }
  }

  private get cpu(): V86Cpu {
    return this.emulator.v86.cpu;
  }

  private beginBoot(): void {
    this.watch = new BootWatch(this.config, this.countedMoment());
    this.boot = undefined;
  }

  private moment(): Moment {
    return { ns: this.clock.nowNs(), instructions: this.clock.instructions() };
  }

  private countedMoment(): CountedMoment {
    return { ...this.moment(), idleNs: this.clock.idleNs, exits: this.exits.snapshot() };
  }

  get nowNs(): number {
    return this.clock.nowNs();
  }

  /**
   * Runs one slice; if the processor is halted, first lets the clock go to its next timer or input, but no further than
   * `untilNs`. A slice that executes may overrun that by up to a virtual millisecond: v86 stops only between slices.
   */
  step(untilNs: number): void {
    this.deliverInputs();
    if (!this.feedDevices() && this.halted) {
      this.sleep(untilNs);
      if (this.clock.nowNs() >= untilNs) return;
      this.deliverInputs();
      this.feedDevices();
    }
    try {
      inTimeOf(this.machineClock, () => {
        const waitMs = this.exports.main_loop();
        this.timerNs = this.clock.nowNs() + Math.max(Math.ceil(waitMs * 1e6), SHORTEST_IDLE_NS);
        this.jit.flush();
      });
    } catch (error) {
      this.flushConsole();
      this.end("crashed", this.processorFailed(error));
      return;
    }
    this.flushConsole();
    this.noteHostRequests();
    if (this.resetAsked) this.ended("reset");
    else if (this.halted && (this.exports.get_eflags() & FLAG_INTERRUPT) === 0) this.ended("halted");
    else if (this.boot === undefined && this.watch.finished) this.becomeReady();
  }

  private get halted(): boolean {
    return new Uint8Array(this.exports.memory.buffer, IN_HLT_U8, 1)[0] !== 0;
  }

  private sleep(untilNs: number): void {
    const now = this.clock.nowNs();
    const wakeNs = Math.min(this.timerNs, this.nextInputNs(), untilNs);
    if (wakeNs > now) this.clock.skip(wakeNs - now);
  }

  private feedDevices(): boolean {
    return inTimeOf(this.machineClock, () => {
      const typed = this.console.feed();
      return this.agent.feed() || typed;
    });
  }

  private nextInputNs(): number {
    return this.inputs[0]?.atNs ?? Number.POSITIVE_INFINITY;
  }

  private deliverInputs(): void {
    const now = this.clock.nowNs();
    while (this.inputs.length > 0 && this.inputs[0]!.atNs <= now)
      this.console.push(Uint8Array.from(this.inputs.shift()!.bytes));
  }

  /** v86's file server answers a 9p request in promises; they are settled between two slices, so that a run repeats. */
  private noteHostRequests(): void {
    const requests = this.exits.count("virtio-9p");
    this.awaitsHost = requests !== this.hostRequests;
    this.hostRequests = requests;
  }

  private consoleByte(byte: number): void {
    this.tail.push(byte);
    if (this.consoleOut.length === 0) this.consoleOutNs = this.clock.nowNs();
    this.consoleOut.push(byte);
    this.watch.consoleByte(byte, () => this.countedMoment());
  }

  private flushConsole(): void {
    if (this.consoleOut.length === 0) return;
    this.emit({ type: "console", bytes: Uint8Array.from(this.consoleOut), atNs: this.consoleOutNs });
    this.consoleOut = [];
  }

  private mark(code: number): void {
    const at = this.moment();
    this.watch.mark(code, at);
    this.emit({ type: "mark", code, atNs: at.ns, instructions: at.instructions });
  }

  private becomeReady(): void {
    this.boot = this.watch.record(this.pagesTouched());
    this.jit.enable(this.config.jit === "after boot");
    this.emit({ type: "ready", boot: this.boot });
  }

  /** The machine stopped by itself. After a panic that is a crash; otherwise it was asked to. */
  private ended(how: "reset" | "halted"): void {
    const panic = this.tail.lineWith("Kernel panic");
    if (panic !== undefined) this.end("crashed", this.crashed("kernel panic", panic));
    else if (how === "reset" && this.boot === undefined)
      this.end("crashed", this.crashed("processor stopped", "The machine reset itself before it was up."));
    else this.end(how);
  }

  private end(status: "halted" | "reset" | "crashed", crash?: Crash): void {
    if (this.status !== "on") return;
    this.status = status;
    this.crash = crash;
    const atNs = this.clock.nowNs();
    this.emit(
      crash === undefined ? { type: status as "halted" | "reset", atNs } : { type: "crashed", crash },
    );
  }

  private processorFailed(error: unknown): Crash {
    const { reason, message } = explainFailure(error, this.panic);
    return this.crashed(reason, message);
  }

  private crashed(reason: Crash["reason"], message: string): Crash {
    return describeCrash(reason, message, this.moment(), this.tail, this.exports.memory, this.cpu);
  }

  /** Types into the console now, or when virtual time reaches `atNs`. */
  type(bytes: Uint8Array, atNs = this.clock.nowNs()): void {
    this.inputs.push({ atNs, bytes: [...bytes] });
    this.inputs.sort((a, b) => a.atNs - b.atNs);
  }

  sendToAgent(bytes: Uint8Array): void {
    this.agent.push(bytes);
  }

  counters(): Counters {
    return {
      virtualNs: this.clock.nowNs(),
      instructions: this.clock.instructions(),
      exits: this.exits.snapshot(),
      idleNs: this.clock.idleNs,
    };
  }

  /** The guest's RAM; valid until the machine runs on. */
  memory(): Uint8Array {
    const { mem8 } = this.cpu;
    return new Uint8Array(this.exports.memory.buffer, mem8.byteOffset, mem8.length);
  }

  /** Writes guest RAM as a device would: code compiled from those pages is thrown away. */
  writeMemory(address: number, bytes: Uint8Array): void {
    if (address < 0 || address + bytes.length > this.cpu.mem8.length)
      throw new RangeError(`${bytes.length} bytes at ${address} do not fit the guest's memory`);
    this.cpu.write_blob(bytes, address);
  }

  pagesTouched(): number {
    const { exports } = this;
    let touched = 0;
    for (let page = 0, end = this.cpu.mem8.length; page < end; page += PAGE_BYTES)
      if (!exports.is_memory_zeroed(page, PAGE_BYTES)) touched++;
    return touched;
  }

  /** The whole machine. Taking it changes nothing: the run goes on as if it had not been taken. */
  snapshot(): ArrayBuffer {
    return writeState({
      emulator: this.emulator,
      exports: this.exports,
      inTime: (body) => inTimeOf(this.machineClock, body),
      jit: this.jit.save(),
      extra: {
        config: this.config,
        clock: this.clock.save(),
        exits: this.exits.snapshot(),
        random: this.random.state(),
        console: this.console.save(),
        agent: this.agent.save(),
        inputs: this.inputs,
        tail: this.tail.text(),
        hostRequests: this.hostRequests,
        timerNs: this.timerNs,
        agentReady: this.agentReady,
        boot: this.boot,
        watch: this.watch.save(),
      },
    });
  }

  /** @throws StateError if the state is damaged or belongs to other hardware, or if this machine's processor has failed. */
  restore(state: ArrayBuffer): void {
    // A trap leaves the wasm's stack pointer, which is not part of its memory, where it was.
    if (this.status === "crashed") throw new StateError("this machine has crashed; restore into a new one");
    const { byteOffset, length } = this.cpu.mem8;
    const saved = readState(state, this.config, {
      emulator: this.emulator,
      exports: this.exports,
      inTime: (body) => inTimeOf(this.machineClock, body),
      ramIsZero: this.pristine,
      ram: { from: byteOffset, to: byteOffset + length },
    });
    this.pristine = false;
    this.jit.load(saved.jit);
    const { extra } = saved;
    this.clock.load(extra.clock);
    this.exits.load(extra.exits);
    const sameSeed = extra.config.seed === this.config.seed;
    this.random = sameSeed ? SeededRandom.fromState(extra.random) : SeededRandom.fromSeed(this.config.seed);
    this.console.load(extra.console);
    this.agent.load(extra.agent);
    this.inputs = extra.inputs.map((i) => ({ atNs: i.atNs, bytes: [...i.bytes] }));
    this.tail.restore(extra.tail);
    this.hostRequests = extra.hostRequests;
    this.timerNs = extra.timerNs;
    this.agentReady = extra.agentReady;
    this.boot = extra.boot;
    this.watch = BootWatch.load(this.config, extra.watch);
    this.status = "on";
    this.crash = undefined;
    this.resetAsked = false;
  }

  dispose(): void {
    this.status = "halted";
    void this.emulator.destroy();
  }
}
