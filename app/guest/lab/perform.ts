/** Performs actions on a lab: what a learner could do by hand, one after another. */
import type { ProbeAnswer } from "@/app/sim/run/record";
import { ImageError } from "../images/store";
import type { LabColumn } from "./column";
import { notRunning } from "./errors";
import type { Action, LabApi } from "./state";

/** What only the lab itself can do. */
export interface LabParts {
  readonly live: boolean;
  column(id: string): LabColumn;
  changed(): void;
}

type PerformedLab = Pick<
  LabApi,
  "boot" | "exec" | "snapshot" | "restore" | "seal" | "setDevices" | "setImage" | "stop"
>;

const WAIT_LIMIT_NS = 120e9;
const SCRIPT_LIMIT_NS = 120e9;
/** A console that has been quiet for so long after a prompt is waiting for input. */
const QUIET_NS = 20e6;
const ENDED: ReadonlySet<string> = new Set(["off", "loading", "crashed", "halted", "reset"]);

export class Performer {
  /** What the scripts that were given a name have answered. The same object until there is another. */
  answers: Readonly<Record<string, ProbeAnswer>> = {};

  constructor(
    private readonly lab: PerformedLab,
    private readonly parts: LabParts,
  ) {}

  async perform(actions: readonly Action[]): Promise<void> {
    for (const action of actions) await this.performOne(action);
  }

  private async performOne(action: Action): Promise<void> {
    switch (action.do) {
      case "boot":
        if (action.image !== undefined) this.lab.setImage(action.column, action.image);
        if (action.devices !== undefined) this.lab.setDevices(action.column, action.devices);
        await this.lab.boot(action.column, action.via);
        return;
      case "type":
        await this.typeAndWait(action.column, action.text);
        return;
      case "script":
        await this.runScript(action.column, action.script, action.as);
        return;
      case "until-ended":
        await this.untilEnded(action.column);
        return;
      case "snapshot":
        await this.lab.snapshot(action.column, action.id);
        return;
      case "restore":
        await this.lab.restore(action.column, action.id);
        return;
      case "seal":
        await this.lab.seal(action.column, action.as);
        return;
      case "stop":
        this.lab.stop(action.column);
    }
  }

  /** Types and waits until the shell has answered every line and the console has been quiet for a while. */
  private async typeAndWait(id: string, text: string): Promise<void> {
    const column = this.parts.column(id);
    if (column.power !== "running" && column.power !== "paused") throw notRunning(column.spec);
    const { console } = column;
    const promptsWanted = console.prompts + text.split("\n").length - 1;
    column.type(new TextEncoder().encode(text));
    const start = await column.nowNs();
    let quietSince = start;
    let shown = console.text().length;
    for (let now = start; now < start + WAIT_LIMIT_NS; ) {
      await this.aLittleOn(column);
      if (ENDED.has(column.power)) break;
      now = await column.nowNs();
      const { length } = console.text();
      if (length !== shown) quietSince = now;
      shown = length;
      if (console.prompts >= promptsWanted && now - quietSince >= QUIET_NS) break;
    }
    await column.refresh();
  }

  private async untilEnded(id: string): Promise<void> {
    const column = this.parts.column(id);
    const limitNs = (await column.nowNs()) + WAIT_LIMIT_NS;
    while (!ENDED.has(column.power)) {
      if ((await column.nowNs()) > limitNs)
        throw new ImageError(
          "The machine has not ended by itself",
          `column ${id}, ${WAIT_LIMIT_NS / 1e9} virtual seconds`,
          "Stop it.",
        );
      await this.aLittleOn(column);
    }
    await column.refresh();
  }

  private async aLittleOn(column: LabColumn): Promise<void> {
    if (this.parts.live) await new Promise((resolve) => setTimeout(resolve, QUIET_NS / 1e6));
    else await column.runOn(QUIET_NS);
  }

  private async runScript(id: string, script: string, as: string | undefined): Promise<void> {
    const {
      stdout,
      stderr: _,
      status,
      timedOut,
      ...counts
    } = await this.lab.exec(id, script, {
      timeoutNs: SCRIPT_LIMIT_NS,
    });
    if (timedOut)
      throw new ImageError(
        "The script has not ended",
        id,
        "Let it leave in the background what is to go on running.",
      );
    if (as === undefined) return;
    const answer = { stdout: new TextDecoder().decode(stdout), status: status ?? -1, ...counts };
    this.answers = { ...this.answers, [as]: answer };
    this.parts.changed();
  }
}
