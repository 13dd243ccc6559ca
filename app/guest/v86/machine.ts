/**
 * One real guest, driven by hand. v86's own loop is never started: `step` runs one slice of about a virtual millisecond, so
 * time, randomness and compiled code enter only where this adapter lets them, and a run is a function of its configuration
 * and its stamped inputs. A host that shares its cores drives it through `vcpu` instead. Pacing and workers are in
 * app/guest/local.ts and worker/.
 */

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
import type { Moment } from "./boot";
import type { CountedMoment } from "./boot-watch";
import { VirtualClock } from "./clock";
import { Course, type MachineStatus } from "./course";
import { describeCrash } from "./crash";
import { Engine, type V86Parts } from "./engine";
import { ExitCounters } from "./exits";
import { JitInstaller } from "./jit";
import { pageHashes, pagesTouched } from "./page-hashes";
import { Peripherals } from "./peripherals";
import { Processor } from "./processor";
import { PvGuest } from "./pv-guest";
import { inTimeOf, type MachineClock } from "./realm";
import { readState, StateError, writeState } from "./state";
import { StealClock } from "./steal-clock";
import { type Schedulable, Vcpu } from "./vcpu";

export class Machine implements Schedulable {
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
  private readonly stealClock = new StealClock();
  private readonly pv = new PvGuest({
    ram: () => this.memory(),
    cpu: () => this.engine.cpu,
    console: () => this.peripherals.console,
    consoleByte: (byte) => this.course.consoleByte(byte),
    nowNs: () => this.clock.nowNs(),
    dateMs: () => this.clock.dateMs(),
  });
  private random: SeededRandom;
  private readonly engine: Engine;
  private peripherals!: Peripherals;
  private readonly course: Course;
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
    this.engine = new Engine(this.machineClock);
    this.processor = new Processor(this.clock, this.jit, this.machineClock);
    this.vcpu = new Vcpu(this, config.costs.nsPerExit);
    this.course = new Course(config, {
      moment: () => this.moment(),
      countedMoment: () => this.countedMoment(),
      pagesTouched: () => this.pagesTouched(),
      up: () => this.jit.enable(config.jit === "after boot"),
      describe: (reason, message, tail) =>
        describeCrash(reason, message, this.moment(), tail, this.engine.exports.memory, this.engine.cpu),
      emit,
    });
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
    const { resume, layers, ...firmware } = files;
    const below = layers === undefined ? {} : { layers };
    machine.pristine = resume !== undefined || config.via === "snapshot";
    await machine.build(parts, resume === undefined ? { ...firmware, ...below } : below);
    if (resume !== undefined) machine.restore(resume);
    else if (config.via === "snapshot") {
      if (files.snapshot === undefined) throw new Error("a snapshot boot needs the saved state");
      machine.restore(files.snapshot);
      machine.course.beginBoot();
      machine.type(Uint8Array.of(0x0a));
    } else machine.course.beginBoot();
    return machine;
  }

  private async build(parts: V86Parts, files: MachineFiles): Promise<void> {
    const { clock, exits, jit, processor, stealClock, config, engine } = this;
    const devices = devicesOf(config.track, config.devices);
    const peripherals = new Peripherals(devices, files, {
      nowNs: () => clock.nowNs(),
      consoleByte: (byte) => this.course.consoleByte(byte),
      agentByte: (byte) => this.agent.byte(byte),
      frame: (bytes) => this.emit({ type: "frame", bytes, atNs: clock.nowNs() }),
      shared: (change) => this.emit({ type: "shared", change, atNs: clock.nowNs() }),
    });
    this.peripherals = peripherals;
    await engine.build(parts, config, files, peripherals.hardDisk, {
      clock,
      exits,
      jit,
      processor,
      stealClock,
      nsPerExit: config.costs.nsPerExit,
      hypercalls: config.track === "pv",
      hypervisorClock: devices.clock === "hypervisor",
      onTimers: () => peripherals.endRequests(clock.nowNs()),
      pvHost: this.pv,
      admits: (port, value) => peripherals.admits(port, value),
      onDeviceFault: () => peripherals.deviceFault(),
      cpu: () => engine.builtCpu,
      exports: () => engine.exports,
      ram: () => this.memory(),
      int32: () => this.random.int32(),
      onMark: (code) => this.course.mark(code),
      onReset: () => {
        this.course.resetAsked = true;
      },
      onPanic: (message) => {
        this.course.panic = message;
      },
    });
    peripherals.plugIn(engine.cpu, engine.ram);
    exits.identify(engine.cpu);
    peripherals.connect(engine.emulator, config.mac);
  }

  private moment(): Moment {
    return { ns: this.clock.nowNs(), instructions: this.clock.instructions() };
  }

  private countedMoment(): CountedMoment {
    return { ...this.moment(), idleNs: this.clock.idleNs, exits: this.exits.snapshot() };
  }

  get status(): MachineStatus {
    return this.course.status;
  }

  get boot(): BootRecord | undefined {
    return this.course.boot;
  }

  get crash(): Crash | undefined {
    return this.course.crash;
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
    if (this.peripherals.due) return this.clock.nowNs();
    return Math.min(this.processor.timerNs, this.pv.deadlineNs, this.peripherals.nextNs);
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
      this.course.flushConsole();
      this.course.processorFailed(error);
      return;
    }
    this.course.flushConsole();
    this.noteHostRequests();
    this.course.noteReady();
    if (this.course.resetAsked) this.course.ended("reset");
    else if (this.pv.endedWith !== undefined) this.course.shutDown(this.pv.endedWith);
    else if (this.processor.dead && !this.pv.waiting) this.course.ended("halted");
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
    const rung = this.peripherals.deliver(dueNs);
    return inTimeOf(this.machineClock, () => this.peripherals.feed(dueNs)) || rung;
  }

  /** v86's file server answers a 9p request in promises; they are settled between two slices, so that a run repeats. */
  private noteHostRequests(): void {
    const requests = this.exits.count("virtio-9p");
    this.awaitsHost = requests !== this.hostRequests;
    this.hostRequests = requests;
  }

  /** Types into the console now, or when virtual time reaches `atNs`. */
  type(bytes: Uint8Array, atNs = this.clock.nowNs()): void {
    this.peripherals.add("console", bytes, atNs);
  }

  /** Sends a frame to the agent now, or when virtual time reaches `atNs`. */
  sendToAgent(bytes: Uint8Array, atNs?: number): void {
    if (atNs === undefined) this.peripherals.tellAgent(bytes);
    else this.peripherals.add("agent", bytes, atNs);
  }

  /** A frame reaches the network card now, or when virtual time reaches `atNs`. */
  receiveFrame(bytes: Uint8Array, atNs = this.clock.nowNs()): void {
    this.peripherals.add("net", bytes, atNs);
  }

  /** What the neighbour did at `writtenNs`, on this machine's clock, is there to be seen at `atNs`. */
  receiveShared(change: SharedChange, writtenNs: number, atNs: number): void {
    this.peripherals.addShared(change, writtenNs, atNs);
  }

  /** The balloon shall hold so many pages, from `atNs` on. @throws RangeError if there is none, or for more than the memory has. */
  inflate(pages: number, atNs = this.clock.nowNs()): void {
    if (!Number.isInteger(pages) || pages < 0 || pages > this.config.memoryMiB * 256)
      throw new RangeError(`a balloon of ${pages} pages in a machine of ${this.config.memoryMiB} MiB`);
    this.peripherals.addBalloon(pages, atNs);
  }

  counters(): Counters {
    const { stolenNs } = this.clock;
    const net = this.peripherals.netCounters;
    const { chain } = this.peripherals;
    return {
      virtualNs: this.clock.nowNs(),
      instructions: this.clock.instructions(),
      exits: this.exits.snapshot(),
      idleNs: this.clock.idleNs,
      ...(stolenNs > 0 ? { stolenNs } : {}),
      ...(net === undefined ? {} : { net }),
      ...(chain === undefined ? {} : { chain }),
    };
  }

  /** The guest's RAM; valid until the machine runs on. */
  memory(): Uint8Array {
    return this.engine.memory();
  }

  /** Writes guest RAM as a device would: code compiled from those pages is thrown away. */
  writeMemory(address: number, bytes: Uint8Array): void {
    const { cpu } = this.engine;
    if (address < 0 || address + bytes.length > cpu.mem8.length)
      throw new RangeError(`${bytes.length} bytes at ${address} do not fit the guest's memory`);
    cpu.write_blob(bytes, address);
  }

  /** How often the guest has given a device of this machine nonsense, since it was built or the state it goes on from. */
  get deviceFaults(): number {
    return this.peripherals.faults;
  }

  /** @throws RangeError outside of the disk, or if there is none. */
  readDisk(offset: number, length: number): Uint8Array {
    return this.peripherals.readDisk(offset, length);
  }

  /** The disk's own layer as a .qcow2 file. @throws RangeError if there is no disk in layers. */
  diskOverlay(): Uint8Array {
    return this.peripherals.overlay();
  }

  pagesTouched(): number {
    return pagesTouched(this.engine.exports, this.engine.cpu.mem8.length);
  }

  pageHashes(): PageHashes {
    return pageHashes(this.engine.exports, this.memory(), this.peripherals.ballooned);
  }

  /**
   * The whole machine, and the script that a host runs in it. Taking it changes nothing: the run goes on as if it had not
   * been taken.
   */
  snapshot(script?: HostedScriptState): ArrayBuffer {
    const { tail, boot, watch } = this.course.save();
    return writeState({
      ...this.engine.stateOwner,
      jit: this.jit.save(),
      diskChunks: this.peripherals.diskChunks(),
      extra: {
        config: this.config,
        clock: this.clock.save(),
        exits: this.exits.snapshot(),
        random: this.random.state(),
        ...this.peripherals.save(),
        tail,
        hostRequests: this.hostRequests,
        timerNs: this.processor.timerNs,
        agentLink: this.agent.save(),
        vcpu: this.vcpu.save(),
        stealClock: this.stealClock.save(),
        eventWait: this.pv.save(),
        script,
        boot,
        watch,
      },
    });
  }

  /** @throws StateError if the state is damaged or belongs to other hardware, or if this machine's processor has failed. */
  restore(state: ArrayBuffer): void {
    // A trap leaves the wasm's stack pointer, which is not part of its memory, where it was.
    if (this.status === "crashed") throw new StateError("this machine has crashed; restore into a new one");
    const { byteOffset, length } = this.engine.cpu.mem8;
    const saved = readState(state, this.config, {
      ...this.engine.stateOwner,
      ramIsZero: this.pristine,
      ram: { from: byteOffset, to: byteOffset + length },
      prepareDisk: ({ disk }, chunks) => this.peripherals.prepareDisk(disk, chunks),
    });
    this.pristine = false;
    this.jit.load(saved.jit);
    const { extra } = saved;
    this.clock.load(extra.clock);
    this.exits.load(extra.exits);
    const sameSeed = extra.config.seed === this.config.seed;
    this.random = sameSeed ? SeededRandom.fromState(extra.random) : SeededRandom.fromSeed(this.config.seed);
    saved.loadDisk();
    this.peripherals.load(extra);
    this.hostRequests = extra.hostRequests;
    this.processor.timerNs = extra.timerNs;
    this.agent.load(extra.agentLink);
    this.vcpu.load(extra.vcpu);
    this.stealClock.load(extra.stealClock, extra.clock.stolenNs);
    this.pv.load(extra.eventWait);
    this.course.load(extra);
    this.restoredScript = extra.script;
  }

  dispose(): void {
    this.course.status = "halted";
    void this.engine.emulator.destroy();
  }
}
