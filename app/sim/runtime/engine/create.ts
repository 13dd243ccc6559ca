/** docker create: a name, a place for its changes, its files in /etc, its volumes. Nothing runs yet. */
import type { Call } from "../../kernel/abi/call";
import { O } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { capabilityOf } from "../bundle/defaults";
import { type ContainerInfo, type ContainerSpec, EngineError, type MountSpec } from "./contract";
import { makeDirectories, writeFile } from "./file-work";
import { newId, newLink, newName } from "./ids";
import { configOf, foreignOf } from "./image-info";
import { makeLayer } from "./image-store";
import { reserve } from "./networks";
import { type ContainerRecord, paths } from "./records";
import { StartSteps } from "./start-steps";
import { type EngineState, infoOf } from "./state";
import { volumeFor } from "./volumes";

/** First host id of containers in user namespaces, as /etc/subuid gives dockremap. */
const FIRST_MAPPED_ID = 100_000;
export const firstId = (spec: ContainerSpec): number => (spec.usernsMode === "private" ? FIRST_MAPPED_ID : 0);

export function* create(state: EngineState, sys: Sys, spec: ContainerSpec): Call<ContainerInfo> {
  yield* state.prepare(sys);
  const imageInfo = state.images.info(spec.image);
  const image = state.images.image(spec.image);
  check(spec);
  const config = configOf(image);
  const args = argumentsOf(spec, config);
  if (args.length === 0) throw new EngineError("no command specified", 125, "invalid");
  const foreign = foreignOf(image, args);
  if (foreign !== undefined)
    throw new EngineError(`${foreign}; the image can be run inside the real guest instead`, 126, "runtime");
  if (spec.name !== undefined) state.claim(spec.name);
  const { random } = state.kernel;
  const id = newId(random);
  const name = spec.name ?? newName(random, (other) => state.taken(other) !== undefined);
  const mounts = yield* mountsOf(state, sys, spec, config.volumes);
  const container: ContainerRecord = {
    id,
    name,
    spec,
    imageId: imageInfo.id,
    image: config,
    status: "created",
    pid: 0,
    exitCode: 0,
    oomKilled: false,
    error: "",
    createdNs: state.nowNs(),
    startedNs: 0,
    finishedNs: 0,
    args,
    mounts,
    endpoints: new Map(),
    owner: state.nextOwner(),
    restartCount: 0,
    stopRequested: false,
    shimPid: 0,
    config: undefined,
    steps: new StartSteps(),
  };
  reserve(state, container);
  state.containers.set(id, container);
  try {
    yield* directories(state, sys, container);
  } catch (error) {
    state.containers.delete(id);
    throw error;
  }
  state.containerEvent(container, "create");
  return infoOf(container);
}

/** ENTRYPOINT and CMD: an entry point given on the command line takes the image's CMD with it. */
function argumentsOf(spec: ContainerSpec, config: ReturnType<typeof configOf>): readonly string[] {
  if (spec.entrypoint !== undefined)
    return [...spec.entrypoint.filter((word) => word !== ""), ...spec.command];
  const command = spec.command.length > 0 ? spec.command : (config.cmd ?? []);
  return [...(config.entrypoint ?? []), ...command];
}

/** What can be said without a container. */
function check(spec: ContainerSpec): void {
  for (const name of [...spec.capAdd, ...spec.capDrop])
    if (capabilityOf(name) === undefined)
      throw new EngineError(
        `invalid capability: unknown capability: "CAP_${name.toUpperCase()}"`,
        125,
        "invalid",
      );
  const { memoryMax } = spec.resources;
  if (memoryMax !== undefined && memoryMax > 0 && memoryMax < LEAST_MEMORY)
    throw new EngineError("Minimum memory limit allowed is 6MB", 125, "invalid");
  for (const { target } of spec.mounts)
    if (!target.startsWith("/"))
      throw new EngineError(
        `invalid mount config for type "${spec.mounts[0]!.kind}": invalid mount path: '${target}' mount path must be absolute`,
        125,
        "invalid",
      );
  const targets = spec.mounts.map(({ target }) => target);
  const twice = targets.find((target, i) => targets.indexOf(target) !== i);
  if (twice !== undefined) throw new EngineError(`Duplicate mount point: ${twice}`, 125, "invalid");
  if (targets.includes("/"))
    throw new EngineError(`invalid volume specification: destination can't be '/'`, 125, "invalid");
}

/** moby: daemon/daemon_unix.go, linuxMinMemory. */
const LEAST_MEMORY = 6 * 1024 * 1024;

/** Mounts asked for, with names for volumes without one, and a volume for each VOLUME of the image. */
function* mountsOf(
  state: EngineState,
  sys: Sys,
  spec: ContainerSpec,
  declared: readonly string[],
): Call<readonly MountSpec[]> {
  const given = new Set(spec.mounts.map(({ target }) => target));
  const more: MountSpec[] = declared
    .filter((target) => target.startsWith("/") && !given.has(target))
    .map((target) => ({ kind: "volume", source: "", target, readOnly: false, options: "" }));
  const mounts: MountSpec[] = [];
  for (const mount of [...spec.mounts, ...more]) {
    if (mount.kind !== "volume") mounts.push(mount);
    else mounts.push({ ...mount, source: (yield* volumeFor(state, sys, mount.source)).name });
  }
  return mounts;
}

function* directories(state: EngineState, sys: Sys, container: ContainerRecord): Call<void> {
  const { id, spec } = container;
  const { random } = state.kernel;
  const image = state.images.image(container.imageId);
  const first = firstId(spec);
  const lower = yield* state.images.layers(sys, image, first, id);
  yield* makeDirectories(sys, paths.container(id), 0o711);
  const init = { id: `${id}-init`, link: newLink(random) };
  yield* makeLayer(sys, init.id, init.link);
  yield* initLayer(sys, paths.upper(init.id), first);
  const own = newLink(random);
  yield* makeLayer(sys, id, own);
  for (const name of ["work", "merged"])
    yield* sys.mkdir(`${paths.layer(id)}/${name}`, name === "work" ? 0o700 : 0o755);
  yield* writeFile(sys, `${paths.layer(id)}/lower`, [`l/${init.link}`, ...[...lower].reverse()].join(":"));
  if (first > 0)
    for (const path of [paths.upper(id), paths.merged(id), paths.upper(init.id)])
      yield* sys.chown(path, first, first);
}

/** Places for what every container gets, between the image's layers and its own (moby: daemon/initlayer). */
function* initLayer(sys: Sys, directory: string, first: number): Call<void> {
  for (const name of ["proc", "sys", "dev", "dev/pts", "dev/shm", "etc"])
    yield* sys.mkdir(`${directory}/${name}`, 0o755);
  for (const name of [".dockerenv", "dev/console", "etc/hostname", "etc/hosts", "etc/resolv.conf"])
    yield* sys.close(yield* sys.open(`${directory}/${name}`, O.WRONLY | O.CREAT | O.CLOEXEC, 0o755));
  yield* sys.symlink("/proc/mounts", `${directory}/etc/mtab`);
  if (first === 0) return;
  for (const name of ["proc", "sys", "dev", "dev/pts", "dev/shm", "etc", ".dockerenv", "etc/mtab"])
    yield* sys.lchown(`${directory}/${name}`, first, first);
}
