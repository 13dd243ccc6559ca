/** Performs actions on a lab: what a learner could do by hand, one after another. */
import type { ProbeAnswer } from "@/app/sim/run/record";
import type { Guest } from "../guest";
import { ImageError } from "../images/store";
import type { Column } from "./column";
import type { Action, LabApi } from "./state";

/** What only the lab itself can do. */
export interface LabParts {
  readonly live: boolean;
  column(id: string): Column;
  /** @throws ImageError if the column's machine is not up. */
  running(column: Column): Guest;
  /** Reads the guest's counters anew. */
  refresh(column: Column): Promise<void>;
  changed(): void;
}

type PerformedLab = Pick<
  LabApi,
  "boot" | "exec" | "snapshot" | "restore" | "setDevices" | "setImage" | "stop"
>;

const TYPE_LIMIT_NS = 120e9;
const SCRIPT_LIMIT_NS = 120e9;
/** A console that has been quiet for so long after a prompt is waiting for input. */
const QUIET_NS = 20e6;
const ENDED: ReadonlySet<string> = new Set(["crashed", "halted", "reset"]);

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
      case "snapshot":
        await this.lab.snapshot(action.column, action.id);
        return;
      case "restore":
        await this.lab.restore(action.column, action.id);
        return;
      case "stop":
        this.lab.stop(action.column);
    }
  }

  /** Types and waits until the shell has answered every line and the console has been quiet for a while. */
  private async typeAndWait(id: string, text: string): Promise<void> {
    const column = this.parts.column(id);
    const guest = this.parts.running(column);
    const lines = text.split("\n").length - 1;
    const promptsWanted = column.prompts + lines;
    guest.type(new TextEncoder().encode(text));
    const { virtualNs: start } = await guest.counters();
    let quietSince = start;
    let shown = column.consoleText().length;
    for (let now = start; now < start + TYPE_LIMIT_NS; ) {
      if (this.parts.live) await aLittleLater();
      else await guest.run({ untilNs: now + QUIET_NS });
      now = (await guest.counters()).virtualNs;
      const length = column.consoleText().length;
      if (length !== shown) quietSince = now;
      shown = length;
      if (column.guest !== guest || ENDED.has(column.power)) break;
      if (column.prompts >= promptsWanted && now - quietSince >= QUIET_NS) break;
    }
    await this.parts.refresh(column);
  }

  private async runScript(id: string, script: string, as: string | undefined): Promise<void> {
    const { stdout, status, timedOut, instructions, exits, virtualNs } = await this.lab.exec(id, script, {
      timeoutNs: SCRIPT_LIMIT_NS,
    });
    if (timedOut)
      throw new ImageError(
        "The script has not ended",
        id,
        "Let it leave in the background what is to go on running.",
      );
    if (as === undefined) return;
    const answer = {
      stdout: new TextDecoder().decode(stdout),
      status: status ?? -1,
      virtualNs,
      instructions,
      exits,
    };
    this.answers = { ...this.answers, [as]: answer };
    this.parts.changed();
  }
}

const aLittleLater = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, QUIET_NS / 1e6));
