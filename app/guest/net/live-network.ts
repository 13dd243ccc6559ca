/** The machines of a setup on one switch, as the live lab holds them, and what a view says of them. */
import { type DockerMachine, makeDockerMachine } from "@/app/container/docker-machine";
import { defaultLink } from "@/app/sim/figures/network";
import type { Guest, MachineConfig, MachineFiles } from "../guest";
import { ImageError, type ImageStore } from "../images/store";
import type { ContainerOnNetwork, NetworkView } from "./api";
import { NetworkLab } from "./lab";
import { type GuestParts, type LinuxChoice, linuxMachine } from "./linux-machine";
import { programMachine } from "./program-machine";
import { RecentFrames } from "./recent-frames";
import type { GuestSetup, MachineSetup, NetworkSetup } from "./setup";

export interface NetworkParts {
  readonly images: ImageStore;
  /** Builds a guest, in this thread or in a worker. */
  createGuest(config: MachineConfig, files: MachineFiles): Promise<Guest>;
}

export interface NetworkSinks {
  console(machine: string, bytes: Uint8Array): void;
  betweenWindows(): Promise<void> | undefined;
  /** What is being done, for whoever waits. */
  doing(what: string): void;
}

const SHOWN_FRAMES = 60;
const SCRIPT_LIMIT_NS = 60e9;
/** Of the device 1AF4:1110 of two guests that share memory. */
export const SHARED_BYTES = 65_536;

export class LiveNetwork {
  private readonly hosts = new Map<string, DockerMachine>();

  private constructor(
    readonly setup: NetworkSetup,
    readonly lab: NetworkLab,
    private readonly frames: RecentFrames,
  ) {}

  /** Switches all machines on, one after the other, and runs their scripts at one moment. @throws with what went wrong where */
  static async build(setup: NetworkSetup, parts: NetworkParts, sinks: NetworkSinks): Promise<LiveNetwork> {
    const frames = new RecentFrames(SHOWN_FRAMES);
    const lab = new NetworkLab({
      seed: setup.seed,
      createGuest: (config, files) => parts.createGuest(config, files),
      onConsole: (machine, bytes) => sinks.console(machine, bytes),
      onFrame: (frame) => frames.add(frame),
      betweenWindows: () => sinks.betweenWindows(),
    });
    const network = new LiveNetwork(setup, lab, frames);
    try {
      for (const [place, machine] of setup.machines.entries()) {
        sinks.doing(`Switching ${machine.name} on …`);
        await network.add(machine, setup.seed + place, parts);
      }
      if (setup.shared !== undefined) lab.shareMemory(...setup.shared);
      sinks.doing("Setting their addresses …");
      await network.runScripts();
      return network;
    } catch (problem) {
      lab.dispose();
      throw problem;
    }
  }

  private async add(machine: MachineSetup, seed: number, parts: NetworkParts): Promise<void> {
    const { id } = machine;
    if (machine.kind !== "container") {
      const { config, files, prepare } = await this.guest(machine, seed | 0, parts);
      await this.lab.addGuest(id, config, files, defaultLink, prepare);
      return;
    }
    this.lab.addKernel(id, (mac) => {
      const host = makeDockerMachine({ seed: seed | 0, mac, memoryMiB: machine.memoryMiB });
      this.hosts.set(id, host);
      return host;
    });
  }

  private guest(machine: GuestSetup, seed: number, { images }: NetworkParts): Promise<GuestParts> {
    const { kind, address, program, neighbour } = machine;
    const devices = this.devicesOf(machine);
    if (program !== undefined)
      return programMachine(images, {
        kind,
        image: program.image,
        told: `ip=${address} ${program.told}`.trimEnd(),
        devices,
        seed,
      });
    // The shipped snapshots fit the devices of their track only.
    const own = Object.keys(devices).length === 0;
    return linuxMachine(images, {
      kind,
      neighbour,
      seed,
      ...(own ? { via: "snapshot" } : { via: "direct", devices }),
    });
  }

  private devicesOf({ id, devices }: GuestSetup): NonNullable<LinuxChoice["devices"]> {
    if (this.setup.shared?.includes(id) !== true) return devices;
    return { ...devices, sharedMemory: { sizeBytes: SHARED_BYTES } };
  }

  private async runScripts(): Promise<void> {
    const machines = this.setup.machines.filter(
      (machine) => machine.kind === "container" || machine.program === undefined,
    );
    const results = await this.lab.execAll(
      machines.map(({ id, address, script }) => [
        id,
        `ip addr add ${address}/24 dev eth0 && ip link set eth0 up || exit\n${script}`,
      ]),
      SCRIPT_LIMIT_NS,
    );
    results.forEach(({ status, stderr }, place) => {
      if (status === 0) return;
      const said = new TextDecoder().decode(stderr).trim();
      throw new ImageError(
        `The script of ${machines[place]!.name} ended with ${status ?? "its time over"}${said && `: ${said}`}`,
        `machine ${machines[place]!.id}`,
        "Correct its script in the setup.",
      );
    });
  }

  /** Between two windows. */
  async view(): Promise<NetworkView> {
    const { virtualNs, members, capture } = await this.lab.record();
    return {
      nowNs: virtualNs,
      machines: this.setup.machines.map(({ id, name, kind, address }, place) => ({
        ...members[place]!,
        id,
        name,
        kind,
        address,
        cable: this.lab.link(id),
        containers: this.containersOf(id),
      })),
      addresses: this.lab.learned(),
      frames: this.frames.views(),
      capture,
    };
  }

  private containersOf(id: string): ContainerOnNetwork[] {
    const containers = this.hosts.get(id)?.engine.containers() ?? [];
    return containers.map(({ name, status, networks }) => ({
      name,
      status,
      address: networks[0]?.address ?? "",
    }));
  }

  dispose(): void {
    this.lab.dispose();
  }
}
