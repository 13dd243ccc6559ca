/** What the command line asks of the engine. Every method is a program over the caller's system calls. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";

/** Said by the engine as Docker's daemon says it; the command line puts "docker: Error response from daemon: " before it. */
export class EngineError extends Error {
  constructor(
    message: string,
    /** What `docker run` ends with: 125 the engine's own, 126 cannot be invoked, 127 not found. */
    readonly status: 125 | 126 | 127 | 1 = 1,
    /** HTTP-like kind, for "No such container" and the like. */
    readonly kind: "invalid" | "not-found" | "conflict" | "runtime" = "runtime",
  ) {
    super(message);
  }
}

export interface ImageConfig {
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly env: readonly string[];
  readonly workingDir: string;
  readonly user: string;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal: string;
}

export interface ImageInfo {
  /** sha256:… of the configuration. */
  readonly id: string;
  /** "busybox:latest"; empty for <none>. */
  readonly tags: readonly string[];
  readonly createdSeconds: number;
  /** Bytes of all layers, unpacked. */
  readonly size: number;
  readonly layers: readonly {
    readonly diffId: string;
    readonly digest: string;
    readonly size: number;
    readonly directory: string;
  }[];
  readonly config: ImageConfig;
  readonly history: readonly {
    readonly created: number;
    readonly createdBy: string;
    readonly size: number;
    readonly comment: string;
  }[];
  readonly architecture: string;
  readonly os: string;
  /** What its entry point is, if it is not a program of this kernel: a sentence. */
  readonly foreign: string | undefined;
}

export interface PortMapping {
  readonly protocol: "tcp" | "udp";
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

export interface MountSpec {
  readonly kind: "bind" | "volume" | "tmpfs";
  /** Host path, volume name, or "". */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly options: string;
}

/** cgroup files that a container is started with, in the files' own words; undefined leaves the default. */
export interface Resources {
  readonly memoryMax?: number;
  readonly memoryHigh?: number;
  readonly memorySwapMax?: number;
  readonly cpuMax?: { readonly quotaUs: number; readonly periodUs: number };
  readonly cpuWeight?: number;
  readonly cpusetCpus?: string;
  readonly pidsMax?: number;
  readonly oomScoreAdj?: number;
}

export interface ContainerSpec {
  readonly name: string | undefined;
  readonly image: string;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[] | undefined;
  readonly env: readonly string[];
  readonly workingDir: string | undefined;
  readonly user: string | undefined;
  readonly hostname: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly openStdin: boolean;
  readonly autoRemove: boolean;
  readonly readOnlyRoot: boolean;
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly noNewPrivileges: boolean;
  /** "default", "unconfined", or a path of a profile (OCI JSON). */
  readonly seccomp: string;
  readonly mounts: readonly MountSpec[];
  readonly ports: readonly PortMapping[];
  /** "bridge", "none", "host", "container:NAME", or a network's name. */
  readonly network: string;
  readonly networkAliases: readonly string[];
  /** "", "host", "container:NAME". */
  readonly pidMode: string;
  readonly ipcMode: string;
  readonly utsMode: string;
  readonly usernsMode: string;
  readonly resources: Resources;
  readonly restart: {
    readonly name: "no" | "always" | "on-failure" | "unless-stopped";
    readonly maximum: number;
  };
  readonly stopSignal: string | undefined;
  readonly stopTimeoutSeconds: number;
  readonly init: boolean;
  readonly ulimits: Readonly<Record<string, { readonly soft: number; readonly hard: number }>>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly runtime: "crun" | "runc";
}

export type ContainerStatus =
  | "created"
  | "running"
  | "paused"
  | "restarting"
  | "removing"
  | "exited"
  | "dead";

export interface ContainerInfo {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly spec: ContainerSpec;
  readonly imageId: string;
  readonly status: ContainerStatus;
  /** In the initial PID namespace; 0 if it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly error: string;
  /** Seconds since the epoch; 0 if not yet. */
  readonly createdSeconds: number;
  readonly startedSeconds: number;
  readonly finishedSeconds: number;
  readonly path: string;
  readonly args: readonly string[];
  readonly cgroup: string;
  readonly rootfs: string;
  readonly upperDirectory: string;
  readonly logPath: string;
  readonly networks: readonly {
    readonly name: string;
    readonly address: string;
    readonly prefix: number;
    readonly gateway: string;
    readonly mac: string;
  }[];
  readonly mounts: readonly MountSpec[];
  readonly restartCount: number;
  /** The number of its time in the host's ledger. */
  readonly owner: number;
}

export interface NetworkInfo {
  readonly id: string;
  readonly name: string;
  readonly driver: "bridge" | "host" | "null";
  readonly subnet: string;
  readonly gateway: string;
  readonly bridge: string;
  readonly createdSeconds: number;
}

export interface VolumeInfo {
  readonly name: string;
  readonly mountpoint: string;
  readonly createdSeconds: number;
  readonly labels: Readonly<Record<string, string>>;
}

export interface StatsSample {
  readonly cpuNs: number;
  readonly systemNs: number;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly rxBytes: number;
  readonly txBytes: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  readonly pids: number;
}

/** One step of a start, as it happened. */
export interface StartStep {
  readonly name: string;
  /** Which phase of the runtime it belongs to. */
  readonly phase: string;
  readonly fromNs: number;
  readonly toNs: number;
  /** "kernel" for a system call, "runtime" for the runtime's own work. */
  readonly kind: "kernel" | "runtime";
  readonly detail: string;
}

export interface ExecSpec {
  readonly command: readonly string[];
  readonly env: readonly string[];
  readonly user: string | undefined;
  readonly workingDir: string | undefined;
  readonly tty: boolean;
  readonly openStdin: boolean;
  readonly privileged: boolean;
}

/** Where a client's terminal or pipes are: descriptors of the calling process. */
export interface Attachment {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
}

export interface Engine {
  // Images
  images(): readonly ImageInfo[];
  /** By name[:tag], id or a unique beginning of an id. @throws EngineError "No such image: x:latest" */
  image(reference: string): ImageInfo;
  /** Reads an archive from a file of the simulated file system; answers what was loaded. @throws EngineError, ImageError */
  load(sys: Sys, path: string): Call<readonly ImageInfo[]>;
  save(sys: Sys, references: readonly string[], path: string): Call<void>;
  tag(reference: string, as: string): void;
  /** Answers lines such as "Untagged: x", "Deleted: sha256:…". */
  removeImage(sys: Sys, reference: string, force: boolean): Call<readonly string[]>;
  /** A new image from an image, a container's changes and a changed configuration. */
  commit(
    sys: Sys,
    container: string,
    as: string | undefined,
    change: Partial<ImageConfig>,
    createdBy: string,
  ): Call<ImageInfo>;

  // Containers
  containers(): readonly ContainerInfo[];
  /** By name or unique beginning of an id. @throws EngineError "No such container: x" */
  container(reference: string): ContainerInfo;
  create(sys: Sys, spec: ContainerSpec): Call<ContainerInfo>;
  /** Starts it; with an attachment the caller's descriptors are the container's until it ends or the caller detaches. */
  start(sys: Sys, reference: string, attach: Attachment | undefined): Call<ContainerInfo>;
  /** Waits until it has ended; answers its exit code. */
  wait(sys: Sys, reference: string): Call<number>;
  stop(sys: Sys, reference: string, timeoutSeconds: number | undefined): Call<void>;
  kill(sys: Sys, reference: string, signal: string): Call<void>;
  pause(sys: Sys, reference: string): Call<void>;
  unpause(sys: Sys, reference: string): Call<void>;
  rename(reference: string, name: string): void;
  update(sys: Sys, reference: string, resources: Resources): Call<void>;
  remove(
    sys: Sys,
    reference: string,
    options: { readonly force: boolean; readonly volumes: boolean },
  ): Call<void>;
  /** Answers the exit code. */
  exec(sys: Sys, reference: string, spec: ExecSpec, attach: Attachment | undefined): Call<number>;
  /** Output so far, then, if `follow`, until it ends; to the caller's descriptors 1 and 2. */
  logs(
    sys: Sys,
    reference: string,
    options: {
      readonly follow: boolean;
      readonly tail: number;
      readonly timestamps: boolean;
      readonly sinceSeconds: number;
    },
  ): Call<void>;
  stats(sys: Sys, reference: string): Call<StatsSample>;
  /** Rows of ps for its processes, seen from the host: [uid, pid, ppid, command]. */
  top(sys: Sys, reference: string): Call<readonly (readonly string[])[]>;
  /** A added, C changed, D deleted, against its image. */
  diff(
    sys: Sys,
    reference: string,
  ): Call<readonly { readonly kind: "A" | "C" | "D"; readonly path: string }[]>;
  /** Files into or out of a container, as a tar archive. */
  copyOut(sys: Sys, reference: string, path: string): Call<Uint8Array>;
  copyIn(sys: Sys, reference: string, path: string, archive: Uint8Array): Call<void>;
  /** The steps of its last start, in order. */
  startSteps(reference: string): readonly StartStep[];

  // Networks and volumes
  networks(): readonly NetworkInfo[];
  network(reference: string): NetworkInfo;
  createNetwork(
    sys: Sys,
    name: string,
    options: { readonly subnet: string | undefined; readonly gateway: string | undefined },
  ): Call<NetworkInfo>;
  removeNetwork(sys: Sys, reference: string): Call<void>;
  connect(sys: Sys, network: string, container: string): Call<void>;
  disconnect(sys: Sys, network: string, container: string): Call<void>;
  volumes(): readonly VolumeInfo[];
  createVolume(
    sys: Sys,
    name: string | undefined,
    labels: Readonly<Record<string, string>>,
  ): Call<VolumeInfo>;
  removeVolume(sys: Sys, name: string): Call<void>;
}
