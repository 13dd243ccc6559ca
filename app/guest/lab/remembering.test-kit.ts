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

/** Every state is kept as long as the environment. Its labs are worked with one at a time. */
export function rememberingEnvironment(plain: LabEnvironment = nodeEnvironment()): LabEnvironment {
  const moments = new Map<string, Moment>();
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
      return new RememberingGuest(config, files, create, moments, tell) as ColumnGuest as Guest;
    },
  };
}

class RememberingGuest implements ColumnGuest {
  private key: string;
  private last: Moment | undefined;
  private guest: Promise<Guest> | undefined;
  private heard: Heard[] | undefined;
  /** It has been told something that is not remembered. */
  private alone = false;

  constructor(
    readonly config: Guest["config"],
    private readonly files: MachineFiles,
    private readonly create: Create,
    private readonly moments: Map<string, Moment>,
    private readonly tell: Listener,
  ) {
    this.key = digest([JSON.stringify(config), ...bytesOf(files)]);
  }

  run(budget: Parameters<Guest["run"]>[0]): ReturnType<Guest["run"]> {
    if (budget.stopAtReady !== true) return this.leave().then((guest) => guest.run(budget));
    return this.once(
      ["run", budget.untilNs],
      (guest) => guest.run(budget),
      (reason) => reason === "ready",
    );
  }

  exec(script: string, options: ExecOptions): Promise<ExecResult> {
    const act = (guest: Guest) => guest.exec(script, options);
    return this.once(["exec", script, options.timeoutNs], act, ({ timedOut }) => !timedOut);
  }

  private async once<T>(
    told: unknown,
    act: (guest: Guest) => Promise<T>,
    stands: (answer: T) => boolean,
  ): Promise<T> {
    if (this.alone) return act(await this.present());
    const key = digest([this.key, JSON.stringify(told)]);
    const known = this.moments.get(key);
    if (known === undefined) return this.forTheFirstTime(key, act, stands);
    this.dispose();
    this.stand(key, known);
    for (const heard of known.heard) this.tell(heard);
    return known.answer as T;
  }

  private async forTheFirstTime<T>(
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
    this.moments.set(key, moment);
    this.stand(key, moment);
    return answer;
  }

  private stand(key: string, moment: Moment): void {
    this.key = key;
    this.last = moment;
  }

  /** The guest itself, where it was last told something. */
  private present(): Promise<Guest> {
    const { files, last } = this;
    const { layers } = files;
    const from = last && { resume: last.state, ...(layers === undefined ? {} : { layers }) };
    this.guest ??= this.create(from ?? files, (heard) => {
      this.heard?.push(heard);
      this.tell(heard);
    });
    return this.guest;
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
    await (await this.guest)?.pause();
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
    void this.guest?.then((guest) => guest.dispose());
    this.guest = undefined;
  }
}

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
