/**
 * Machines on one switch and one virtual clock: real guests and machines with the simulated kernel, each with a core of its
 * own. Conservative parallel simulation: what a machine sends reaches no other earlier than after the two shortest cables, so
 * all of them run side by side for that long (a window), then their frames go through the switch. Windows lie on a grid, and a
 * lab advances by whole windows; so a run depends neither on who is done first nor on how it was cut into advances.
 */
import type { ContainerSystem } from "@/app/container/system";
import { defaultLink, sharedMemoryDelayNs } from "@/app/sim/figures/network";
import type { LinkOptions } from "@/app/sim/net/link";
import {
  EthernetSwitch,
  type LearnedAddress,
  type PortCounters,
  type SwitchedFrame,
} from "@/app/sim/net/switch";
import type { Guest, MachineConfig, MachineFiles } from "../guest";
import { GuestMember } from "./guest-member";
import { KernelMember } from "./kernel-member";
import type { Member, MemberCounters, ScriptResult } from "./member";

export interface NetworkOptions {
  readonly seed: number;
  readonly captureBytes?: number;
  /** What a machine's console shows, from its first byte. */
  onConsole?(member: string, bytes: Uint8Array): void;
  /** Hears of every frame that the switch forwards. */
  onFrame?(frame: SwitchedFrame): void;
  /** Between two windows, when all machines stand: to look at them, or to let messages in. */
  betweenWindows?(): Promise<void> | undefined;
  /** Builds a guest, in this thread or in a worker. */
  createGuest(config: MachineConfig, files: MachineFiles): Promise<Guest>;
}

/** What a network has done; equal for equal runs. */
export interface NetworkRecord {
  readonly virtualNs: number;
  readonly members: readonly {
    readonly id: string;
    readonly mac: string;
    readonly ended?: string;
    readonly counters: MemberCounters;
    readonly port: PortCounters;
  }[];
  readonly shares: readonly SharedTurns[];
  readonly capture: { readonly frames: number; readonly missed: number };
}

/** Of memory that two share. */
export interface SharedTurns {
  readonly between: readonly [string, string];
  /** How often one wrote after the other: two make a round trip. */
  readonly turns: number;
}

/** Orders that the network refuses: they say what to do. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

/** Of a network with fewer than two machines, which have nobody to wait for. */
const LONGEST_WINDOW_NS = 1_000_000;
const BOOT_LIMIT_NS = 600e9;
const PREPARE_LIMIT_NS = 10e9;
/** Shorter, and a window would be shorter than anything in it. */
const LEAST_DELAY_NS = 1_000;
const MOST_MEMBERS = 64;

export class NetworkLab {
  nowNs = 0;
  private dueNs = 0;
  private readonly ethernet: EthernetSwitch;
  /** By port. */
  private readonly members: Member[] = [];
  private readonly shares: Share[] = [];
  private busy = false;
  /** Waits for the next window. */
  private typed: { readonly member: Member; readonly bytes: Uint8Array }[] = [];

  constructor(private readonly options: NetworkOptions) {
    const { seed, captureBytes, onFrame } = options;
    this.ethernet = new EthernetSwitch({
      seed,
      ...(captureBytes === undefined ? {} : { captureBytes }),
      ...(onFrame === undefined ? {} : { onFrame }),
    });
  }

  /**
   * Boots a guest to its prompt, lets it run `prepare`, a script, and plugs it in: all of that takes no time of the lab's. Its card
   * gets an address of its own.
   * @throws NetworkError if it does not come up, or its script fails
   */
  async addGuest(
    id: string,
    config: MachineConfig,
    files: MachineFiles,
    link = defaultLink,
    prepare = "",
  ): Promise<void> {
    await this.exclusively(async () => {
      const at = this.freePort(id, link);
      const guest = await this.options.createGuest({ ...config, mac: at.mac }, files);
      guest.subscribe((event) => {
        if (event.type === "console") this.options.onConsole?.(id, event.bytes);
      });
      const reason = await guest.run({ untilNs: BOOT_LIMIT_NS, stopAtReady: true });
      if (reason !== "ready") {
        guest.dispose();
        throw new NetworkError(`${id} did not come up: ${reason}`);
      }
      // A saved guest's kernel has read the address of the card that it was saved with.
      const ownAddress = config.via === "snapshot" ? `ip link set dev eth0 address ${at.mac}\n` : "";
      if (ownAddress + prepare !== "") {
        const { status } = await guest.exec(ownAddress + prepare, { timeoutNs: PREPARE_LIMIT_NS });
        if (status !== 0) {
          guest.dispose();
          throw new NetworkError(
            `${id} could not be prepared: status ${status ?? "unknown, its time was over"}`,
          );
        }
      }
      this.ethernet.addPort(link);
      this.members.push(await GuestMember.plugIn(guest, at));
    });
  }

  /** Plugs in the card of a machine with the simulated kernel; `make` is told the address that the card shall have. */
  addKernel(id: string, make: (mac: string) => ContainerSystem, link = defaultLink): void {
    const { port, mac } = this.freePort(id, link);
    const { onConsole } = this.options;
    const show = onConsole && ((bytes: Uint8Array) => onConsole(id, bytes));
    this.members.push(new KernelMember(id, port, mac, make(mac), this.nowNs, show));
    this.ethernet.addPort(link);
  }

  /** The next port, for a machine of that name. @throws NetworkError if there is none, or the name or the cable will not do. */
  private freePort(id: string, link: LinkOptions) {
    if (this.members.some((member) => member.id === id))
      throw new NetworkError(`there is a machine ${id} already: give this one another name`);
    if (this.members.length === MOST_MEMBERS)
      throw new NetworkError(`the switch has ${MOST_MEMBERS} ports, and all are taken`);
    checkLink(link);
    const port = this.members.length;
    const mac = `02:54:52:00:00:${(port + 1).toString(16).padStart(2, "0")}`;
    return { id, port, mac, nowNs: this.nowNs };
  }

  /**
   * Lets two guests share the memory of their device 1AF4:1110: what one writes, and its doorbell, are with the other after
   * `delayNs`.
   * @throws NetworkError unless both have one, of equal size, that is not shared yet.
   */
  shareMemory(first: string, second: string, delayNs = sharedMemoryDelayNs.value): void {
    const pair = [this.member(first), this.member(second)] as const;
    const [one, other] = pair;
    if (one === other || one.sharedBytes === 0 || one.sharedBytes !== other.sharedBytes)
      throw new NetworkError(
        `${first} and ${second} cannot share memory: two guests with devices.sharedMemory of one size are wanted`,
      );
    if (this.shares.some(({ members }) => members.includes(one) || members.includes(other)))
      throw new NetworkError(`${first} or ${second} shares its memory already`);
    if (!Number.isSafeInteger(delayNs) || delayNs < LEAST_DELAY_NS)
      throw new NetworkError(`shared memory takes at least ${LEAST_DELAY_NS} whole ns, not ${delayNs}`);
    this.shares.push({ members: pair, delayNs, turns: 0 });
  }

  private member(id: string): Member {
    const member = this.members.find((one) => one.id === id);
    if (member === undefined)
      throw new NetworkError(
        `there is no machine ${id}; there are ${this.members.map((one) => one.id).join(", ")}`,
      );
    return member;
  }

  /** Types into a machine's console, as soon as it runs. */
  type(id: string, bytes: Uint8Array): void {
    this.typed.push({ member: this.member(id), bytes });
  }

  link(id: string): LinkOptions {
    return this.ethernet.link(this.member(id).port);
  }

  /** Another cable for a machine. @throws NetworkError if it will not do, or while the network runs. */
  async setLink(id: string, link: LinkOptions): Promise<void> {
    const { port } = this.member(id);
    checkLink(link);
    await this.exclusively(async () => this.ethernet.setLink(port, link));
  }

  /** Runs a script and everything else until it has ended. */
  async exec(id: string, script: string, timeoutNs = 60e9): Promise<ScriptResult> {
    const [result] = await this.execAll([[id, script]], timeoutNs);
    return result!;
  }

  /** Begins scripts at one moment, and runs everything until all have ended. Results in the order of the scripts. */
  async execAll(
    scripts: readonly (readonly [id: string, script: string])[],
    timeoutNs = 60e9,
  ): Promise<ScriptResult[]> {
    const members = scripts.map(([id]) => this.member(id));
    if (new Set(members).size < members.length)
      throw new NetworkError("a machine runs one script at a time: two were given to one");
    const program = members.find(({ runsScripts }) => !runsScripts);
    if (program !== undefined)
      throw new NetworkError(`${program.id} is one program and runs no scripts: give it to another machine`);
    await this.exclusively(async () => {
      scripts.forEach(([, script], i) => {
        members[i]!.start(script, this.nowNs, timeoutNs);
      });
      while (members.some(({ result, ended }) => result === undefined && ended === undefined))
        await this.window(Number.POSITIVE_INFINITY);
      this.dueNs = this.nowNs;
    });
    return members.map(({ result, id, ended }) => {
      if (result === undefined) throw new NetworkError(`${id} ended (${ended}) before its script`);
      return result;
    });
  }

  /** Lets everything run for so long, to the end of a window. */
  async advance(ns: number): Promise<void> {
    await this.exclusively(async () => {
      this.dueNs += ns;
      while (this.nowNs < this.dueNs) await this.window(this.dueNs);
    });
  }

  private async exclusively(body: () => Promise<void>): Promise<void> {
    if (this.busy) throw new NetworkError("the network is running: wait for what was asked of it before");
    this.busy = true;
    try {
      await body();
    } finally {
      this.busy = false;
    }
  }

  /** When anything happens next; Infinity if nothing does. */
  get nextNs(): number {
    if (this.typed.length > 0) return this.nowNs;
    return Math.min(...this.members.map(({ readyNs }) => readyNs), this.ethernet.nextNs);
  }

  /** The next window in which anything happens, or the windows up to `limitNs` in which nothing does. */
  private async window(limitNs: number): Promise<void> {
    const { toSwitchNs, toPortNs } = this.ethernet.leastDelays;
    const windowNs = Math.min(toPortNs, LONGEST_WINDOW_NS, ...this.shares.map(({ delayNs }) => delayNs));
    const firstNs = Math.min(this.nextNs, limitNs);
    if (firstNs === Number.POSITIVE_INFINITY) throw new NetworkError("all machines wait for ever");
    this.nowNs += Math.max(0, Math.floor((firstNs - this.nowNs) / windowNs)) * windowNs;
    if (this.nowNs >= limitNs) return;
    const { nowNs, typed } = this;
    this.typed = [];
    for (const { member, bytes } of typed) member.type(bytes, nowNs);
    // Nothing that will be sent from now on is at the switch earlier; so all that arrives in this window is known.
    this.ethernet.advance(nowNs + Math.min(toSwitchNs, windowNs), (port, frame, atNs) =>
      this.members[port]!.receive(frame, atNs),
    );
    await Promise.all(this.members.map((member) => member.run(nowNs + windowNs)));
    for (const member of this.members)
      for (const { bytes, atNs } of member.takeSent()) this.ethernet.send(member.port, bytes, atNs);
    for (const share of this.shares) exchange(share);
    this.nowNs += windowNs;
    await this.options.betweenWindows?.();
  }

  /** Where the switch knows addresses to be. */
  learned(): LearnedAddress[] {
    return this.ethernet.learned();
  }

  /** The frames that went through the switch, as a pcap file. */
  capture(): Uint8Array {
    return this.ethernet.capture.file();
  }

  async record(): Promise<NetworkRecord> {
    const ports = this.ethernet.counters();
    const members = await Promise.all(
      this.members.map(async (member) => ({
        id: member.id,
        mac: member.mac,
        ...(member.ended === undefined ? {} : { ended: member.ended }),
        counters: await member.counters(),
        port: ports[member.port]!,
      })),
    );
    const { count, missed } = this.ethernet.capture;
    const shares = this.shares.map(({ members: [one, other], turns }) => ({
      between: [one.id, other.id] as const,
      turns,
    }));
    return { virtualNs: this.nowNs, members, shares, capture: { frames: count, missed } };
  }

  dispose(): void {
    for (const member of this.members) member.dispose();
  }
}

interface Share {
  readonly members: readonly [Member, Member];
  readonly delayNs: number;
  turns: number;
  /** Who wrote last. */
  last?: Member;
}

function exchange(share: Share): void {
  const { members, delayNs } = share;
  const events = members.flatMap((member) => member.takeShared().map((event) => ({ member, event })));
  for (const { member, event } of events) {
    const other = member === members[0] ? members[1] : members[0];
    other.receiveShared(event, event.atNs + delayNs);
  }
  const writes = events.filter(({ event }) => event.change.kind === "write");
  for (const { member } of writes.sort((a, b) => a.event.atNs - b.event.atNs)) {
    if (member !== share.last) share.turns++;
    share.last = member;
  }
}

/** @throws NetworkError with what is wrong with the cable */
function checkLink({ delayNs, bitsPerSecond, queueFrames, loss }: LinkOptions): void {
  if (!Number.isSafeInteger(delayNs) || delayNs < LEAST_DELAY_NS)
    throw new NetworkError(`a cable takes at least ${LEAST_DELAY_NS} whole ns, not ${delayNs}`);
  if (!(bitsPerSecond > 0))
    throw new NetworkError(`a cable carries some bits a second, not ${bitsPerSecond}`);
  if (!Number.isSafeInteger(queueFrames) || queueFrames < 0)
    throw new NetworkError(`before a cable a whole number of frames may wait, not ${queueFrames}`);
  if (!(loss >= 0 && loss <= 1))
    throw new NetworkError(`a cable loses between 0 and 1 of all frames, not ${loss}`);
}
