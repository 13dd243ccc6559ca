/**
 * The real guest as an oracle: booted once from its snapshot; before every script the whole machine is put back to the
 * moment after that boot, so a script finds what `lab exec --track vm` would give it and nothing leaks into the next.
 */
import type { Guest, HostCosts, MachineConfig } from "@/app/guest/guest";
import { commandLine } from "@/app/guest/lab/command-line";
import { DEFAULT_COSTS, DEFAULT_SEED, START_DATE_MS } from "@/app/guest/lab/defaults";
import { nodeEnvironment } from "@/app/guest/lab/node";
import { byteString, type Outcome, TIMEOUT_VIRTUAL_MS, type World } from "./outcome";

const IMAGE = "linux";
/** A guest that has no prompt by then never gets one. */
const BOOT_LIMIT_NS = 60e9;

export interface RealOptions {
  readonly seed?: number;
  readonly costs?: HostCosts;
  /** Scripts of many short programs are done sooner without compiled code. */
  readonly jit?: MachineConfig["jit"];
}

export class RealWorld implements World {
  private ended = false;

  private constructor(
    private readonly config: MachineConfig,
    private readonly state: ArrayBuffer,
    private guest: Guest | undefined,
  ) {}

  /** @throws ImageError if the guest's image is missing or damaged. */
  static async boot({
    seed = DEFAULT_SEED,
    costs = DEFAULT_COSTS,
    jit = "after boot",
  }: RealOptions = {}): Promise<RealWorld> {
    const { images, createGuest } = nodeEnvironment();
    const image = await images.image(IMAGE);
    const config: MachineConfig = {
      image: IMAGE,
      via: "snapshot",
      track: "vm",
      memoryMiB: image.memoryMiB,
      commandLine: commandLine(image.commandLine, "vm"),
      seed,
      startDateMs: START_DATE_MS,
      jit,
      costs,
    };
    const files = await images.filesFor(IMAGE, "snapshot", "vm", () => {});
    const guest = await createGuest(
      config,
      files,
      () => {},
      () => {},
    );
    const reason = await guest.run({ untilNs: BOOT_LIMIT_NS, stopAtReady: true });
    if (reason !== "ready") throw new Error(`the guest did not come up: ${reason}`);
    const world = new RealWorld(config, await guest.snapshot(), guest);
    world.watch(guest);
    return world;
  }

  async run(script: Uint8Array): Promise<Outcome> {
    const guest = await this.fresh();
    const result = await guest.exec(new TextDecoder().decode(script), {
      timeoutNs: TIMEOUT_VIRTUAL_MS * 1e6,
    });
    return {
      stdout: byteString(result.stdout),
      stderr: byteString(result.stderr),
      status: result.status ?? null,
      virtualMs: result.virtualNs / 1e6,
    };
  }

  /** The guest at the moment after its boot. One that a script has switched off or crashed is replaced. */
  private async fresh(): Promise<Guest> {
    if (this.guest !== undefined && !this.ended) {
      await this.guest.restore(this.state);
      return this.guest;
    }
    this.guest?.dispose();
    this.ended = false;
    this.guest = await nodeEnvironment().createGuest(
      this.config,
      { resume: this.state },
      () => {},
      () => {},
    );
    this.watch(this.guest);
    return this.guest;
  }

  private watch(guest: Guest): void {
    guest.subscribe((event) => {
      if (event.type === "crashed" || event.type === "halted" || event.type === "reset") this.ended = true;
    });
  }

  dispose(): void {
    this.guest?.dispose();
    this.guest = undefined;
  }
}

/** The digest of the snapshot that the answers come from, as public/images/manifest.json says. */
export async function realImageDigest(): Promise<string> {
  const image = await nodeEnvironment().images.image(IMAGE);
  const file = image.files["snapshot-vm"];
  if (file === undefined) throw new Error(`image "${IMAGE}" has no snapshot for the vm track`);
  return file.sha256;
}
