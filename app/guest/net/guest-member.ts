/**
 * A real guest on the switch, with a core of its own: one vCPU that is given every quantum it can use. The emulator cannot
 * stop at every nanosecond, so a busy guest may be ahead of the lab by 0.2 ms and the exits made in it (its debt). What it sends then
 * carries its own time and goes on its way when the lab gets there; what reaches it in its past is delivered at its present.
 */
import { devicesOf } from "@/app/sim/vmm/devices";
import type { Counters, Guest, GuestEvent, GuestNext, HostedScriptResult } from "../guest";
import { exitsSince } from "../v86/exits";
import type { Member, MemberCounters, ScriptResult, SentFrame, SharedEvent } from "./member";

export class GuestMember implements Member {
  result: ScriptResult | undefined;
  private sent: SentFrame[] = [];
  private shared: SharedEvent[] = [];
  /** Up to where its quanta have been paid for. */
  private settledNs: number;
  private debtNs = 0;
  private next: GuestNext = { state: "runnable" };
  /** The first input that it has not looked at. */
  private inputNs = Number.POSITIVE_INFINITY;

  private constructor(
    readonly id: string,
    readonly port: number,
    readonly mac: string,
    private readonly guest: Guest,
    private readonly before: Counters,
    /** The lab's time minus the guest's own. */
    private readonly offsetNs: number,
    nowNs: number,
  ) {
    this.settledNs = nowNs;
    guest.subscribe((event) => this.event(event));
  }

  /** Takes over a guest that is up; its clock goes on from where it stands. */
  static async plugIn(
    guest: Guest,
    at: { readonly id: string; readonly port: number; readonly mac: string; readonly nowNs: number },
  ): Promise<GuestMember> {
    const before = await guest.counters();
    const offsetNs = at.nowNs - Math.ceil(before.virtualNs);
    return new GuestMember(at.id, at.port, at.mac, guest, before, offsetNs, at.nowNs);
  }

  get sharedBytes(): number {
    const { track, devices } = this.guest.config;
    return devicesOf(track, devices).sharedMemory?.sizeBytes ?? 0;
  }

  get runsScripts(): boolean {
    return this.guest.config.ready !== "mark";
  }

  private event(event: GuestEvent): void {
    if (event.type === "shared")
      this.shared.push({ change: event.change, atNs: Math.ceil(event.atNs) + this.offsetNs });
    if (event.type === "frame")
      this.sent.push({ bytes: event.bytes, atNs: Math.ceil(event.atNs) + this.offsetNs });
  }

  get ended(): string | undefined {
    return this.next.state === "ended" ? this.next.how : undefined;
  }

  get readyNs(): number {
    const { next, settledNs } = this;
    if (next.state === "ended") return Number.POSITIVE_INFINITY;
    if (next.state === "runnable") return settledNs + this.debtNs;
    return Math.max(settledNs, Math.min(next.untilNs + this.offsetNs, this.inputNs));
  }

  async run(untilNs: number): Promise<void> {
    while (this.readyNs < untilNs) {
      const fromNs = this.next.state === "sleeping" ? this.readyNs : this.settledNs;
      const quantum = await this.guest.quantum(fromNs - this.offsetNs, untilNs - this.offsetNs);
      this.settledNs = fromNs + quantum.usedNs;
      this.debtNs = quantum.debtNs;
      this.next = quantum.next;
      this.inputNs = Number.POSITIVE_INFINITY;
      if (quantum.script !== undefined) this.result = resultOf(quantum.script);
    }
  }

  takeSent(): SentFrame[] {
    const { sent } = this;
    this.sent = [];
    return sent;
  }

  takeShared(): SharedEvent[] {
    const { shared } = this;
    this.shared = [];
    return shared;
  }

  receiveShared({ change, atNs: writtenNs }: SharedEvent, atNs: number): void {
    this.guest.receiveShared(change, writtenNs - this.offsetNs, atNs - this.offsetNs);
    this.inputNs = Math.min(this.inputNs, atNs);
  }

  receive(frame: Uint8Array, atNs: number): void {
    this.guest.receiveFrame(frame, atNs - this.offsetNs);
    this.inputNs = Math.min(this.inputNs, atNs);
  }

  type(bytes: Uint8Array, nowNs: number): void {
    this.guest.type(bytes, nowNs - this.offsetNs);
    this.inputNs = Math.min(this.inputNs, nowNs);
  }

  start(script: string, nowNs: number, timeoutNs: number): void {
    this.result = undefined;
    this.guest.execHosted(script, { atNs: nowNs - this.offsetNs, timeoutNs }).catch(() => {});
    this.inputNs = Math.min(this.inputNs, nowNs);
  }

  async counters(): Promise<MemberCounters> {
    const { virtualNs: _, ...now } = await this.guest.counters();
    const { before } = this;
    return {
      kind: "guest",
      ...now,
      instructions: now.instructions - before.instructions,
      idleNs: now.idleNs - before.idleNs,
      exits: exitsSince(now.exits, before.exits),
    };
  }

  dispose(): void {
    this.guest.dispose();
  }
}

const resultOf = ({ stdout, stderr, status, timedOut, virtualNs }: HostedScriptResult): ScriptResult => ({
  stdout,
  stderr,
  status,
  timedOut,
  virtualNs,
});
