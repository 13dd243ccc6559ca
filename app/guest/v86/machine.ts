/**
 * One real guest, driven by hand. v86's own loop is never started: `step` runs one slice of about a virtual millisecond, so
 * time, randomness and compiled code enter only where this adapter lets them, and a run is a function of its configuration
 * and its stamped inputs. A host that shares its cores drives it through `vcpu` instead. Pacing and workers are in
 * app/guest/local.ts and worker/.
 */

import { macBytes } from "@/app/sim/kernel/net/mac";
import type { BootRecord } from "@/app/sim/run/record";
import { SeededRandom } from "@/app/sim/time/random";
import { devicesOf } from "@/app/sim/vmm/devices";
import { AgentLink } from "../agent";
import type {
  Counters,
  Crash,
  GuestEvent,
  MachineConfig,
  MachineFiles,
  PageHashes,
  SharedChange,
} from "../guest";
import type { HostedScriptState } from "../hosted-script";
import { assemble } from "./assemble";
import type { Moment } from "./boot";
import { BootWatch, type CountedMoment } from "./boot-watch";
import { VirtualClock } from "./clock";
import { ConsoleOut } from "./console-out";
import type { V86Cpu, V86Emulator, V86Module, WasmExports } from "./contract";
import { describeCrash, explainFailure } from "./crash";
import { MachineDisk } from "./disk/machine-disk";
import { ExitCounters } from "./exits";
import { Inputs } from "./inputs";
import { type Interception, intercept } from "./intercept";
import { JitInstaller } from "./jit";
import { NetCard } from "./net-card";
import { pageHashes, pagesTouched } from "./page-hashes";
import { Processor } from "./processor";
import { PvGuest } from "./pv-guest";
import { inTimeOf, type MachineClock } from "./realm";
import { type Channel, connectChannels } from "./serial";
import { packChange, SharedMemoryDevice, unpackChange } from "./shared-memory-device";
import { readState, StateError, writeState } from "./state";
import { StealClock } from "./steal-clock";
import { type Schedulable, Vcpu } from "./vcpu";
import { VirtioGuard } from "./virtio/guard";
import type { GuestRam } from "./virtio/ring";

/** What this realm has loaded of v86; shared by all its machines. */
export interface V86Parts {
  readonly module: V86Module;
  readonly wasm: WebAssembly.Module;
}

export type MachineStatus = "on" | "halted" | "reset" | "crashed";

export class Machine implements Schedulable {
  status: MachineStatus = "on";
  boot: BootRecord | undefined;
  crash: Crash | undefined;
  /** True when the last slice left work to v86's asynchronous 9p server: let it finish before the next slice. */
  awaitsHost = false;
  readonly exits = new ExitCounters();
  readonly agent = new AgentLink();
  readonly vcpu: Vcpu;
  /** What the state that was restored last was running for a host. */
  restoredScript: HostedScriptState | undefined;

  private readonly clock: VirtualClock;
  private readonly machineClock: MachineClock;
  private readonly jit = new JitInstaller();
  private readonly processor: Processor;
  private readonly inputs = new Inputs();
  private readonly stealClock = new StealClock();
  private readonly pv = new PvGuest({
    ram: () => this.memory(),
    cpu: () => this.cpu,
    console: () => this.channels.console,
    consoleByte: (byte) => this.consoleByte(byte),
    nowNs: () => this.clock.nowNs(),
    dateMs: () => this.clock.dateMs(),
  });
  private readonly consoleOut = new ConsoleOut();
  private random: SeededRandom;
  private emulator!: V86Emulator;
  private exports!: WasmExports;
  private channels!: { readonly console: Channel; readonly agent: Channel };
  private net!: NetCard;
  private shared: SharedMemoryDevice | undefined;
  private disk: MachineDisk | undefined;
  private guard: VirtioGuard | undefined;
  /** What a device of v86's could not do, because no driver does it. */
  private thrown = 0;
  private watch!: BootWatch;
  private resetAsked = false;
  private panic = "";
  private hostRequests = 0;
  /** Nothing has been loaded or executed: guest RAM is all zeros. */
  private pristine = false;

  private constructor(
    readonly config: MachineConfig,
    private readonly emit: (event: GuestEvent) => void,
  ) {
    this.clock = new VirtualClock(config.costs, config.startDateMs);
    this.random = SeededRandom.fromSeed(config.seed);
    this.machineClock = {
      nowMs: () => this.clock.nowMs(),
      dateMs: () => this.clock.dateMs(),
      fraction: () => this.random.fraction(),
    };
    this.processor = new Processor(this.clock, this.jit, this.machineClock);
    this.vcpu = new Vcpu(this, config.costs.nsPerExit);
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
  ): Promise<Machine> {
    const machine = new Machine(config, emit);
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
    const { clock, exits, jit, processor, stealClock, config } = this;
    const devices = devicesOf(config.track, config.devices);
    if (devices.disk !== undefined)
      this.disk = new MachineDisk(devices.disk, devices.net, files.disk, () => clock.nowNs());
    const interception: Interception = {
      clock,
      exits,
      jit,
      processor,
      stealClock,
      nsPerExit: config.costs.nsPerExit,
      hypercalls: config.track === "pv",
      hypervisorClock: devices.clock === "hypervisor",
      onTimers: () => this.disk?.deliver(clock.nowNs()),
      pvHost: this.pv,
      admits: (port, value) => this.guard?.admits(port, value) ?? true,
      onDeviceFault: () => {
        this.thrown++;
      },
      cpu: () => this.emulator?.v86?.cpu,
      exports: () => this.exports,
      ram: () => this.memory(),
      int32: () => this.random.int32(),
      onMark: (code) => this.mark(code),
      onReset: () => {
        this.resetAsked = true;
      },
      onPanic: (message) => {
        this.panic = message;
      },
    };
    const hardDisk = this.disk?.hardDisk;
    this.emulator = await assemble(
      parts.module,
      config,
      files,
      this.machineClock,
      hardDisk,
      async (imports) => {
        intercept(imports, interception);
        const instance = await WebAssembly.instantiate(parts.wasm, imports as unknown as WebAssembly.Imports);
        this.exports = instance.exports as WasmExports;
        clock.attach(this.exports.memory);
        jit.attach(this.exports, imports.env.__indirect_function_table);
        processor.attach(this.exports);
        return this.exports;
      },
    );
    jit.enable(false);
    const ram: GuestRam = {
      bytes: () => this.memory(),
      write: (address, bytes) => this.cpu.write_blob(bytes, address),
    };
    this.disk?.plugIn(this.cpu, ram);
    this.guard = new VirtioGuard(this.cpu, () => this.memory());
    exits.identify(this.cpu);
    this.channels = connectChannels(
      devices.console,
      this.emulator,
      (byte) => this.consoleByte(byte),
      (byte) => this.agent.byte(byte),
    );
    this.net = NetCard.connect(devices.net, this.emulator, (bytes) =>
      this.emit({ type: "frame", bytes, atNs: this.clock.nowNs() }),
    );
    if (config.mac !== undefined) this.net.setMac(macBytes(config.mac));
    if (devices.sharedMemory !== undefined)
      this.shared = new SharedMemoryDevice(
        this.cpu,
        devices.sharedMemory.sizeBytes,
        () => Math.ceil(clock.nowNs()),
        (change) => this.emit({ type: "shared", change, atNs: clock.nowNs() }),
      );
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

  get instructions(): number {
    return this.clock.instructions();
  }

  get halted(): boolean {
    return this.processor.halted && !this.pv.due;
  }

  get wakeNs(): number {
    if (this.net.due) return this.clock.nowNs();
    return Math.min(
      this.processor.timerNs,
      this.inputs.nextNs(),
      this.pv.deadlineNs,
      this.disk?.nextNs ?? Number.POSITIVE_INFINITY,
    );
  }

  /**
   * Runs one slice; if the processor is halted, first lets the clock go to its next timer or input, but no further than
   * `untilNs`. A slice that executes may overrun that by up to a virtual millisecond: it is not cut short for it.
   */
  step(untilNs: number): void {
    if (!this.feed() && this.halted) {
      this.skip(Math.min(this.wakeNs, untilNs) - this.clock.nowNs());
      if (this.clock.nowNs() >= untilNs) return;
      this.feed();
    }
    this.slice();
  }

  /** One slice, as it comes, or one that is cut short at `endNs`. */
  slice(endNs?: number): void {
    if (this.processor.halted && this.pv.due) {
      this.pv.goOn();
      this.processor.wake();
    }
    try {
      this.processor.slice(endNs);
    } catch (error) {
      this.flushConsole();
      this.end("crashed", this.processorFailed(error));
      return;
    }
    this.flushConsole();
    this.noteHostRequests();
    if (this.boot === undefined && this.watch.finished) this.becomeReady();
    if (this.resetAsked) this.ended("reset");
    else if (this.pv.endedWith !== undefined) this.shutDown(this.pv.endedWith);
    else if (this.processor.dead && !this.pv.waiting) this.ended("halted");
  }

  skip(ns: number): void {
    if (ns > 0) this.clock.skip(ns);
  }

  steal(ns: number): void {
    this.clock.steal(ns);
    this.stealClock.update(this.clock.stolenNs, () => this.memory());
  }

  /** Gives the devices what they can take of the input that is due. Answers whether they took any. */
  feed(dueNs = this.clock.nowNs()): boolean {
    const { console, agent } = this.channels;
    let rung = false;
    this.inputs.deliver(dueNs, (to, bytes) => {
      if (to === "shared") rung = this.neighbourDid(bytes) || rung;
      else (to === "net" ? this.net : this.channels[to]).push(bytes);
    });
    return inTimeOf(this.machineClock, () => {
      const typed = console.feed();
      const told = agent.feed();
      const ended = this.disk?.deliver(dueNs) ?? false;
      return this.net.feed() || told || typed || ended || rung;
    });
  }

  /** v86's file server answers a 9p request in promises; they are settled between two slices, so that a run repeats. */
  private noteHostRequests(): void {
    const requests = this.exits.count("virtio-9p");
    this.awaitsHost = requests !== this.hostRequests;
    this.hostRequests = requests;
  }

  private consoleByte(byte: number): void {
    this.consoleOut.push(byte, this.clock.nowNs());
    this.watch.consoleByte(byte, () => this.countedMoment());
  }

  private flushConsole(): void {
    this.consoleOut.flush((bytes, atNs) => this.emit({ type: "console", bytes, atNs }));
  }

  private mark(code: number): void {
    const at = this.moment();
    this.watch.mark(code, at, () => this.countedMoment());
    this.emit({ type: "mark", code, atNs: at.ns, instructions: at.instructions });
  }

  private becomeReady(): void {
    this.boot = this.watch.record(this.pagesTouched());
    this.jit.enable(this.config.jit === "after boot");
    this.emit({ type: "ready", boot: this.boot });
  }

  /** The machine stopped by itself. After a panic that is a crash; otherwise it was asked to. */
  private ended(how: "reset" | "halted"): void {
    const panic = this.consoleOut.tail.lineWith("Kernel panic");
    if (panic !== undefined) this.end("crashed", this.crashed("kernel panic", panic));
    else if (how === "reset" && this.boot === undefined)
      this.end("crashed", this.crashed("processor stopped", "The machine reset itself before it was up."));
    else this.end(how);
  }

  private shutDown(status: number): void {
    const message = this.consoleOut.tail.lines().at(-1) ?? `It ended itself with status ${status}.`;
    if (status === 0) this.end("halted");
    else this.end("crashed", this.crashed("kernel panic", message));
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
    return describeCrash(reason, message, this.moment(), this.consoleOut.tail, this.exports.memory, this.cpu);
  }

  /** Types into the console now, or when virtual time reaches `atNs`. */
  type(bytes: Uint8Array, atNs = this.clock.nowNs()): void {
    this.inputs.add("console", bytes, atNs);
  }

  /** Sends a frame to the agent now, or when virtual time reaches `atNs`. */
  sendToAgent(bytes: Uint8Array, atNs?: number): void {
    if (atNs === undefined) this.channels.agent.push(bytes);
    else this.inputs.add("agent", bytes, atNs);
  }

  /** A frame reaches the network card now, or when virtual time reaches `atNs`. */
  receiveFrame(bytes: Uint8Array, atNs = this.clock.nowNs()): void {
    this.inputs.add("net", bytes, atNs);
  }

  /** What the neighbour did at `writtenNs`, on this machine's clock, is there to be seen at `atNs`. */
  receiveShared(change: SharedChange, writtenNs: number, atNs: number): void {
    this.inputs.add("shared", packChange(change, writtenNs), atNs);
  }

  private neighbourDid(packed: Uint8Array): boolean {
    const { change, writtenNs } = unpackChange(packed);
    return this.shared?.receive(change, writtenNs) ?? false;
  }

  counters(): Counters {
    const { stolenNs } = this.clock;
    return {
      virtualNs: this.clock.nowNs(),
      instructions: this.clock.instructions(),
      exits: this.exits.snapshot(),
      idleNs: this.clock.idleNs,
      ...(stolenNs > 0 ? { stolenNs } : {}),
      ...(this.net.used ? { net: this.net.counters } : {}),
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

  /** How often the guest has given a device of this machine nonsense, since it was built or the state it goes on from. */
  get deviceFaults(): number {
    return this.thrown + (this.guard?.faults ?? 0) + (this.disk?.faults ?? 0);
  }

  /** @throws RangeError outside of the disk, or if there is none. */
  readDisk(offset: number, length: number): Uint8Array {
    if (this.disk === undefined) throw new RangeError("this machine has no disk");
    return this.disk.contents.read(offset, length);
  }

  pagesTouched(): number {
    return pagesTouched(this.exports, this.cpu.mem8.length);
  }

  pageHashes(): PageHashes {
    return pageHashes(this.exports, this.memory());
  }

  /**
   * The whole machine, and the script that a host runs in it. Taking it changes nothing: the run goes on as if it had not
   * been taken.
   */
  snapshot(script?: HostedScriptState): ArrayBuffer {
    return writeState({
      emulator: this.emulator,
      exports: this.exports,
      inTime: (body) => inTimeOf(this.machineClock, body),
      jit: this.jit.save(),
      diskChunks: this.disk?.contents.save() ?? [],
      extra: {
        config: this.config,
        clock: this.clock.save(),
        exits: this.exits.snapshot(),
        random: this.random.state(),
        console: this.channels.console.save(),
        agent: this.channels.agent.save(),
        ...(this.net.untouched ? {} : { net: this.net.save() }),
        ...(this.shared === undefined ? {} : { shared: this.shared.save() }),
        ...(this.disk === undefined ? {} : { disk: this.disk.save() }),
        inputs: this.inputs.save(),
        tail: this.consoleOut.tail.text(),
        hostRequests: this.hostRequests,
        timerNs: this.processor.timerNs,
        agentLink: this.agent.save(),
        vcpu: this.vcpu.save(),
        stealClock: this.stealClock.save(),
        eventWait: this.pv.save(),
        script,
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
    this.channels.console.load(extra.console);
    this.channels.agent.load(extra.agent);
    this.net.load(extra.net);
    if (extra.shared !== undefined) this.shared?.load(extra.shared);
    if (extra.disk !== undefined) this.disk?.load(extra.disk, saved.diskChunks);
    this.inputs.load(extra.inputs);
    this.consoleOut.tail.restore(extra.tail);
    this.hostRequests = extra.hostRequests;
    this.processor.timerNs = extra.timerNs;
    this.agent.load(extra.agentLink);
    this.vcpu.load(extra.vcpu);
    this.stealClock.load(extra.stealClock, extra.clock.stolenNs);
    this.pv.load(extra.eventWait);
    this.boot = extra.boot;
    this.watch = BootWatch.load(this.config, extra.watch);
    this.status = "on";
    this.crash = undefined;
    this.resetAsked = false;
    this.restoredScript = extra.script;
  }

  dispose(): void {
    this.status = "halted";
    void this.emulator.destroy();
  }
}
