/** What the engine knows about its containers: the daemon's memory. */

import type { PhaseId } from "../../kernel/costs/runtime-costs";
import type { OciConfig } from "../bundle/config-schema";
import type { ContainerSpec, ContainerStatus, ImageConfig, MountSpec } from "./contract";
import type { StartSteps } from "./start-steps";

export interface Endpoint {
  readonly network: string;
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly mac: string;
  readonly aliases: readonly string[];
  /** The host's end of the cable while the container runs. */
  hostDevice: string;
}

export interface ContainerRecord {
  readonly id: string;
  name: string;
  spec: ContainerSpec;
  readonly imageId: string;
  readonly image: ImageConfig;
  status: ContainerStatus;
  /** In the initial PID namespace; 0 if it does not run. */
  pid: number;
  exitCode: number;
  oomKilled: boolean;
  error: string;
  readonly createdNs: number;
  startedNs: number;
  finishedNs: number;
  readonly args: readonly string[];
  readonly mounts: readonly MountSpec[];
  readonly endpoints: Map<string, Endpoint>;
  readonly owner: number;
  restartCount: number;
  /** stop and kill end restarting until the next start. */
  stopRequested: boolean;
  /** The process that watches it. */
  shimPid: number;
  config: OciConfig | undefined;
  steps: StartSteps;
}

export const DOCKER_ROOT = "/var/lib/docker";
export const RUN_ROOT = "/run/docker";
/** The program that --init puts first. */
export const INIT_PATH = `${RUN_ROOT}/docker-init`;

export const paths = {
  container: (id: string) => `${DOCKER_ROOT}/containers/${id}`,
  log: (id: string) => `${DOCKER_ROOT}/containers/${id}/${id}-json.log`,
  file: (id: string, name: "hostname" | "hosts" | "resolv.conf") => `${DOCKER_ROOT}/containers/${id}/${name}`,
  layer: (id: string) => `${DOCKER_ROOT}/overlay2/${id}`,
  merged: (id: string) => `${DOCKER_ROOT}/overlay2/${id}/merged`,
  upper: (id: string) => `${DOCKER_ROOT}/overlay2/${id}/diff`,
  bundle: (id: string) => `${RUN_ROOT}/containerd/${id}`,
  /** Held by the shim as long as it watches. */
  lock: (id: string) => `${RUN_ROOT}/locks/${id}`,
  cgroup: (id: string) => `/docker/${id}`,
};

export const isRunning = ({ status }: ContainerRecord): boolean =>
  status === "running" || status === "paused" || status === "restarting";

/** How many instructions the runtime works for itself in a phase. */
export type RuntimeWork = (phase: PhaseId) => number;
