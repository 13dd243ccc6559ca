/**
 * The devices of one machine that reach out of it: console and agent, network card, disk, memory shared with a neighbour; and
 * the stamped input that waits for them.
 */
import { macBytes } from "@/app/sim/kernel/net/mac";
import type { MachineDevices } from "@/app/sim/vmm/devices";
import type { Counters, SharedChange } from "../guest";
import { Balloon } from "./balloon";
import type { V86Cpu, V86Emulator } from "./contract";
import type { DiskChunk } from "./disk/contents";
import type { IdeDisk } from "./disk/ide";
import { type DiskFiles, MachineDisk } from "./disk/machine-disk";
import { Inputs, type InputTarget } from "./inputs";
import { NetCard } from "./net-card";
import { type Channel, connectChannels } from "./serial";
import { packChange, SharedMemoryDevice, unpackChange } from "./shared-memory-device";
import type { SavedExtra } from "./state";
import { VirtioGuard } from "./virtio/guard";
import type { GuestRam } from "./virtio/ring";

/** What they tell the machine, and the clock that they go by. */
export interface PeripheralHost {
  nowNs(): number;
  consoleByte(byte: number): void;
  agentByte(byte: number): void;
  frame(bytes: Uint8Array): void;
  shared(change: SharedChange): void;
}

type SavedPeripherals = Pick<
  SavedExtra,
  "console" | "agent" | "net" | "shared" | "disk" | "balloon" | "inputs"
>;

export class Peripherals {
  private readonly inputs = new Inputs();
  private readonly disk: MachineDisk | undefined;
  private channels!: { readonly console: Channel; readonly agent: Channel };
  private net!: NetCard;
  private shared: SharedMemoryDevice | undefined;
  private guard: VirtioGuard | undefined;
  private balloon: Balloon | undefined;
  /** What a device of v86's could not do, because no driver does it. */
  private thrown = 0;

  /** @throws DiskError if there can be no such disk, or the contents do not fit it. */
  constructor(
    private readonly devices: MachineDevices,
    files: DiskFiles,
    private readonly host: PeripheralHost,
  ) {
    const { disk, net } = devices;
    if (disk !== undefined) this.disk = new MachineDisk(disk, net, files, () => host.nowNs());
  }

  /** What v86 is built with. */
  get hardDisk(): IdeDisk | undefined {
    return this.disk?.hardDisk;
  }

  /** What has ports: before these are looked at. */
  plugIn(cpu: V86Cpu, ram: GuestRam): void {
    this.disk?.plugIn(cpu, ram);
    this.guard = new VirtioGuard(cpu, () => ram.bytes());
    const { virtio_balloon: balloon } = cpu.devices;
    if (balloon !== undefined) this.balloon = new Balloon(balloon, ram);
  }

  /** Connects what v86 has built; after `plugIn`. */
  connect(emulator: V86Emulator, mac: string | undefined): void {
    const { devices, host } = this;
    this.channels = connectChannels(
      devices.console,
      emulator,
      (byte) => host.consoleByte(byte),
      (byte) => host.agentByte(byte),
    );
    this.net = NetCard.connect(devices.net, emulator, (bytes) => host.frame(bytes));
    if (mac !== undefined) this.net.setMac(macBytes(mac));
    if (devices.sharedMemory !== undefined)
      this.shared = new SharedMemoryDevice(
        emulator.v86.cpu,
        devices.sharedMemory.sizeBytes,
        () => Math.ceil(host.nowNs()),
        (change) => host.shared(change),
      );
  }

  get console(): Channel {
    return this.channels.console;
  }

  get netCounters(): Counters["net"] {
    return this.net.used ? this.net.counters : undefined;
  }

  /** Whether the network card can be given a frame now. */
  get due(): boolean {
    return this.net.due;
  }

  /** When input or the end of a request of the disk is due next; Infinity: not as far as is known. */
  get nextNs(): number {
    return Math.min(this.inputs.nextNs(), this.disk?.nextNs ?? Number.POSITIVE_INFINITY);
  }

  /** Input that the device gets when virtual time reaches `atNs`. */
  add(to: InputTarget, bytes: Uint8Array, atNs: number): void {
    this.inputs.add(to, bytes, atNs);
  }

  addShared(change: SharedChange, writtenNs: number, atNs: number): void {
    this.inputs.add("shared", packChange(change, writtenNs), atNs);
  }

  /** The balloon shall hold so many pages when virtual time reaches `atNs`. @throws RangeError if there is none. */
  addBalloon(pages: number, atNs: number): void {
    if (this.balloon === undefined) throw new RangeError("this machine has no balloon");
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, pages, true);
    this.inputs.add("balloon", bytes, atNs);
  }

  /** The numbers of the pages that the guest has given to the balloon. */
  get ballooned(): Iterable<number> {
    return this.balloon?.held ?? [];
  }

  /** To the agent, without waiting for a moment. */
  tellAgent(bytes: Uint8Array): void {
    this.channels.agent.push(bytes);
  }

  /** Hands out the input that is due. Answers whether the neighbour has rung the guest's bell. */
  deliver(dueNs: number): boolean {
    let rung = false;
    this.inputs.deliver(dueNs, (to, bytes) => {
      if (to === "shared") rung = this.neighbourDid(bytes) || rung;
      else if (to === "balloon")
        this.balloon?.ask(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true));
      else (to === "net" ? this.net : this.channels[to]).push(bytes);
    });
    return rung;
  }

  private neighbourDid(packed: Uint8Array): boolean {
    const { change, writtenNs } = unpackChange(packed);
    return this.shared?.receive(change, writtenNs) ?? false;
  }

  /** Lets the devices take what they can. Answers whether they took any. */
  feed(dueNs: number): boolean {
    const typed = this.channels.console.feed();
    const told = this.channels.agent.feed();
    const ended = this.endRequests(dueNs);
    const asked = this.balloon?.feed() ?? false;
    return this.net.feed() || told || typed || ended || asked;
  }

  /** Tells the guest of the disk's requests that have ended. */
  endRequests(nowNs: number): boolean {
    return this.disk?.deliver(nowNs) ?? false;
  }

  /** Whether a driver may write that to a port of v86's virtio devices. */
  admits(port: number, value: number): boolean {
    return this.guard?.admits(port, value) ?? true;
  }

  deviceFault(): void {
    this.thrown++;
  }

  /** How often the guest has given a device nonsense, since the machine was built or the state it goes on from. */
  get faults(): number {
    return this.thrown + (this.guard?.faults ?? 0) + (this.disk?.faults ?? 0);
  }

  /** @throws RangeError outside of the disk, or if there is none. */
  readDisk(offset: number, length: number): Uint8Array {
    if (this.disk === undefined) throw new RangeError("this machine has no disk");
    return this.disk.contents.peek(offset, length);
  }

  /** @throws RangeError if there is no disk in layers. */
  overlay(): Uint8Array {
    const bytes = this.disk?.overlay();
    if (bytes === undefined) throw new RangeError("this machine has no disk in layers");
    return bytes;
  }

  get chain(): Counters["chain"] {
    return this.disk?.chain;
  }

  diskChunks(): readonly DiskChunk[] {
    return this.disk?.contents.save() ?? [];
  }

  save(): SavedPeripherals {
    const balloon = this.balloon?.save();
    return {
      console: this.channels.console.save(),
      agent: this.channels.agent.save(),
      ...(this.net.untouched ? {} : { net: this.net.save() }),
      ...(this.shared === undefined ? {} : { shared: this.shared.save() }),
      ...(this.disk === undefined ? {} : { disk: this.disk.save() }),
      ...(balloon === undefined ? {} : { balloon }),
      inputs: this.inputs.save(),
    };
  }

  /** Looks through a saved disk; the answer puts its contents in place. @throws StateError if they cannot be used */
  prepareDisk(saved: SavedPeripherals["disk"], chunks: readonly DiskChunk[]): () => void {
    if (this.disk === undefined || saved === undefined) return () => {};
    return this.disk.prepare(saved, chunks);
  }

  /** After v86's own state, guest memory and the disk's contents have been restored. */
  load(saved: SavedPeripherals): void {
    this.channels.console.load(saved.console);
    this.channels.agent.load(saved.agent);
    this.net.load(saved.net);
    if (saved.shared !== undefined) this.shared?.load(saved.shared);
    if (saved.disk !== undefined) this.disk?.load(saved.disk);
    this.balloon?.load(saved.balloon);
    this.inputs.load(saved.inputs);
  }
}
