/**
 * The engine: what dockerd, containerd and runc are together. It has no process of its own. What it does is done by the
 * process that asks, and by the shims that stay beside containers, all by system calls; the engine itself is their memory.
 */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import type { Kernel } from "../../kernel/kernel";
import type { Image } from "../image/image";
import { readImages } from "../image/read-image";
import { writeDockerArchive } from "../image/write-image";
import { connect, disconnect, removeNetwork } from "./cables";
import { diff } from "./changes";
import { commit } from "./commit";
import type {
  Attachment,
  ContainerInfo,
  ContainerSpec,
  Engine,
  ExecSpec,
  ImageConfig,
  ImageInfo,
  NetworkInfo,
  Resources,
  StartStep,
  StatsSample,
  VolumeInfo,
} from "./contract";
import { EngineError } from "./contract";
import { copyIn, copyOut } from "./copy";
import { create } from "./create";
import { execIn } from "./exec-process";
import { isError, readFile, writeFile } from "./file-work";
import { kill, pause, remove, rename, stop, unpause, update, wait } from "./lifecycle";
import { createNetwork, findNetwork, networkInfo, predefined } from "./networks";
import { type LogOptions, logs, stats, top } from "./observe";
import { isRunning } from "./records";
import { start } from "./start";
import { type EngineEvent, type EngineOptions, EngineState, infoOf } from "./state";
import { createVolume, removeVolume } from "./volumes";

export class DockerEngine implements Engine {
  private readonly state: EngineState;

  constructor(kernel: Kernel, options: EngineOptions = {}) {
    this.state = new EngineState(
      {
        random: kernel.random.split("engine"),
        realtimeNs: () => kernel.realtimeNs(),
        nsPerInstruction: kernel.machine.nsPerInstruction,
        own: (pid, owner) => {
          const process = kernel.initialPidNs.find(pid)?.process;
          if (process !== undefined) process.owner = owner;
        },
      },
      options,
    );
    predefined(this.state);
  }

  // Images

  images(): readonly ImageInfo[] {
    return this.state.images.list();
  }

  image(reference: string): ImageInfo {
    return this.state.images.info(reference);
  }

  /** The image itself, for a build on top of it, or to be run in the real guest. */
  imageContent(reference: string): Image {
    return this.state.images.image(reference);
  }

  *load(sys: Sys, path: string): Call<readonly ImageInfo[]> {
    let archive: Uint8Array;
    try {
      archive = yield* readFile(sys, path);
    } catch (error) {
      if (!isError(error, "ENOENT", "EACCES", "EISDIR", "ENOTDIR")) throw error;
      throw new EngineError(
        `open ${path}: ${error.code === "EACCES" ? "permission denied" : error.code === "EISDIR" ? "is a directory" : "no such file or directory"}`,
        1,
        "not-found",
      );
    }
    const name = path.slice(path.lastIndexOf("/") + 1);
    return yield* this.add(sys, readImages(archive, { name }));
  }

  /** Takes images in that were read or made already. */
  *add(sys: Sys, images: readonly Image[]): Call<readonly ImageInfo[]> {
    yield* this.state.prepare(sys);
    const added: ImageInfo[] = [];
    for (const image of images) {
      const info = yield* this.state.images.add(sys, image);
      this.state.event("image", "load", info.id, { name: info.tags[0] ?? info.id });
      added.push(info);
    }
    return added;
  }

  *save(sys: Sys, references: readonly string[], path: string): Call<void> {
    const images = new Map<string, Image>();
    for (const reference of references) {
      const { id, tags } = this.state.images.info(reference);
      images.set(id, { ...this.state.images.image(id), references: tags });
    }
    yield* writeFile(sys, path, writeDockerArchive([...images.values()]), 0o600);
  }

  tag(reference: string, as: string): void {
    this.state.images.tag(reference, as);
  }

  removeImage(sys: Sys, reference: string, force: boolean): Call<readonly string[]> {
    return this.state.images.remove(sys, reference, force, (id) =>
      [...this.state.containers.values()]
        .filter(({ imageId }) => imageId === id)
        .map((container) => ({ id: container.id, running: isRunning(container) })),
    );
  }

  commit(
    sys: Sys,
    container: string,
    as: string | undefined,
    change: Partial<ImageConfig>,
    createdBy: string,
  ): Call<ImageInfo> {
    return commit(this.state, sys, this.state.find(container), as, change, createdBy);
  }

  // Containers

  containers(): readonly ContainerInfo[] {
    return [...this.state.containers.values()].map(infoOf).reverse();
  }

  container(reference: string): ContainerInfo {
    return infoOf(this.state.find(reference));
  }

  create(sys: Sys, spec: ContainerSpec): Call<ContainerInfo> {
    return create(this.state, sys, spec);
  }

  start(sys: Sys, reference: string, attach: Attachment | undefined): Call<ContainerInfo> {
    return start(this.state, sys, this.state.find(reference), attach);
  }

  wait(sys: Sys, reference: string): Call<number> {
    return wait(this.state, sys, reference);
  }

  stop(sys: Sys, reference: string, timeoutSeconds: number | undefined): Call<void> {
    return stop(this.state, sys, this.state.find(reference), timeoutSeconds);
  }

  kill(sys: Sys, reference: string, signal: string): Call<void> {
    return kill(this.state, sys, this.state.find(reference), signal);
  }

  pause(sys: Sys, reference: string): Call<void> {
    return pause(this.state, sys, this.state.find(reference));
  }

  unpause(sys: Sys, reference: string): Call<void> {
    return unpause(this.state, sys, this.state.find(reference));
  }

  rename(reference: string, name: string): void {
    rename(this.state, this.state.find(reference), name);
  }

  update(sys: Sys, reference: string, resources: Resources): Call<void> {
    return update(this.state, sys, this.state.find(reference), resources);
  }

  remove(
    sys: Sys,
    reference: string,
    options: { readonly force: boolean; readonly volumes: boolean },
  ): Call<void> {
    return remove(this.state, sys, this.state.find(reference), options);
  }

  exec(sys: Sys, reference: string, spec: ExecSpec, attach: Attachment | undefined): Call<number> {
    return execIn(this.state, sys, this.state.find(reference), spec, attach);
  }

  logs(sys: Sys, reference: string, options: LogOptions): Call<void> {
    return logs(sys, this.state.find(reference), options);
  }

  stats(sys: Sys, reference: string): Call<StatsSample> {
    return stats(sys, this.state.find(reference));
  }

  top(sys: Sys, reference: string): Call<readonly (readonly string[])[]> {
    return top(sys, this.state.find(reference));
  }

  diff(
    sys: Sys,
    reference: string,
  ): Call<readonly { readonly kind: "A" | "C" | "D"; readonly path: string }[]> {
    return diff(this.state, sys, this.state.find(reference));
  }

  copyOut(sys: Sys, reference: string, path: string): Call<Uint8Array> {
    return copyOut(this.state, sys, this.state.find(reference), path);
  }

  copyIn(sys: Sys, reference: string, path: string, archive: Uint8Array): Call<void> {
    return copyIn(this.state, sys, this.state.find(reference), path, archive);
  }

  startSteps(reference: string): readonly StartStep[] {
    return this.state.find(reference).steps.all();
  }

  /** What happened so far, oldest first. */
  events(): readonly EngineEvent[] {
    return [...this.state.events];
  }

  // Networks and volumes

  networks(): readonly NetworkInfo[] {
    return [...this.state.networks.values()].map(networkInfo);
  }

  network(reference: string): NetworkInfo {
    return networkInfo(findNetwork(this.state, reference));
  }

  createNetwork(
    _sys: Sys,
    name: string,
    options: { readonly subnet: string | undefined; readonly gateway: string | undefined },
  ): Call<NetworkInfo> {
    return createNetwork(this.state, name, options);
  }

  removeNetwork(sys: Sys, reference: string): Call<void> {
    return removeNetwork(this.state, sys, reference);
  }

  connect(sys: Sys, network: string, container: string): Call<void> {
    return connect(this.state, sys, network, this.state.find(container));
  }

  disconnect(sys: Sys, network: string, container: string): Call<void> {
    return disconnect(this.state, sys, network, this.state.find(container));
  }

  volumes(): readonly VolumeInfo[] {
    return [...this.state.volumes.values()].map(({ anonymous: _, ...info }) => info);
  }

  createVolume(
    sys: Sys,
    name: string | undefined,
    labels: Readonly<Record<string, string>>,
  ): Call<VolumeInfo> {
    return createVolume(this.state, sys, name, labels);
  }

  removeVolume(sys: Sys, name: string): Call<void> {
    return removeVolume(this.state, sys, name);
  }
}
