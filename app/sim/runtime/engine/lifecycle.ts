/** What happens to containers that are there: wait, stop, kill, pause, rename, update, remove. */
import type { Call } from "../../kernel/abi/call";
import { O } from "../../kernel/abi/flags";
import { SIG, SIGNALS } from "../../kernel/abi/signals";
import type { Sys } from "../../kernel/abi/sys";
import { cgroupWrites } from "../bundle/cgroup-writes";
import { CGROUP_ROOT } from "../bundle/plan";
import { resourcesOf } from "../bundle/spec-for";
import { EngineError, type Resources } from "./contract";
import { isError, put, readText, unless } from "./file-work";
import { type ContainerRecord, isRunning, paths } from "./records";
import type { EngineState } from "./state";
import { erase } from "./teardown";
import { goError } from "./words";

/** Waits until nobody watches the container any more. Answers how it ended; 0 for one that never ran. */
export function* wait(state: EngineState, sys: Sys, reference: string): Call<number> {
  const grave =
    state.graves.get(reference) ?? [...state.graves.values()].findLast(({ name }) => name === reference);
  let container: ContainerRecord;
  try {
    container = state.find(reference);
  } catch (error) {
    if (grave !== undefined) return grave.exitCode;
    throw error;
  }
  yield* untilGone(sys, container.id);
  return state.graves.get(container.id)?.exitCode ?? container.exitCode;
}

/** The shim holds a lock as long as it watches. */
function* untilGone(sys: Sys, id: string): Call<void> {
  const fd = yield* unless(sys.open(paths.lock(id), O.RDWR | O.CLOEXEC), "ENOENT");
  if (fd === undefined) return;
  try {
    yield* sys.flock(fd, "shared", false);
  } finally {
    yield* sys.close(fd);
  }
}

/** As untilGone, for so long at most. Whether it is gone. */
function* goneWithin(sys: Sys, id: string, ns: number): Call<boolean> {
  if (ns === Number.POSITIVE_INFINITY) {
    yield* untilGone(sys, id);
    return true;
  }
  if (ns <= 0) return false;
  const before = yield* sys.sigaction(SIG.ALRM, {
    // That the wait ends is all.
    *handler() {},
  });
  yield* sys.alarm(ns);
  try {
    yield* untilGone(sys, id);
    return true;
  } catch (error) {
    if (isError(error, "EINTR")) return false;
    throw error;
  } finally {
    yield* sys.alarm(0);
    yield* sys.sigaction(SIG.ALRM, before);
  }
}

/** "TERM", "SIGTERM", "15". @throws EngineError */
function signalOf(text: string): number {
  const plain = text.toUpperCase().replace(/^SIG/, "");
  const number = /^\d+$/.test(plain) ? Number(plain) : (SIGNALS as readonly string[]).indexOf(plain);
  if (number <= 0 || number > 64) throw new EngineError(`Invalid signal: ${text}`, 1, "invalid");
  return number;
}

function* tell(sys: Sys, container: ContainerRecord, signal: number): Call<void> {
  if (container.pid === 0) return;
  yield* unless(sys.kill(container.pid, signal), "ESRCH");
}

/** A shim between two runs wakes up and sees that there shall be no other. */
function* noMoreRestarts(sys: Sys, container: ContainerRecord): Call<void> {
  container.stopRequested = true;
  if (container.status === "restarting" && container.shimPid !== 0)
    yield* unless(sys.kill(container.shimPid, SIG.USR1), "ESRCH");
}

export function* stop(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  seconds: number | undefined,
): Call<void> {
  if (!isRunning(container)) return;
  const { spec, image, id } = container;
  yield* noMoreRestarts(sys, container);
  if (container.status === "paused") yield* unpause(state, sys, container);
  const signal = signalOf(spec.stopSignal || image.stopSignal || "TERM");
  state.containerEvent(container, "kill", { signal: String(signal) });
  yield* tell(sys, container, signal);
  const patience = seconds ?? spec.stopTimeoutSeconds;
  if (!(yield* goneWithin(sys, id, patience < 0 ? Number.POSITIVE_INFINITY : patience * 1e9))) {
    state.containerEvent(container, "kill", { signal: String(SIG.KILL) });
    yield* tell(sys, container, SIG.KILL);
    yield* untilGone(sys, id);
  }
  state.containerEvent(container, "stop");
}

export function* kill(state: EngineState, sys: Sys, container: ContainerRecord, text: string): Call<void> {
  const signal = signalOf(text);
  if (!isRunning(container) || container.pid === 0)
    throw new EngineError(
      `cannot kill container: ${container.id}: container ${container.id} is not running`,
      1,
      "conflict",
    );
  state.containerEvent(container, "kill", { signal: String(signal) });
  if (signal === SIG.KILL) {
    yield* noMoreRestarts(sys, container);
    yield* tell(sys, container, signal);
    yield* untilGone(sys, container.id);
  } else yield* tell(sys, container, signal);
}

const cgroupOf = (container: ContainerRecord): string => `${CGROUP_ROOT}${paths.cgroup(container.id)}`;

function* freeze(sys: Sys, container: ContainerRecord, on: boolean): Call<void> {
  const directory = cgroupOf(container);
  yield* put(sys, `${directory}/cgroup.freeze`, on ? "1" : "0");
  // The kernel says when everybody has come to rest.
  for (let round = 0; round < 100; round++) {
    if (/^frozen 1$/m.test(yield* readText(sys, `${directory}/cgroup.events`)) === on) return;
    yield* sys.nanosleep(1e6);
  }
}

export function* pause(state: EngineState, sys: Sys, container: ContainerRecord): Call<void> {
  if (container.status === "paused")
    throw new EngineError(`Container ${container.id} is already paused`, 1, "conflict");
  if (container.status === "restarting")
    throw new EngineError(
      `Container ${container.id} is restarting, wait until the container is running`,
      1,
      "conflict",
    );
  if (container.status !== "running")
    throw new EngineError(`Container ${container.id} is not running`, 1, "conflict");
  yield* freeze(sys, container, true);
  container.status = "paused";
  state.containerEvent(container, "pause");
}

export function* unpause(state: EngineState, sys: Sys, container: ContainerRecord): Call<void> {
  if (container.status !== "paused")
    throw new EngineError(`Container ${container.id} is not paused`, 1, "conflict");
  yield* freeze(sys, container, false);
  container.status = "running";
  state.containerEvent(container, "unpause");
}

export function rename(state: EngineState, container: ContainerRecord, to: string): void {
  const name = to.replace(/^\//, "");
  if (name === container.name)
    throw new EngineError("Renaming a container with the same name as its current name", 1, "invalid");
  state.claim(name);
  const oldName = container.name;
  container.name = name;
  state.containerEvent(container, "rename", { oldName: `/${oldName}` });
}

export function* update(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  resources: Resources,
): Call<void> {
  const merged = { ...container.spec.resources, ...resources };
  if (isRunning(container) && container.pid !== 0)
    for (const { file, text } of cgroupWrites(resourcesOf(resources))) {
      try {
        yield* put(sys, `${cgroupOf(container)}/${file}`, text);
      } catch (error) {
        if (!isError(error, "EINVAL", "EBUSY", "ERANGE")) throw error;
        throw new EngineError(
          `Cannot update container ${container.id}: runc did not terminate successfully: failed to write "${text}": write ${cgroupOf(container)}/${file}: ${goError(error)}`,
          1,
        );
      }
    }
  container.spec = { ...container.spec, resources: merged };
  state.containerEvent(container, "update");
}

export function* remove(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  { force, volumes }: { readonly force: boolean; readonly volumes: boolean },
): Call<void> {
  if (isRunning(container)) {
    if (!force) {
      const how =
        container.status === "paused"
          ? "Unpause and then stop the container before attempting removal or force remove"
          : "Stop the container before attempting removal or force remove";
      throw new EngineError(
        `You cannot remove a ${container.status} container ${container.id}. ${how}`,
        1,
        "conflict",
      );
    }
    yield* noMoreRestarts(sys, container);
    if (container.status === "paused") yield* unpause(state, sys, container);
    yield* tell(sys, container, SIG.KILL);
    yield* untilGone(sys, container.id);
  }
  if (state.containers.has(container.id)) yield* erase(state, sys, container, volumes);
}
