/** A host of one core for tests: gives a guest's vCPU quanta by a pattern, and keeps the sums. */
import type { Guest, GuestNext, GuestQuantum, HostedScriptResult } from "./guest";

export interface Grant {
  /** Others have the core for so long. */
  readonly waitNs: number;
  readonly runNs: number;
  /** The vCPU gets its quantum after the wait even if it sleeps. */
  readonly spurious?: boolean;
}

/** More than any test needs: quanta that never end anything would not let a test's time limit through. */
const MOST_QUANTA = 8000;

export class TestHost {
  atNs = 0;
  startNs = 0;
  usedNs = 0;
  stolenNs = 0;
  sleptNs = 0;
  mostDebtNs = 0;
  quanta = 0;
  script: HostedScriptResult | undefined;
  next: GuestNext = { state: "runnable" };

  constructor(readonly guest: Guest) {}

  /** A host that takes the guest over at the moment that its clock shows. */
  static async of(guest: Guest): Promise<TestHost> {
    const host = new TestHost(guest);
    host.startNs = host.atNs = Math.ceil((await guest.counters()).virtualNs);
    return host;
  }

  /** The same host, with the guest in another machine. */
  withGuest(guest: Guest): TestHost {
    return Object.assign(new TestHost(guest), { ...this, guest });
  }

  async grant({ waitNs, runNs, spurious }: Grant): Promise<GuestQuantum> {
    if (this.quanta === MOST_QUANTA) throw new Error(`nothing has ended after ${MOST_QUANTA} quanta`);
    const lastNs = this.atNs;
    this.atNs += waitNs;
    if (this.next.state === "sleeping" && !(spurious === true && waitNs > 0))
      this.atNs = Math.max(this.atNs, this.next.untilNs);
    const quantum = await this.guest.quantum(this.atNs, this.atNs + runNs);
    this.sleptNs += this.atNs - lastNs - quantum.stolenNs;
    this.stolenNs += quantum.stolenNs;
    this.usedNs += quantum.usedNs;
    this.mostDebtNs = Math.max(this.mostDebtNs, quantum.debtNs);
    this.atNs += quantum.usedNs;
    this.next = quantum.next;
    this.quanta++;
    if (quantum.script !== undefined) this.script = quantum.script;
    return quantum;
  }

  /** Types as a host does: stamped with its present, which wakes the vCPU. */
  type(text: string): void {
    this.guest.type(new TextEncoder().encode(text), this.atNs);
    this.next = { state: "runnable" };
  }

  begin(script: string, timeoutNs?: number): Promise<HostedScriptResult> {
    this.next = { state: "runnable" };
    this.script = undefined;
    return this.guest.execHosted(script, {
      atNs: this.atNs,
      ...(timeoutNs === undefined ? {} : { timeoutNs }),
    });
  }

  /** Repeats the pattern until the script that was begun has ended. */
  async finish(...pattern: readonly Grant[]): Promise<HostedScriptResult> {
    for (let i = 0; this.script === undefined; i++) {
      if (this.next.state === "ended") throw new Error("the guest ended before its script");
      await this.grant(pattern[i % pattern.length]!);
    }
    return this.script;
  }
}
