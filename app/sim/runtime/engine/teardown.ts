/** What is taken down when a container has ended, and what the engine then notes. */
import type { Call } from "../../kernel/abi/call";
import type { Sys } from "../../kernel/abi/sys";
import { cgroupDirectory } from "../bundle/plan";
import { unplug } from "./cables";
import { detach, isError, look, put, readText, removeTree, unless } from "./file-work";
import { tellOthers } from "./hosts-file";
import { removeLayer } from "./image-store";
import { type ContainerRecord, paths } from "./records";
import type { EngineState } from "./state";
import { usersOf } from "./volumes";

/** Everything that a running container has in the kernel. Nothing of it need be there. */
export function* cleanUp(state: EngineState, sys: Sys, container: ContainerRecord): Call<void> {
  container.pid = 0;
  if (container.config !== undefined) yield* removeCgroup(sys, cgroupDirectory(container.config));
  const names = [...container.endpoints.keys()];
  yield* unplug(sys, container);
  yield* tellOthers(state, sys, names);
  yield* detach(sys, paths.merged(container.id));
  yield* removeTree(sys, paths.bundle(container.id));
}

/** Kills whoever is left in a cgroup, and removes it with those below. */
export function* removeCgroup(sys: Sys, directory: string): Call<void> {
  if ((yield* look(sys, directory)) === undefined) return;
  yield* unless(put(sys, `${directory}/cgroup.kill`, "1"), "ENOENT");
  for (let pauseNs = FIRST_PAUSE_NS; ; pauseNs *= 2) {
    yield* removeGroups(sys, directory);
    if ((yield* look(sys, directory)) === undefined || pauseNs > LONGEST_PAUSE_NS) return;
    yield* sys.nanosleep(pauseNs);
  }
}

/** Processes that were killed need a moment to go; runc tries five times from 10 ms on. */
const FIRST_PAUSE_NS = 10e6;
const LONGEST_PAUSE_NS = 160e6;

function* removeGroups(sys: Sys, directory: string): Call<void> {
  const fd = yield* sys.open(directory, 0o200000);
  const entries = yield* sys.readdir(fd);
  yield* sys.close(fd);
  for (const { name, type } of entries)
    if (type === 0o040000 && name !== "." && name !== "..") yield* removeGroups(sys, `${directory}/${name}`);
  try {
    yield* sys.rmdir(directory);
  } catch (error) {
    if (!isError(error, "EBUSY", "ENOENT", "ENOTEMPTY")) throw error;
  }
}

/** The last of the shim's: how it ended; and nothing is left of a container that shall remove itself. */
export function* finished(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  exitCode: number,
): Call<number> {
  container.status = "exited";
  container.exitCode = exitCode;
  container.pid = 0;
  container.shimPid = 0;
  container.finishedNs = yield* sys.clockGettime("realtime");
  if (container.oomKilled) state.containerEvent(container, "oom");
  state.containerEvent(container, "die", { exitCode: String(exitCode) });
  if (container.spec.autoRemove) {
    state.graves.set(container.id, { name: container.name, exitCode });
    yield* erase(state, sys, container, true);
  }
  return 0;
}

/** The container is no more. `volumes`: with the volumes that have no name of their own. */
export function* erase(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  volumes: boolean,
): Call<void> {
  const { id } = container;
  container.status = "removing";
  yield* cleanUp(state, sys, container);
  for (const layer of [id, `${id}-init`]) {
    const link = yield* unless(readText(sys, `${paths.layer(layer)}/link`), "ENOENT");
    if (link !== undefined) yield* removeLayer(sys, layer, link);
  }
  yield* removeTree(sys, paths.container(id));
  yield* unless(sys.unlink(paths.lock(id)), "ENOENT");
  state.containers.delete(id);
  yield* state.images.release(sys, id);
  state.containerEvent(container, "destroy");
  if (!volumes) return;
  for (const { kind, source } of container.mounts) {
    const volume = state.volumes.get(source);
    if (kind !== "volume" || volume?.anonymous !== true || usersOf(state, source).length > 0) continue;
    yield* removeTree(sys, volume.mountpoint.slice(0, -"/_data".length));
    state.volumes.delete(source);
  }
}
