/** Volumes: directories below /var/lib/docker/volumes that outlive containers. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import { EngineError, type VolumeInfo } from "./contract";
import { copyTree, list, look, makeDirectories, removeTree, within } from "./file-work";
import { newId } from "./ids";
import { type ContainerRecord, DOCKER_ROOT } from "./records";
import type { EngineState } from "./state";

export function* createVolume(
  state: EngineState,
  sys: Sys,
  name: string | undefined,
  labels: Readonly<Record<string, string>>,
): Call<VolumeInfo> {
  yield* state.prepare(sys);
  const wanted = name === undefined || name === "" ? newId(state.kernel.random) : name;
  const known = state.volumes.get(wanted);
  if (known !== undefined) return known;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(wanted))
    throw new EngineError(
      `create ${wanted}: "${wanted}" includes invalid characters for a local volume name, only "[a-zA-Z0-9][a-zA-Z0-9_.-]" are allowed. If you intended to pass a host directory, use absolute path`,
      125,
      "invalid",
    );
  const mountpoint = `${DOCKER_ROOT}/volumes/${wanted}/_data`;
  yield* makeDirectories(sys, mountpoint, 0o755);
  const made = {
    name: wanted,
    mountpoint,
    createdSeconds: state.nowNs() / 1e9,
    labels,
    anonymous: name === undefined || name === "",
  };
  state.volumes.set(wanted, made);
  state.event("volume", "create", wanted, { driver: "local" });
  return made;
}

/** The volume that a container asks for; a new one with a name of its own for "". */
export function* volumeFor(state: EngineState, sys: Sys, name: string): Call<VolumeInfo> {
  return state.volumes.get(name) ?? (yield* createVolume(state, sys, name === "" ? undefined : name, {}));
}

export const usersOf = (state: EngineState, name: string): readonly ContainerRecord[] =>
  [...state.containers.values()].filter(({ mounts }) =>
    mounts.some(({ kind, source }) => kind === "volume" && source === name),
  );

export function* removeVolume(state: EngineState, sys: Sys, name: string): Call<void> {
  if (!state.volumes.has(name)) throw new EngineError(`get ${name}: no such volume`, 1, "not-found");
  const users = usersOf(state, name);
  if (users.length > 0)
    throw new EngineError(
      `remove ${name}: volume is in use - [${users.map(({ id }) => id).join(", ")}]`,
      1,
      "conflict",
    );
  yield* removeTree(sys, `${DOCKER_ROOT}/volumes/${name}`);
  state.volumes.delete(name);
  state.event("volume", "destroy", name, { driver: "local" });
}

/** An empty volume gets what the image has in its place, when it is first used. `root`: the mounted root file system. */
export function* fillVolume(sys: Sys, volume: VolumeInfo, root: string, target: string): Call<void> {
  if ((yield* list(sys, volume.mountpoint)).length > 0) return;
  const from = yield* within(sys, root, target);
  const stat = yield* look(sys, from);
  if (stat === undefined || (stat.mode & 0o170000) !== 0o040000) return;
  yield* copyTree(sys, from, volume.mountpoint);
}
