/** An engine without a kernel: containers that are records, for tests of grammar, tables and errors. */
import type { Call } from "../../../kernel/abi/call";
import type { Sys } from "../../../kernel/abi/sys";
import {
  type ContainerInfo,
  type ContainerSpec,
  type Engine,
  EngineError,
  type ImageInfo,
  type NetworkInfo,
  type VolumeInfo,
} from "../../engine/contract";

const ID = "0123456789abcdef".repeat(4);

const BUSYBOX: ImageInfo = {
  id: `sha256:${"ab12cd34ef56".repeat(6).slice(0, 64)}`,
  tags: ["busybox:latest"],
  createdSeconds: 0,
  size: 4_261_234,
  layers: [
    {
      diffId: `sha256:${"1".repeat(64)}`,
      digest: `sha256:${"1".repeat(64)}`,
      size: 4_261_234,
      directory: "/l/1",
    },
  ],
  config: {
    entrypoint: undefined,
    cmd: ["sh"],
    env: ["PATH=/bin"],
    workingDir: "",
    user: "",
    exposedPorts: ["443/tcp"],
    volumes: [],
    labels: {},
    stopSignal: "",
  },
  history: [{ created: 0, createdBy: "/bin/sh -c #(nop) ADD file:x in /", size: 4_261_234, comment: "" }],
  architecture: "386",
  os: "linux",
  foreign: undefined,
};

const missing = (what: string, name: string): EngineError =>
  new EngineError(`No such ${what}: ${name}`, 1, "not-found");

/** What the tests do not use says so. */
// biome-ignore lint/correctness/useYield: it never gets that far
function* unused(): Call<never> {
  throw new EngineError("the fake engine does not do this");
}

export class FakeEngine implements Engine {
  readonly all: ContainerInfo[] = [];
  readonly specs: ContainerSpec[] = [];
  /** Exit code of what runs next. */
  nextExit = 0;

  images = (): readonly ImageInfo[] => [BUSYBOX];

  image(reference: string): ImageInfo {
    if (["busybox", "busybox:latest", BUSYBOX.id].includes(reference)) return BUSYBOX;
    throw new EngineError(
      `No such image: ${reference.includes(":") ? reference : `${reference}:latest`}`,
      125,
      "not-found",
    );
  }

  containers = (): readonly ContainerInfo[] => [...this.all].reverse();

  container(reference: string): ContainerInfo {
    const found = this.all.find(({ id, name }) => name === reference || id.startsWith(reference));
    if (found === undefined) throw missing("container", reference);
    return found;
  }

  *create(sys: Sys, spec: ContainerSpec): Call<ContainerInfo> {
    const image = this.image(spec.image);
    this.specs.push(spec);
    const words = [
      ...(spec.entrypoint ?? []),
      ...(spec.command.length > 0 ? spec.command : (image.config.cmd ?? [])),
    ];
    const made: ContainerInfo = {
      id: `${this.all.length}${ID.slice(1)}`,
      name: spec.name ?? `calm_turing${this.all.length}`,
      spec,
      imageId: image.id,
      status: "created",
      pid: 0,
      exitCode: 0,
      oomKilled: false,
      error: "",
      createdSeconds: (yield* sys.clockGettime("realtime")) / 1e9,
      startedSeconds: 0,
      finishedSeconds: 0,
      path: words[0] ?? "",
      args: words.slice(1),
      cgroup: "/docker/x",
      rootfs: "/r",
      upperDirectory: "/nonexistent",
      logPath: "/log",
      networks: [
        {
          name: "bridge",
          address: "172.17.0.2",
          prefix: 16,
          gateway: "172.17.0.1",
          mac: "02:42:ac:11:00:02",
        },
      ],
      mounts: spec.mounts,
      restartCount: 0,
      owner: 1,
    };
    this.all.push(made);
    return made;
  }

  private change(reference: string, change: Partial<ContainerInfo>): ContainerInfo {
    const at = this.all.indexOf(this.container(reference));
    this.all[at] = { ...this.all[at]!, ...change };
    return this.all[at];
  }

  *start(sys: Sys, reference: string, attach: unknown): Call<ContainerInfo> {
    const container = this.container(reference);
    if (container.path === "nosuch") {
      const text =
        'unable to start container process: exec: "nosuch": executable file not found in $PATH: unknown';
      throw new EngineError(text, 127);
    }
    const startedSeconds = (yield* sys.clockGettime("realtime")) / 1e9;
    if (attach === undefined) return this.change(reference, { status: "running", pid: 42, startedSeconds });
    yield* sys.write(1, `ran ${[container.path, ...container.args].join(" ")}\n`);
    return this.change(reference, {
      status: "exited",
      exitCode: this.nextExit,
      startedSeconds,
      finishedSeconds: startedSeconds,
    });
  }

  // biome-ignore lint/correctness/useYield: it takes no time here
  *wait(_sys: Sys, reference: string): Call<number> {
    return this.container(reference).exitCode;
  }

  // biome-ignore lint/correctness/useYield: it takes no time here
  *stop(_sys: Sys, reference: string): Call<void> {
    this.change(reference, { status: "exited", exitCode: 137, pid: 0, finishedSeconds: 1 });
  }

  // biome-ignore lint/correctness/useYield: it takes no time here
  *remove(_sys: Sys, reference: string): Call<void> {
    this.all.splice(this.all.indexOf(this.container(reference)), 1);
  }

  networks = (): readonly NetworkInfo[] => [];
  network(reference: string): NetworkInfo {
    throw new EngineError(`network ${reference} not found`, 1, "not-found");
  }
  volumes = (): readonly VolumeInfo[] => [];
  startSteps = () => [];
  tag(): void {}
  rename(): void {}
  load = unused;
  save = unused;
  removeImage = unused;
  commit = unused;
  kill = unused;
  pause = unused;
  unpause = unused;
  update = unused;
  exec = unused;
  logs = unused;
  stats = unused;
  top = unused;
  diff = unused;
  copyOut = unused;
  copyIn = unused;
  createNetwork = unused;
  removeNetwork = unused;
  connect = unused;
  disconnect = unused;
  createVolume = unused;
  removeVolume = unused;
}
