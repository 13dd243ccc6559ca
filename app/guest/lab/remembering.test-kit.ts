/**
 * For tests: an environment in which nothing is done twice. A run is a function of its machine and of what it is told, and a guest
 * that is restored goes on as if it had never been interrupted (../v86/machine.test.ts); so a guest that was created like another
 * and is told the same takes over what came of that, and begins to execute where the two part.
 */
import { createHash } from "node:crypto";
import type { Counters, ExecOptions, ExecResult, Guest, GuestEvent, MachineFiles, Progress } from "../guest";
import type { LabEnvironment } from "./column";
import { nodeEnvironment } from "./node";

/** Where a guest was when it had done what it was told. */
interface Moment {
  readonly answer: unknown;
  /** What was heard from the guest on the way, in order. */
  readonly heard: readonly Heard[];
  readonly state: ArrayBuffer;
  readonly counters: Counters;
  readonly pagesTouched: number;
}

type Heard = { readonly event: GuestEvent } | { readonly progress: Progress };
type Listener = (heard: Heard) => void;
type Create = (files: MachineFiles, listener: Listener) => Promise<Guest>;
type Moments = Map<string, Moment>;

/** What a column that is not live asks of its guest. */
type ColumnGuest = Pick<
  Guest,
  | "config"
  | "run"
  | "exec"
  | "type"
  | "pause"
  | "counters"
  | "pagesTouched"
  | "snapshot"
  | "diskOverlay"
  | "dispose"
>;

/** A machine that can be given another state; it is heard by whoever has it. */
interface Machine {
  readonly guest: Guest;
  hear: Listener;
  /** It has crashed, halted or reset itself. */
  ended: boolean;
}

/** Machines that nobody needs at present, by what they were built as: to give one another state is quicker than to build one. */
class Spares {
  private readonly kept: { readonly builtAs: string; readonly machine: Machine }[] = [];

  take(builtAs: string): Machine | undefined {
    const place = this.kept.findIndex((spare) => spare.builtAs === builtAs);
    return place === -1 ? undefined : this.kept.splice(place, 1)[0]!.machine;
  }

  put(builtAs: string, machine: Machine): void {
    if (machine.ended) machine.guest.dispose();
    else this.kept.push({ builtAs, machine });
    if (this.kept.length > MOST_SPARES) this.kept.shift()!.machine.guest.dispose();
  }
}

/** Each takes 64 MB and more. */
const MOST_SPARES = 3;

/**
 * Every state is kept as long as the environment. Its labs are worked with one at a time.
 * @param boots what came of boots, for environments that share them
 */
export function rememberingEnvironment(
  plain: LabEnvironment = nodeEnvironment(),
  boots: Moments = new Map(),
): LabEnvironment {
  const moments: Moments = new Map();
  const spares = new Spares();
  return {
    ...plain,
    async createGuest(config, files, listener, progress) {
      const tell: Listener = (heard) => ("event" in heard ? listener(heard.event) : progress(heard.progress));
      const create: Create = (from, hear) =>
        plain.createGuest(
          config,
          from,
          (event) => hear({ event }),
          (now) => hear({ progress: now }),
        );
      return new RememberingGuest(
        config,
        files,
        create,
        { boots, moments, spares },
        tell,
      ) as ColumnGuest as Guest;
    },
  };
}

class RememberingGuest implements ColumnGuest {
  private key: string;
  private last: Moment | undefined;
  private readonly builtAs: string;
  private machine: Promise<Machine> | undefined;
  private heard: Heard[] | undefined;
  /** It has been told something that is not remembered. */
  private alone = false;

  constructor(
    readonly config: Guest["config"],
    private readonly files: MachineFiles,
    private readonly create: Create,
    private readonly shared: { readonly boots: Moments; readonly moments: Moments; readonly spares: Spares },
    private readonly tell: Listener,
  ) {
    const { layers = [] } = files;
    this.key = digest([JSON.stringify(config), ...bytesOf(files)]);
    this.builtAs = digest([JSON.stringify(config), ...bytesOf({ layers })]);
  }

  run(budget: Parameters<Guest["run"]>[0]): ReturnType<Guest["run"]> {
    if (budget.stopAtReady !== true) return this.leave().then((guest) => guest.run(budget));
    return this.once(
      this.shared.boots,
      ["run", budget.untilNs],
      (guest) => guest.run(budget),
      (reason) => reason === "ready",
    );
  }

  exec(script: string, options: ExecOptions): Promise<ExecResult> {
    const act = (guest: Guest) => guest.exec(script, options);
    const told = ["exec", script, options.timeoutNs];
    return this.once(this.shared.moments, told, act, ({ timedOut }) => !timedOut);
  }

  private async once<T>(
    moments: Moments,
    told: unknown,
    act: (guest: Guest) => Promise<T>,
    stands: (answer: T) => boolean,
  ): Promise<T> {
    if (this.alone) return act(await this.present());
    const key = digest([this.key, JSON.stringify(told)]);
    const known = moments.get(key);
    if (known === undefined) return this.forTheFirstTime(moments, key, act, stands);
    this.dispose();
    this.stand(key, known);
    for (const heard of known.heard) this.tell(heard);
    return known.answer as T;
  }

  private async forTheFirstTime<T>(
    moments: Moments,
    key: string,
    act: (guest: Guest) => Promise<T>,
    stands: (answer: T) => boolean,
  ): Promise<T> {
    const guest = await this.present();
    this.heard = [];
    const answer = await act(guest);
    const { heard } = this;
    this.heard = undefined;
    if (!stands(answer)) {
      this.alone = true;
      return answer;
    }
    const [state, counters] = [await guest.snapshot(), await guest.counters()];
    const moment = { answer, heard, state, counters, pagesTouched: await guest.pagesTouched() };
    moments.set(key, moment);
    this.stand(key, moment);
    return answer;
  }

  private stand(key: string, moment: Moment): void {
    this.key = key;
    this.last = moment;
  }

  /** The guest itself, where it was last told something. */
  private async present(): Promise<Guest> {
    this.machine ??= this.put();
    return (await this.machine).guest;
  }

  /** A machine that stands there: a spare one, or one that is built. */
  private async put(): Promise<Machine> {
    const { files, last } = this;
    const { layers } = files;
    const hear: Listener = (heard) => {
      this.heard?.push(heard);
      this.tell(heard);
    };
    const resume = last?.state ?? files.resume;
    const spare = resume && this.shared.spares.take(this.builtAs);
    if (spare === undefined)
      return this.build(last && resume ? { resume, ...(layers && { layers }) } : files, hear);
    await spare.guest.restore(resume!);
    spare.hear = hear;
    return spare;
  }

  private async build(from: MachineFiles, hear: Listener): Promise<Machine> {
    const heardBy: Pick<Machine, "hear" | "ended"> = { hear, ended: false };
    const guest = await this.create(from, (heard) => {
      if ("event" in heard && ENDS.has(heard.event.type)) heardBy.ended = true;
      heardBy.hear(heard);
    });
    return Object.assign(heardBy, { guest });
  }

  private leave(): Promise<Guest> {
    this.alone = true;
    return this.present();
  }

  type(bytes: Uint8Array): void {
    // Before whatever it is told next: that waits for the same guest, and later.
    void this.leave().then((guest) => guest.type(bytes));
  }

  async pause(): Promise<void> {
    await (await this.machine)?.guest.pause();
  }

  async counters(): Promise<Counters> {
    return this.resting?.counters ?? (await this.present()).counters();
  }

  async pagesTouched(): Promise<number> {
    return this.resting?.pagesTouched ?? (await this.present()).pagesTouched();
  }

  async snapshot(): Promise<ArrayBuffer> {
    return this.resting?.state ?? (await this.present()).snapshot();
  }

  /** Where it is, as long as that is remembered. */
  private get resting(): Moment | undefined {
    return this.alone ? undefined : this.last;
  }

  async diskOverlay(): Promise<Uint8Array> {
    return (await this.present()).diskOverlay();
  }

  dispose(): void {
    void this.machine?.then((machine) => {
      machine.hear = () => {};
      this.shared.spares.put(this.builtAs, machine);
    });
    this.machine = undefined;
  }
}

const ENDS: ReadonlySet<GuestEvent["type"]> = new Set(["crashed", "halted", "reset"]);

const bytesOf = ({ layers = [], ...files }: MachineFiles): (string | Uint8Array)[] => [
  ...Object.entries(files).flatMap(([name, buffer]) => [name, new Uint8Array(buffer)]),
  ...layers.flatMap(({ name, format, bytes }) => [name, format, bytes]),
];

/** Of the parts and where one ends. */
function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("hex");
}
