/**
 * The OCI runtime: a process that carries out the outside of a plan, gives birth to the container's first process, which
 * carries out the inside, and is gone before the container's program begins. The two agree through pipes.
 */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { O } from "../../kernel/abi/flags";
import type { ChildMain, Sys } from "../../kernel/abi/sys";
import type { Hook, OciConfig } from "../bundle/config-schema";
import type { HookName, Plan, Step, SyncPoint } from "../bundle/steps";
import { byteString } from "../image/bytes";
import { carryOut, isSysError, type Place } from "./carry-out";
import type { StartStep } from "./contract";
import { list, put, readAll, writeAll } from "./file-work";
import { StartFailure } from "./find-program";
import { runHook } from "./hooks";
import { startFresh } from "./processes";
import type { RuntimeWork } from "./records";
import { goError, stepFailure } from "./words";

export interface RuntimeRun {
  readonly plan: Plan;
  readonly config: OciConfig;
  readonly rootfs: string;
  readonly id: string;
  readonly bundle: string;
  /** Descriptors that become 0, 1 and 2 of the container; not used with a terminal. */
  readonly streams: readonly [number, number, number];
  /** Where both say how it goes: lines "p PID", "t" (a terminal is wanted), "c" (created), "e MESSAGE". */
  readonly report: number;
  /** The first process hears here: the number of its terminal, and "s" when it may start its program. */
  readonly go: number;
  readonly work: RuntimeWork;
  readonly record: (step: StartStep) => void;
  /** The new process is the container's: its time is its own. */
  readonly born: (pid: number) => void;
}

interface Pipes {
  readonly toInit: readonly [number, number];
  readonly fromInit: readonly [number, number];
}

/** main() of the runtime's process: 0 when the container is created. */
export function runtimeMain(run: RuntimeRun): ChildMain {
  return function* (sys) {
    yield* sys.setname("runc");
    const pipes = { toInit: yield* sys.pipe(), fromInit: yield* sys.pipe() };
    try {
      yield* outside(sys, run, pipes);
      yield* sys.write(run.report, "c\n");
      return 0;
    } catch (error) {
      if (!(error instanceof StartFailure)) throw error;
      yield* sys.write(run.report, `e ${error.message}\n`);
      return 1;
    }
  };
}

function* outside(sys: Sys, run: RuntimeRun, pipes: Pipes): Call<void> {
  let pid = 0;
  const place: Place = { root: "", program: "" };
  for (const step of run.plan.outside) {
    yield* timed(sys, run, step, function* () {
      switch (step.kind) {
        case "clone":
          pid = yield* sys.clone(step.flags, initMain(run, pipes));
          run.born(pid);
          yield* sys.close(pipes.toInit[0]);
          yield* sys.close(pipes.fromInit[1]);
          yield* sys.write(run.report, `p ${pid}\n`);
          return;
        case "join-cgroup":
          return yield* put(sys, `${step.path}/cgroup.procs`, String(pid));
        case "id-map":
          return yield* put(sys, `/proc/${pid}/${step.file}`, step.text);
        case "oom-score":
          return yield* put(sys, `/proc/${pid}/oom_score_adj`, String(step.value));
        case "sync":
          return yield* hear(sys, step.point, pipes);
        case "hooks":
          return yield* hooks(sys, run, step.name, pid);
        case "work":
          return yield* sys.compute(run.work(step.phase));
        case "terminal":
          return;
        default:
          return yield* carryOut(sys, step, place);
      }
    });
  }
}

/** The runtime's side of an agreement. */
function* hear(sys: Sys, point: SyncPoint, { toInit, fromInit }: Pipes): Call<void> {
  if (point !== "mounted") yield* told(sys, toInit[1]);
  if (point === "born") return;
  const said = byteString(yield* sys.read(fromInit[0], 1));
  if (said === "e") {
    throw new StartFailure(
      `unable to start container process: error during container init: ${byteString(yield* readAll(sys, fromInit[0]))}`,
    );
  }
  if (said === "x")
    throw new StartFailure(
      `unable to start container process: ${byteString(yield* readAll(sys, fromInit[0]))}`,
    );
  if (said === "")
    throw new StartFailure(
      "unable to start container process: container init was OOM-killed (memory limit too low?)",
    );
}

/** The other side may have gone already; what it left to say is read afterwards. */
function* told(sys: Sys, fd: number): Call<void> {
  yield* sys.sigaction(13, "ignore");
  try {
    yield* sys.write(fd, "g");
  } catch (error) {
    if (!(error instanceof SysError) || error.code !== "EPIPE") throw error;
  }
}

function* hooks(sys: Sys, run: RuntimeRun, name: HookName, pid: number): Call<void> {
  const given: readonly Hook[] = run.config.hooks?.[name] ?? [];
  const status = name === "prestart" || name === "createRuntime" ? "creating" : "created";
  const state = { ociVersion: run.config.ociVersion, id: run.id, status, pid, bundle: run.bundle };
  for (const [index, hook] of given.entries()) yield* runHook(sys, hook, name, index, state);
}

/** Does one step, notes when, and says of errors what runc says. */
function* timed(sys: Sys, run: RuntimeRun, step: Step, act: () => Call<void>): Call<void> {
  const fromNs = yield* sys.clockGettime("monotonic");
  const note = (toNs: number) =>
    run.record({
      name: nameOf(step),
      phase: step.phase,
      fromNs,
      toNs,
      kind: step.kind === "work" ? "runtime" : "kernel",
      detail: step.why,
    });
  // What never comes back is noted before.
  if (step.kind === "execve") note(fromNs);
  try {
    yield* act();
  } catch (error) {
    if (!isSysError(error)) throw error;
    if (step.kind === "execve") throw error;
    throw new StartFailure(stepFailure(step, error));
  }
  note(yield* sys.clockGettime("monotonic"));
}

/** A step in a few words, as it would be said in a list of them. */
function nameOf(step: Step): string {
  switch (step.kind) {
    case "mount":
      return `mount ${step.type === "" ? step.source : step.type} ${step.target === "" ? "the root file system" : step.target}`.replace(
        / {2,}/g,
        " ",
      );
    case "mkdir":
    case "touch":
    case "mask":
    case "chdir":
    case "mknod":
    case "symlink":
    case "setns":
      return `${step.kind} ${step.path}`;
    case "write":
      return `write ${step.text.trim()} > ${step.path}`;
    case "sync":
      return `sync: ${step.point}`;
    case "hooks":
      return `hooks: ${step.name}`;
    case "work":
      return "the runtime's own work";
    case "execve":
      return `execve ${step.args.join(" ")}`;
    case "setrlimit":
      return `setrlimit ${step.limit}`;
    case "setuid":
      return `setuid ${step.uid}`;
    case "setgid":
      return `setgid ${step.gid}`;
    case "sethostname":
      return `sethostname ${step.name}`;
    case "join-cgroup":
      return `join ${step.path}`;
    default:
      return step.kind;
  }
}

/** main() of the container's first process until its program takes over. */
function initMain(run: RuntimeRun, pipes: Pipes): ChildMain {
  return function* (sys) {
    yield* sys.setname("runc:[2:INIT]");
    yield* startFresh(sys);
    yield* sys.close(pipes.toInit[1]);
    yield* sys.close(pipes.fromInit[0]);
    yield* closeOnExec(sys);
    const place: Place = { root: run.rootfs, program: "" };
    let created = false;
    if (!run.config.process?.terminal) yield* take(sys, run.streams);
    for (const step of run.plan.inside) {
      try {
        yield* timed(sys, run, step, function* () {
          switch (step.kind) {
            case "sync":
              created ||= step.point === "created";
              return yield* agree(sys, step.point, pipes, run.go);
            case "hooks":
              return yield* hooks(sys, run, step.name, 1);
            case "work":
              return yield* sys.compute(run.work(step.phase));
            case "terminal":
              return yield* terminal(sys, run);
            case "clone":
            case "join-cgroup":
            case "id-map":
            case "oom-score":
              return;
            default:
              return yield* carryOut(sys, step, place);
          }
        });
      } catch (error) {
        if (error instanceof StartFailure && !created) {
          const mark = step.kind === "find-program" ? "x" : "e";
          yield* writeAll(sys, pipes.fromInit[1], `${mark}${error.message}`);
          return 1;
        }
        if (!(error instanceof StartFailure) && !isSysError(error)) throw error;
        const why = error instanceof StartFailure ? error.message : goError(error);
        yield* sys.write(2, `exec ${place.program}: ${why}\n`);
        return 255;
      }
    }
    return 255;
  };
}

/** The first process's side of an agreement. */
function* agree(sys: Sys, point: SyncPoint, { toInit, fromInit }: Pipes, go: number): Call<void> {
  if (point !== "born") yield* sys.write(fromInit[1], point === "mounted" ? "m" : "c");
  const answer = yield* sys.read(point === "created" ? go : toInit[0], 1);
  if (answer.length === 0) yield* sys.exit(1);
}

/** Nothing of the runtime's stays open in the container. */
function* closeOnExec(sys: Sys): Call<void> {
  const open = yield* list(sys, "/proc/self/fd");
  for (const { name } of open) {
    const fd = Number(name);
    if (fd <= 2) continue;
    try {
      yield* sys.setCloexec(fd, true);
    } catch (error) {
      // The descriptor that the list was read from.
      if (!isSysError(error) || error.code !== "EBADF") throw error;
    }
  }
}

function* take(sys: Sys, [stdin, stdout, stderr]: readonly [number, number, number]): Call<void> {
  yield* sys.dup2(stdin, 0);
  yield* sys.dup2(stdout, 1);
  yield* sys.dup2(stderr, 2);
}

/** The shim opens a master in the container's devpts and says its number; this process takes the terminal that belongs to it. */
function* terminal(sys: Sys, run: RuntimeRun): Call<void> {
  yield* sys.write(run.report, "t\n");
  const number = byteString(yield* sys.read(run.go, 16)).trim();
  const path = `/dev/pts/${number}`;
  const fd = yield* sys.open(path, O.RDWR | O.NOCTTY | O.CLOEXEC);
  const console = "/dev/console";
  yield* sys.close(yield* sys.open(console, O.WRONLY | O.CREAT | O.CLOEXEC, 0o666));
  yield* sys.mount(path, console, "", 4096, "");
  yield* take(sys, [fd, fd, fd]);
  yield* sys.setControllingTerminal(0);
}
