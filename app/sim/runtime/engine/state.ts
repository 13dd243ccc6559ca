/** The daemon's memory, shared by the engine's parts. */

import type { Call } from "../../kernel/abi/call";
import { MS } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import type { RuntimeProfile } from "../../kernel/costs/runtime-costs";
import type { SeededRandom } from "../../time/random";
import { TRIPTYCH_MAGIC } from "../image/elf";
import {
  type ContainerInfo,
  type ContainerSpec,
  EngineError,
  type NetworkInfo,
  type StartStep,
  type VolumeInfo,
} from "./contract";
import { makeDirectories, readText, writeFile } from "./file-work";
import { ImageStore } from "./image-store";
import { type ContainerRecord, DOCKER_ROOT, INIT_PATH, paths, RUN_ROOT, type RuntimeWork } from "./records";
import { StepLabels } from "./start-steps";
import { runtimeWork } from "./work";

/** What the engine may know of the kernel beside system calls: numbers for ids, the clock, and whose time is whose. */
export interface EngineKernel {
  readonly random: SeededRandom;
  realtimeNs(): number;
  /** Host's nanoseconds an instruction. */
  readonly nsPerInstruction: number;
  /** Gives a process (a number of the initial PID namespace) its number in the host's ledger. */
  own(pid: number, owner: number): void;
}

export interface EngineOptions {
  /** Whose published start time the runtime's own work adds up to; Docker's unless said otherwise. */
  readonly profile?: RuntimeProfile;
}

export interface EngineEvent {
  readonly timeNs: number;
  readonly type: "container" | "image" | "network" | "volume";
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Events kept for `docker events --since`. */
const MOST_EVENTS = 1000;

export interface NetworkRecord extends NetworkInfo {
  readonly prefix: number;
  /** Whether the bridge is there. */
  up: boolean;
}

export class EngineState {
  readonly images: ImageStore;
  readonly containers = new Map<string, ContainerRecord>();
  /** Exit codes of containers that removed themselves. */
  readonly graves = new Map<string, { readonly name: string; readonly exitCode: number }>();
  readonly networks = new Map<string, NetworkRecord>();
  readonly volumes = new Map<string, VolumeInfo & { readonly anonymous: boolean }>();
  readonly events: EngineEvent[] = [];
  private readonly labels = new StepLabels();
  private readonly works = new Map<string, RuntimeWork>();
  private prepared = false;
  private owners = 0;

  constructor(
    readonly kernel: EngineKernel,
    readonly options: EngineOptions,
  ) {
    this.images = new ImageStore(kernel.random);
  }

  /** The runtime's own work for a container under this runtime. */
  work(runtime: ContainerSpec["runtime"]): RuntimeWork {
    let known = this.works.get(runtime);
    if (known === undefined) {
      known = runtimeWork(this.options.profile ?? "docker", runtime, this.kernel.nsPerInstruction);
      this.works.set(runtime, known);
    }
    return known;
  }

  /** Keeps a step of a container's start. */
  note(container: ContainerRecord, step: StartStep): void {
    container.steps.add(this.labels.of(step, container.id), step.fromNs, step.toNs);
  }

  nowNs(): number {
    return this.kernel.realtimeNs();
  }

  nextOwner(): number {
    return ++this.owners;
  }

  event(
    type: EngineEvent["type"],
    action: string,
    id: string,
    attributes: Readonly<Record<string, string>>,
  ): void {
    this.events.push({ timeNs: this.nowNs(), type, action, id, attributes });
    if (this.events.length > MOST_EVENTS) this.events.shift();
  }

  containerEvent(
    container: ContainerRecord,
    action: string,
    more: Readonly<Record<string, string>> = {},
  ): void {
    this.event("container", action, container.id, {
      image: container.spec.image,
      name: container.name,
      ...more,
    });
  }

  /** The engine's directories; its data lie in memory of their own, so that they are no part of the root file system. */
  *prepare(sys: Sys): Call<void> {
    if (this.prepared) return;
    this.prepared = true;
    yield* makeDirectories(sys, DOCKER_ROOT, 0o711);
    const mounts = yield* readText(sys, "/proc/self/mounts");
    if (!mounts.includes(` ${DOCKER_ROOT} `))
      yield* sys.mount("docker", DOCKER_ROOT, "tmpfs", MS.NOSUID, "mode=0711");
    for (const name of ["overlay2/l", "containers", "volumes", "image"])
      yield* makeDirectories(sys, `${DOCKER_ROOT}/${name}`, 0o711);
    for (const name of ["locks", "containerd"]) yield* makeDirectories(sys, `${RUN_ROOT}/${name}`, 0o711);
    yield* writeFile(sys, INIT_PATH, `${TRIPTYCH_MAGIC}docker-init\n`, 0o755);
  }

  /** By name or a unique beginning of an id. @throws EngineError */
  find(reference: string): ContainerRecord {
    const plain = reference.replace(/^\//, "");
    const exact = this.containers.get(plain);
    if (exact !== undefined) return exact;
    const all = [...this.containers.values()];
    const named = all.find(({ name }) => name === plain);
    if (named !== undefined) return named;
    const begun = plain === "" ? [] : all.filter(({ id }) => id.startsWith(plain));
    if (begun.length === 1) return begun[0]!;
    if (begun.length > 1)
      throw new EngineError(`multiple IDs found with provided prefix: ${plain}`, 1, "invalid");
    throw new EngineError(`No such container: ${reference}`, 1, "not-found");
  }

  taken(name: string): ContainerRecord | undefined {
    for (const container of this.containers.values()) if (container.name === name) return container;
    return undefined;
  }

  /** @throws EngineError in Docker's words if the name is another container's or none */
  claim(name: string): void {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name))
      throw new EngineError(
        `Invalid container name (${name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`,
        125,
        "invalid",
      );
    const other = this.taken(name);
    if (other !== undefined)
      throw new EngineError(
        `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
        125,
        "conflict",
      );
  }
}

const seconds = (ns: number): number => ns / 1e9;

export function infoOf(container: ContainerRecord): ContainerInfo {
  const { id, args } = container;
  return {
    id,
    name: container.name,
    spec: container.spec,
    imageId: container.imageId,
    status: container.status,
    pid: container.pid,
    exitCode: container.exitCode,
    oomKilled: container.oomKilled,
    error: container.error,
    createdSeconds: seconds(container.createdNs),
    startedSeconds: seconds(container.startedNs),
    finishedSeconds: seconds(container.finishedNs),
    path: args[0] ?? "",
    args: args.slice(1),
    cgroup: paths.cgroup(id),
    rootfs: paths.merged(id),
    upperDirectory: paths.upper(id),
    logPath: paths.log(id),
    networks: [...container.endpoints.values()].map(({ network, address, prefix, gateway, mac }) => ({
      name: network,
      address,
      prefix,
      gateway,
      mac,
    })),
    mounts: container.mounts,
    restartCount: container.restartCount,
    owner: container.owner,
  };
}
