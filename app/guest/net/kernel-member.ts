/** A machine with the simulated kernel on the switch: its card eth0 is plugged in, what is on its bridges is its own affair. */

import type { ContainerSystem } from "@/app/container/system";
import { SIG } from "@/app/sim/kernel/abi/signals";
import type { Launched } from "@/app/sim/kernel/launch";
import { Cable } from "@/app/sim/kernel/net/cable";
import { EtherDevice } from "@/app/sim/kernel/net/devices/ether";
import { concatBytes } from "@/app/sim/kernel/programs/lib/bytes";
import { openConsole } from "@/app/sim/kernel/tty/console";
import type { Tty } from "@/app/sim/kernel/tty/tty";
import type { Member, MemberCounters, ScriptResult, SentFrame, SharedEvent } from "./member";

interface Running {
  readonly script: Launched;
  readonly stdout: Uint8Array[];
  readonly stderr: Uint8Array[];
  readonly beganNs: number;
  readonly deadlineNs: number;
}

export class KernelMember implements Member {
  result: ScriptResult | undefined;
  readonly ended = undefined;
  readonly runsScripts = true;
  private readonly cable: Cable;
  private readonly offsetNs: number;
  private sent: SentFrame[] = [];
  private running: Running | undefined;
  private readonly callsBefore: number;
  private readonly console: Tty | undefined;

  constructor(
    readonly id: string,
    readonly port: number,
    readonly mac: string,
    private readonly system: ContainerSystem,
    nowNs: number,
    /** What its console shows; without one there is no shell on it. */
    onConsole?: (bytes: Uint8Array) => void,
  ) {
    const { kernel, machine } = system;
    this.offsetNs = nowNs - machine.nowNs;
    this.callsBefore = system.calls();
    this.console = onConsole && openConsole(kernel, 0, onConsole);
    const card = kernel.initialNet.deviceNamed("eth0");
    if (!(card instanceof EtherDevice)) throw new Error("the machine has no card eth0");
    this.cable = new Cable(card, (bytes) =>
      this.sent.push({ bytes, atNs: Math.ceil(machine.nowNs) + this.offsetNs }),
    );
  }

  get readyNs(): number {
    return this.system.machine.nextNs + this.offsetNs;
  }

  async run(untilNs: number): Promise<void> {
    const { machine } = this.system;
    // A machine runs up to and including a moment; a window ends before the next one's first.
    const lastNs = untilNs - this.offsetNs - 1;
    while (machine.nextNs <= lastNs) {
      machine.advance(machine.nextNs);
      this.look(machine.nowNs + this.offsetNs);
    }
    machine.advance(lastNs);
    this.look(untilNs);
  }

  /** Whether the script has ended, or its time is over. */
  private look(nowNs: number): void {
    const { running } = this;
    if (running === undefined) return;
    const { script, deadlineNs, beganNs } = running;
    const timedOut = script.status === undefined && nowNs >= deadlineNs;
    if (script.status === undefined && !timedOut) return;
    this.running = undefined;
    if (timedOut && script.process !== undefined)
      this.system.kernel.signalGroup(script.process.group, SIG.KILL);
    this.result = {
      stdout: concatBytes(running.stdout),
      stderr: concatBytes(running.stderr),
      status: script.status,
      timedOut,
      virtualNs: nowNs - beganNs,
    };
  }

  /** It may stand where it had something to do last, while windows without anything in them went by. */
  private catchUp(nowNs: number): void {
    const { machine } = this.system;
    machine.advance(Math.max(machine.nowNs, nowNs - this.offsetNs - 1));
  }

  takeSent(): SentFrame[] {
    const { sent } = this;
    this.sent = [];
    return sent;
  }

  readonly sharedBytes = 0;

  takeShared(): SharedEvent[] {
    return [];
  }

  receiveShared(): void {
    throw new RangeError("a machine with the simulated kernel shares no memory");
  }

  receive(frame: Uint8Array, atNs: number): void {
    const { machine } = this.system;
    machine.after(atNs - this.offsetNs - machine.nowNs, () => this.cable.receive(frame));
  }

  type(bytes: Uint8Array, nowNs: number): void {
    this.catchUp(nowNs);
    this.console?.type(bytes);
  }

  start(script: string, nowNs: number, timeoutNs: number): void {
    this.result = undefined;
    this.catchUp(nowNs);
    const stdout: Uint8Array[] = [];
    const stderr: Uint8Array[] = [];
    this.running = {
      script: this.system.startScript(new TextEncoder().encode(script), {
        stdout: (bytes) => void stdout.push(bytes),
        stderr: (bytes) => void stderr.push(bytes),
      }),
      stdout,
      stderr,
      beganNs: nowNs,
      deadlineNs: nowNs + timeoutNs,
    };
  }

  async counters(): Promise<MemberCounters> {
    const { kernel, calls } = this.system;
    const ends = kernel.initialNet.allDevices().filter(({ kind }) => kind === "veth");
    return {
      kind: "kernel",
      systemCalls: calls() - this.callsBefore,
      bridged: {
        frames: ends.reduce((sum, { counters }) => sum + counters.rxPackets, 0),
        bytes: ends.reduce((sum, { counters }) => sum + counters.rxBytes, 0),
      },
    };
  }

  dispose(): void {}
}
