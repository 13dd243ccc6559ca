/** A container with everything as `docker run` has it when nothing is asked for. */
import type { ContainerSpec } from "./contract";

export const PLAIN_SPEC: ContainerSpec = {
  name: undefined,
  image: "busybox",
  command: [],
  entrypoint: undefined,
  env: [],
  workingDir: undefined,
  user: undefined,
  hostname: undefined,
  labels: {},
  tty: false,
  openStdin: false,
  autoRemove: false,
  readOnlyRoot: false,
  privileged: false,
  capAdd: [],
  capDrop: [],
  noNewPrivileges: false,
  seccomp: "default",
  mounts: [],
  ports: [],
  network: "bridge",
  networkAliases: [],
  pidMode: "",
  ipcMode: "",
  utsMode: "",
  usernsMode: "",
  resources: {},
  restart: { name: "no", maximum: 0 },
  stopSignal: undefined,
  stopTimeoutSeconds: 10,
  init: false,
  ulimits: {},
  sysctls: {},
  runtime: "crun",
};

/** A container of an image that runs a command, or the image's own if there is none. */
export const plainSpec = (image: string, command: readonly string[]): ContainerSpec => ({
  ...PLAIN_SPEC,
  image,
  command,
});
