/** The real guest as a measuring instrument: every script starts from the same saved state, so a count repeats exactly. */
import { commandLine } from "@/app/guest/lab/command-line";
import { DEFAULT_COSTS, DEFAULT_SEED, START_DATE_MS } from "@/app/guest/lab/defaults";
import { nodeImages } from "@/app/guest/lab/node";
import { LocalGuest } from "@/app/guest/local";
import { nodeParts } from "@/app/guest/v86/node-parts";

const IMAGE = "linux";
const TRACK = "vm";
const BOOT_LIMIT_NS = 60e9;
const SCRIPT_LIMIT_NS = 120e9;

export interface Mark {
  readonly code: number;
  /** Instructions since power-on. */
  readonly instructions: number;
}

export interface Counted {
  /** From the first byte that the host sends to the agent to the script's end. */
  readonly instructions: number;
  readonly marks: readonly Mark[];
  readonly stdout: string;
}

/** The script did not do what it should: its words and status. */
class ScriptFailedError extends Error {
  override readonly name = "ScriptFailedError";
}

export class MeasuringGuest {
  private readonly marks: Mark[] = [];

  private constructor(
    private readonly guest: LocalGuest,
    private readonly atPrompt: ArrayBuffer,
    /** SHA-256 of the saved state that the guest starts from. */
    readonly imageSha256: string,
  ) {
    guest.subscribe((event) => {
      if (event.type === "mark") this.marks.push({ code: event.code, instructions: event.instructions });
    });
  }

  /** Boots the shipped snapshot of the VM track. The compiler stays off: slices then never depend on what ran before. */
  static async start(): Promise<MeasuringGuest> {
    const images = nodeImages();
    const image = await images.image(IMAGE);
    const files = await images.filesFor(IMAGE, "snapshot", TRACK, () => {});
    const guest = await LocalGuest.create(
      await nodeParts(),
      {
        image: IMAGE,
        via: "snapshot",
        track: TRACK,
        memoryMiB: image.memoryMiB,
        commandLine: commandLine(image.commandLine, TRACK),
        seed: DEFAULT_SEED,
        startDateMs: START_DATE_MS,
        jit: "never",
        costs: DEFAULT_COSTS,
      },
      files,
      () => new Promise((resolve) => setImmediate(resolve)),
    );
    await guest.run({ untilNs: BOOT_LIMIT_NS, stopAtReady: true });
    const { stdout } = await guest.exec("echo ready", { timeoutNs: SCRIPT_LIMIT_NS });
    if (text(stdout) !== "ready\n") throw new Error("the guest does not answer");
    return new MeasuringGuest(guest, await guest.snapshot(), image.files[`snapshot-${TRACK}`]!.sha256);
  }

  /** @throws ScriptFailedError unless the script ends with status 0. */
  async count(script: string): Promise<Counted> {
    await this.guest.restore(this.atPrompt);
    this.marks.length = 0;
    const result = await this.guest.exec(script, { timeoutNs: SCRIPT_LIMIT_NS });
    if (result.status !== 0)
      throw new ScriptFailedError(
        `status ${result.status ?? "none: it did not end"}: ${text(result.stderr)}${text(result.stdout)}`,
      );
    return { instructions: result.instructions, marks: [...this.marks], stdout: text(result.stdout) };
  }

  dispose(): void {
    this.guest.dispose();
  }
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
