/** The books of the cores: puts every nanosecond of theirs into the ledger, and charges the scheduler's entities for it. */
import { type CpuScheduler, type EntityId, IDLE } from "../cpu/scheduler";
import type { Cores } from "./cores";
import type { Entities } from "./entities";
import { type Ledger, NO_DEVICE } from "./ledger/ledger";
import { HOST_OWNER } from "./ledger/parts";
import type { Stretch } from "./processor-parts";
import { MODE_INDEX, type QuantumOutcome } from "./runnable";

const IDLE_MODE = MODE_INDEX.idle;
const SWITCH_MODE = MODE_INDEX.switch;

export class CoreBooks {
  constructor(
    private readonly cores: Cores,
    private readonly entities: Entities,
    private readonly ledger: Ledger,
    private readonly scheduler: CpuScheduler,
  ) {}

  /** Enters the core's time up to now and charges it; a real vCPU's time is entered when its quantum ends. */
  settle(core: number, nowNs: number): void {
    const entity = this.cores.running[core]!;
    if (entity === IDLE) return;
    const owner = this.entities.owner(entity);
    const fromNs = this.enterSwitch(core, nowNs, owner);
    this.cores.sinceNs[core] = nowNs;
    const runnable = this.entities.runnable(entity);
    if (nowNs <= fromNs || runnable.kind === "real") return;
    const mode = runnable.mode();
    runnable.advance(nowNs - fromNs, nowNs);
    this.ledger.record(core, fromNs, nowNs, MODE_INDEX[mode], owner, NO_DEVICE);
    this.scheduler.charge(core, nowNs - fromNs, nowNs);
  }

  /** The switch to the entity that runs, as far as it has come by then; answers until when the core's time is entered. */
  private enterSwitch(core: number, untilNs: number, owner: number): number {
    const sinceNs = this.cores.sinceNs[core]!;
    const toNs = Math.min(untilNs, this.cores.startNs[core]!);
    if (toNs <= sinceNs) return sinceNs;
    this.ledger.record(core, sinceNs, toNs, SWITCH_MODE, owner, NO_DEVICE);
    return toNs;
  }

  /** Enters what a real vCPU has spent in the quantum that is over; answers when that ended. */
  enterQuantum(core: number, entity: EntityId, spent: QuantumOutcome["spent"]): number {
    const owner = this.entities.owner(entity);
    let fromNs = this.cores.startNs[core]!;
    this.enterSwitch(core, fromNs, owner);
    for (const { mode, ns, device } of spent) {
      const id = device === undefined ? NO_DEVICE : this.ledger.device(device);
      this.ledger.record(core, fromNs, fromNs + ns, MODE_INDEX[mode], owner, id);
      fromNs += ns;
    }
    this.cores.sinceNs[core] = fromNs;
    return fromNs;
  }

  /** The core had nothing to do until now. */
  enterIdle(core: number, nowNs: number): void {
    const sinceNs = this.cores.sinceNs[core]!;
    if (nowNs > sinceNs) this.ledger.record(core, sinceNs, nowNs, IDLE_MODE, HOST_OWNER, NO_DEVICE);
  }

  /** What the core has done since its last entry; not entered, because it is not over. */
  inFlight(core: number, nowNs: number): readonly Stretch[] {
    const entity = this.cores.running[core]!;
    const fromNs = this.cores.sinceNs[core]!;
    if (fromNs >= nowNs) return [];
    if (entity === IDLE) return [{ fromNs, toNs: nowNs, mode: IDLE_MODE, owner: HOST_OWNER }];
    const owner = this.entities.owner(entity);
    const runnable = this.entities.runnable(entity);
    const mode = MODE_INDEX[runnable.kind === "real" ? "guest" : runnable.mode()];
    const startNs = Math.min(Math.max(this.cores.startNs[core]!, fromNs), nowNs);
    return [
      { fromNs, toNs: startNs, mode: SWITCH_MODE, owner },
      { fromNs: startNs, toNs: nowNs, mode, owner },
    ].filter((stretch) => stretch.toNs > stretch.fromNs);
  }

  /** What the entity that runs on the core has run since it was last charged. */
  openNs(core: number, nowNs: number): number {
    return Math.max(0, nowNs - Math.max(this.cores.sinceNs[core]!, this.cores.startNs[core]!));
  }
}
