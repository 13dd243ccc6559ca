/** docker start: mounts, bundle, and the shim, which is born here and stays when the client goes. */
import type { Call } from "../../kernel/abi/call";
import { O } from "../../kernel/abi/flags";
import { SIG } from "../../kernel/abi/signals";
import type { Sys } from "../../kernel/abi/sys";
import { cgroupDirectory, plan } from "../bundle/plan";
import { byteString } from "../image/bytes";
import { pump, type TerminalSize, terminalSize } from "./attach";
import { makeBundle, mountRoot } from "./bundle-of";
import { plugIn } from "./cables";
import { type Attachment, type ContainerInfo, EngineError, type StartStep } from "./contract";
import { isError, put, readAll, writeAll } from "./file-work";
import { StartFailure } from "./find-program";
import { tellOthers } from "./hosts-file";
import { assign } from "./networks";
import { checkPorts, publish } from "./ports";
import { becomeDaemon, closedPipe, waitFor } from "./processes";
import { type ContainerRecord, isRunning, paths, type RuntimeWork } from "./records";
import { type Attached, ShimLife, type ShimRun, StartRefused } from "./shim";
import { StartSteps } from "./start-steps";
import { type EngineState, infoOf } from "./state";
import { cleanUp, finished } from "./teardown";
import { startStatus } from "./words";

export function* start(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  attach: Attachment | undefined,
): Call<ContainerInfo> {
  if (isRunning(container)) {
    if (container.status === "paused")
      throw new EngineError("cannot start a paused container, try unpause instead", 1, "conflict");
    return infoOf(container);
  }
  const { spec } = container;
  const work = state.work(spec.runtime);
  container.steps = new StartSteps();
  container.restartCount = 0;
  container.stopRequested = false;
  container.error = "";
  yield* noted(
    state,
    sys,
    container,
    "engine",
    "the engine's own work",
    sys.compute(work("engine")),
    "runtime",
  );
  try {
    yield* checkPorts(state, sys, container);
    assign(state, container);
    yield* noted(
      state,
      sys,
      container,
      "rootfs",
      "mount overlay: image layers and the container's own",
      mountRoot(sys, container.id),
    );
    container.config = yield* makeBundle(state, sys, container);
  } catch (error) {
    yield* cleanUp(state, sys, container);
    if (!(error instanceof StartFailure)) throw error;
    throw refused(container, error.message);
  }
  const status = yield* closedPipe(sys);
  const ends = yield* pipesFor(sys, container, attach);
  const size = spec.tty && attach !== undefined ? yield* terminalSize(sys) : undefined;
  const parent = yield* sys.fork(function* (between) {
    // A grandchild: init is its parent at once, and the client need not wait for it.
    yield* between.fork((shim) => shimMain(state, shim, container, status[1], ends.shim, size));
    return 0;
  });
  yield* waitFor(sys, parent);
  yield* sys.close(status[1]);
  for (const fd of ends.opened) yield* sys.close(fd);
  const said = byteString(yield* readAll(sys, status[0]));
  yield* sys.close(status[0]);
  if (said !== "ok") {
    for (const fd of ends.own) yield* sys.close(fd);
    throw refused(container, said);
  }
  if (attach !== undefined)
    yield* pump(sys, ends.client, {
      terminal: spec.tty,
      *signal(own, signal) {
        if (container.pid !== 0) yield* own.kill(container.pid, signal);
      },
    });
  return infoOf(container);
}

/** An error of starting, as Docker's daemon puts it; the container stays, and keeps it. */
function refused(container: ContainerRecord, message: string): EngineError {
  const bare = /^(driver failed|get )/.test(message) || message.startsWith("unable to find");
  const whole = bare
    ? message
    : `failed to create task for container: failed to create shim task: OCI runtime create failed: ${container.spec.runtime} create failed: ${message}: unknown`;
  const status = startStatus(whole);
  container.status = container.startedNs === 0 ? "created" : "exited";
  container.exitCode = status === 125 ? 128 : status;
  container.error = whole;
  return new EngineError(whole, status, "runtime");
}

/** Notes a step of the engine's. */
function* noted<T>(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  phase: string,
  name: string,
  call: Call<T>,
  kind: StartStep["kind"] = "kernel",
): Call<T> {
  const fromNs = yield* sys.clockGettime("monotonic");
  const result = yield* call;
  const toNs = yield* sys.clockGettime("monotonic");
  state.note(container, { name, phase, fromNs, toNs, kind, detail: "" });
  return result;
}

interface Ends {
  readonly shim: Attached;
  readonly client: Attached;
  /** The shim's descriptors, which the client has as well until the shim is there. */
  readonly opened: readonly number[];
  readonly own: readonly number[];
}

function* pipesFor(sys: Sys, { spec }: ContainerRecord, attach: Attachment | undefined): Call<Ends> {
  const shim: { -readonly [K in keyof Attached]: Attached[K] } = {
    stdin: undefined,
    stdout: undefined,
    stderr: undefined,
  };
  const client = { ...shim };
  if (attach?.stdout || (spec.tty && attach !== undefined))
    [client.stdout, shim.stdout] = yield* closedPipe(sys);
  if (attach?.stderr && !spec.tty) [client.stderr, shim.stderr] = yield* closedPipe(sys);
  if (attach?.stdin && spec.openStdin) [shim.stdin, client.stdin] = yield* closedPipe(sys);
  const numbers = (ends: Attached) => [ends.stdin, ends.stdout, ends.stderr].filter((fd) => fd !== undefined);
  return { shim, client, opened: numbers(shim), own: numbers(client) };
}

function* shimMain(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  status: number,
  attached: Attached,
  size: TerminalSize | undefined,
): Call<number> {
  const { id } = container;
  const work = state.work(container.spec.runtime);
  const kept = [status, attached.stdin, attached.stdout, attached.stderr].filter((fd) => fd !== undefined);
  yield* becomeDaemon(sys, "containerd-shim", kept);
  yield* sys.setSubreaper(true);
  // Limits of whoever called are not the container's.
  yield* put(sys, "/sys/fs/cgroup/cgroup.procs", "0");
  container.shimPid = yield* sys.getpid();
  const lock = yield* sys.open(paths.lock(id), O.RDWR | O.CREAT | O.CLOEXEC, 0o600);
  yield* sys.flock(lock, "exclusive", false);
  yield* noted(state, sys, container, "shim", "the shim's own work", sys.compute(work("shim")), "runtime");
  let first = true;
  for (let backoffNs = FIRST_BACKOFF_NS; ; ) {
    const life = new ShimLife(runOf(state, container, work, first ? attached : NOBODY, size));
    const startedNs = state.nowNs();
    try {
      yield* life.start(sys);
    } catch (error) {
      if (!(error instanceof StartRefused) && !(error instanceof StartFailure)) throw error;
      yield* life.end(sys);
      yield* cleanUp(state, sys, container);
      if (first) yield* writeAll(sys, status, error.message);
      else yield* finished(state, sys, container, 128);
      return 1;
    }
    if (first) {
      yield* sys.write(status, "ok");
      yield* sys.close(status);
    }
    first = false;
    const exitCode = yield* life.watch(sys);
    if (state.nowNs() - startedNs >= LONG_RUN_NS) backoffNs = FIRST_BACKOFF_NS;
    container.exitCode = exitCode;
    container.oomKilled = yield* wasOomKilled(sys, container);
    yield* sys.compute(work("teardown"));
    yield* cleanUp(state, sys, container);
    if (!mayRestart(container, exitCode)) return yield* finished(state, sys, container, exitCode);
    container.status = "restarting";
    container.finishedNs = state.nowNs();
    state.containerEvent(container, "die", { exitCode: String(exitCode) });
    container.restartCount++;
    yield* pauseBetween(sys, backoffNs);
    backoffNs = Math.min(backoffNs * 2, LONGEST_BACKOFF_NS);
    if (container.stopRequested) return yield* finished(state, sys, container, exitCode);
    container.steps = new StartSteps();
    assign(state, container);
    yield* mountRoot(sys, id);
    container.config = yield* makeBundle(state, sys, container);
  }
}

/** moby: restartmanager. A container that ran for ten seconds begins with the first pause again. */
const FIRST_BACKOFF_NS = 100e6;
const LONGEST_BACKOFF_NS = 60e9;
const LONG_RUN_NS = 10e9;
const NOBODY: Attached = { stdin: undefined, stdout: undefined, stderr: undefined };

function mayRestart({ spec, restartCount, stopRequested }: ContainerRecord, exitCode: number): boolean {
  if (stopRequested) return false;
  const { name, maximum } = spec.restart;
  if (name === "always" || name === "unless-stopped") return true;
  return name === "on-failure" && exitCode !== 0 && (maximum === 0 || restartCount < maximum);
}

/** Whoever wants to stop the container wakes the shim with SIGUSR1. */
function* pauseBetween(sys: Sys, ns: number): Call<void> {
  yield* sys.sigaction(SIG.USR1, { *handler() {} });
  try {
    yield* sys.nanosleep(ns);
  } catch (error) {
    if (!isError(error, "EINTR")) throw error;
  }
}

function* wasOomKilled(sys: Sys, container: ContainerRecord): Call<boolean> {
  if (container.config === undefined) return false;
  try {
    const fd = yield* sys.open(`${cgroupDirectory(container.config)}/memory.events`, O.RDONLY | O.CLOEXEC);
    const text = byteString(yield* readAll(sys, fd));
    yield* sys.close(fd);
    return /^oom_kill [1-9]/m.test(text);
  } catch (error) {
    if (isError(error, "ENOENT")) return false;
    throw error;
  }
}

function runOf(
  state: EngineState,
  container: ContainerRecord,
  work: RuntimeWork,
  attached: Attached,
  size: TerminalSize | undefined,
): ShimRun {
  const { id, spec } = container;
  const config = container.config!;
  return {
    runtime: () => ({
      plan: plan(config),
      config,
      rootfs: paths.merged(id),
      id,
      bundle: paths.bundle(id),
      work,
      record: (step) => state.note(container, step),
    }),
    terminal: config.process?.terminal === true,
    born: (pid) => state.kernel.own(pid, container.owner),
    logPath: paths.log(id),
    openStdin: spec.openStdin,
    attached,
    size,
    *connect(sys, pid) {
      container.pid = pid;
      const own = spec.network !== "host" && !spec.network.startsWith("container:");
      if (!own) return;
      yield* noted(
        state,
        sys,
        container,
        "engine",
        "network: cable, address, route",
        plugIn(state, sys, container, pid),
      );
      if (spec.ports.length > 0)
        yield* noted(state, sys, container, "engine", "network: published ports", publish(sys, container));
      yield* tellOthers(state, sys, container.endpoints.keys());
    },
    *started(sys, pid) {
      container.pid = pid;
      container.status = "running";
      container.startedNs = yield* sys.clockGettime("realtime");
      container.finishedNs = 0;
      state.containerEvent(container, "start");
    },
  };
}
