/** The balloon driver of a modelled guest: a worker of its kernel that sends one message after the other. */
import { BLOCKED, type Next, RUNNABLE } from "../runnable";
import { Task, type TaskWorld } from "./task";

export class BalloonTask extends Task {
  private nextWakeNs = 0;

  constructor(
    world: TaskWorld,
    private readonly step: (nowNs: number) => { readonly ns: number; readonly nextWakeNs: number },
  ) {
    super(world);
  }

  protected proceed(nowNs: number): Next {
    if (this.nextWakeNs > nowNs) return this.rest();
    const { ns, nextWakeNs } = this.step(nowNs);
    this.nextWakeNs = nextWakeNs;
    if (ns === 0) return this.rest();
    this.stretch("exit", ns);
    return RUNNABLE;
  }

  private rest(): Next {
    const untilNs = this.nextWakeNs;
    if (untilNs !== Number.POSITIVE_INFINITY) return { state: "sleeping", untilNs };
    this.nextWakeNs = 0;
    return BLOCKED;
  }

  /** A new target: look at once. */
  interrupt(): void {
    this.nextWakeNs = 0;
  }

  protected saveOwn(): unknown {
    return this.nextWakeNs;
  }

  protected loadOwn(saved: unknown): void {
    this.nextWakeNs = saved as number;
  }
}
