/** docker exec: one more process in a container's namespaces, cgroup and root, with its user, capabilities and filter. */
import type { Call } from "../../kernel/abi/call";
import { SysError } from "../../kernel/abi/errno";
import { CAPABILITIES, CLONE, O } from "../../kernel/abi/flags";
import type { Sys } from "../../kernel/abi/sys";
import { CGROUP_ROOT } from "../bundle/plan";
import { seccompProfile } from "../bundle/seccomp";
import { capabilitySets } from "../bundle/spec-for";
import { byteString } from "../image/bytes";
import { pump, terminalSize } from "./attach";
import { type Alone, carryOut } from "./carry-out";
import { type Attachment, EngineError, type ExecSpec } from "./contract";
import { put, readAll, unless, writeAll } from "./file-work";
import { StartFailure } from "./find-program";
import { closedPipe, exitCode, startFresh, waitFor } from "./processes";
import { type ContainerRecord, isRunning, paths } from "./records";
import type { EngineState } from "./state";
import { findUser } from "./users";
import { goError, startStatus } from "./words";

/** Joined in this order: the user namespace first, which gives the right to join the others; mounts last of those with files. */
const NAMESPACES = [
  ["user", CLONE.NEWUSER],
  ["cgroup", CLONE.NEWCGROUP],
  ["ipc", CLONE.NEWIPC],
  ["uts", CLONE.NEWUTS],
  ["net", CLONE.NEWNET],
  ["pid", CLONE.NEWPID],
  ["mnt", CLONE.NEWNS],
] as const;

interface Streams {
  /** Of the new process. */
  readonly process: readonly [number | undefined, number | undefined, number | undefined];
  readonly client: {
    readonly stdin: number | undefined;
    readonly stdout: number | undefined;
    readonly stderr: number | undefined;
  };
  /** Number of the terminal in the container. */
  readonly terminal: number | undefined;
}

/** Answers its exit code. @throws EngineError 126, 127 if the program cannot be run */
export function* execIn(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  spec: ExecSpec,
  attach: Attachment | undefined,
): Call<number> {
  if (!isRunning(container)) throw new EngineError(`container ${container.id} is not running`, 1, "conflict");
  if (container.status === "paused")
    throw new EngineError(
      `Container ${container.id} is paused, unpause the container before exec`,
      1,
      "conflict",
    );
  if (container.pid === 0)
    throw new EngineError(
      `Container ${container.id} is restarting, wait until the container is running`,
      1,
      "conflict",
    );
  state.containerEvent(container, `exec_create: ${spec.command.join(" ")}`);
  const streams = yield* streamsFor(sys, container.pid, spec, attach);
  const report = yield* closedPipe(sys);
  const work = state.work(container.spec.runtime);
  const runtime = yield* sys.fork(function* (child) {
    yield* startFresh(child);
    yield* child.setname("runc");
    yield* child.sigaction(17, "default");
    for (const phase of ["engine", "configuration", "init", "handshake"] as const)
      yield* child.compute(work(phase));
    try {
      const pid = yield* join(state, child, container, spec, streams, report[1]);
      yield* child.close(report[1]);
      for (const fd of new Set(streams.process)) if (fd !== undefined) yield* child.close(fd);
      return exitCode(yield* waitFor(child, pid));
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* writeAll(child, report[1], `exec failed: unable to start container process: ${goError(error)}`);
      return 255;
    }
  });
  yield* sys.close(report[1]);
  for (const fd of new Set(streams.process)) if (fd !== undefined) yield* sys.close(fd);
  const problem = byteString(yield* readAll(sys, report[0]));
  yield* sys.close(report[0]);
  if (problem !== "") {
    yield* waitFor(sys, runtime);
    for (const fd of Object.values(streams.client)) if (fd !== undefined) yield* sys.close(fd);
    const message = `OCI runtime exec failed: ${problem}: unknown`;
    const status = startStatus(message);
    throw new EngineError(message, status === 125 ? 126 : status, "runtime");
  }
  state.containerEvent(container, `exec_start: ${spec.command.join(" ")}`);
  if (attach === undefined) return 0;
  const end = yield* pump(sys, streams.client, {
    terminal: spec.tty,
    // Signals of the client are not the process's: docker exec has no --sig-proxy.
    *signal(own, signal) {
      yield* own.exit(128 + signal);
    },
  });
  if (end === "detached") return 0;
  const code = exitCode(yield* waitFor(sys, runtime));
  state.containerEvent(container, "exec_die", { exitCode: String(code) });
  return code;
}

function* streamsFor(sys: Sys, pid: number, spec: ExecSpec, attach: Attachment | undefined): Call<Streams> {
  if (spec.tty) {
    const master = yield* sys.open(`/proc/${pid}/root/dev/pts/ptmx`, O.RDWR | O.NOCTTY | O.CLOEXEC);
    const size = yield* terminalSize(sys);
    if (size !== undefined) yield* sys.setTerminal(master, size);
    const input = yield* sys.dup(master, 3);
    yield* sys.setCloexec(input, true);
    return {
      process: [undefined, undefined, undefined],
      client: { stdin: attach?.stdin ? input : undefined, stdout: master, stderr: undefined },
      terminal: yield* sys.ptsNumber(master),
    };
  }
  const client: { stdin: number | undefined; stdout: number | undefined; stderr: number | undefined } = {
    stdin: undefined,
    stdout: undefined,
    stderr: undefined,
  };
  const process: [number | undefined, number | undefined, number | undefined] = [
    undefined,
    undefined,
    undefined,
  ];
  if (attach?.stdin && spec.openStdin) [process[0], client.stdin] = yield* closedPipe(sys);
  if (attach?.stdout) [client.stdout, process[1]] = yield* closedPipe(sys);
  if (attach?.stderr) [client.stderr, process[2]] = yield* closedPipe(sys);
  return { process, client, terminal: undefined };
}

/** Enters the container and gives birth to the process: its PID namespace holds for children only. */
function* join(
  state: EngineState,
  sys: Sys,
  container: ContainerRecord,
  spec: ExecSpec,
  streams: Streams,
  report: number,
): Call<number> {
  const files: (readonly [number, number])[] = [];
  for (const [name, flag] of NAMESPACES) {
    const path = `/proc/${container.pid}/ns/${name}`;
    // Its own user namespace nobody may join again.
    if (name === "user" && (yield* sys.readlink(path)) === (yield* sys.readlink("/proc/self/ns/user")))
      continue;
    files.push([yield* sys.open(path, O.RDONLY | O.CLOEXEC), flag]);
  }
  yield* put(sys, `${CGROUP_ROOT}${paths.cgroup(container.id)}/cgroup.procs`, "0");
  for (const [fd, flag] of files) yield* sys.setns(fd, flag);
  const pid = yield* sys.fork((own) => main(own, container, spec, streams, report));
  state.kernel.own(pid, container.owner);
  return pid;
}

function* main(
  sys: Sys,
  container: ContainerRecord,
  spec: ExecSpec,
  streams: Streams,
  report: number,
): Call<number> {
  yield* sys.setsid();
  try {
    yield* takeStreams(sys, streams);
    const place = { root: "", program: "" };
    for (const act of yield* actsOf(sys, container, spec)) {
      try {
        yield* carryOut(sys, act, place);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        const why = goError(error);
        if (act.kind === "execve") throw new StartFailure(`exec ${place.program}: ${why}`);
        if (act.kind === "chdir")
          throw new StartFailure(`chdir to cwd ("${act.path}") set in config.json failed: ${why}`);
        throw new StartFailure(`${act.kind}: ${why}`);
      }
    }
  } catch (error) {
    if (!(error instanceof StartFailure)) throw error;
    const found = error.message.startsWith("unable to find")
      ? ""
      : "exec failed: unable to start container process: ";
    yield* writeAll(sys, report, found + error.message);
  }
  return 255;
}

function* takeStreams(sys: Sys, { process, terminal }: Streams): Call<void> {
  if (terminal !== undefined) {
    const fd = yield* sys.open(`/dev/pts/${terminal}`, O.RDWR | O.NOCTTY | O.CLOEXEC);
    for (const to of [0, 1, 2]) yield* sys.dup2(fd, to);
    return yield* sys.setControllingTerminal(0);
  }
  const nothing = yield* sys.open("/dev/null", O.RDWR | O.CLOEXEC);
  for (const [to, from] of process.entries()) yield* sys.dup2(from ?? nothing, to);
  for (let fd = 3; fd < MOST_INHERITED; fd++) yield* unless(sys.setCloexec(fd, true), "EBADF");
}

/** Descriptors of the client that the process shall not have. */
const MOST_INHERITED = 32;

function* actsOf(sys: Sys, container: ContainerRecord, spec: ExecSpec): Call<readonly Alone[]> {
  const config = container.config!;
  const user = yield* findUser(sys, "", spec.user ?? container.spec.user ?? container.image.user);
  const inherited = (config.process?.env ?? []).filter(
    (line) => spec.user === undefined || !line.startsWith("HOME="),
  );
  const home = inherited.some((line) => line.startsWith("HOME=")) ? [] : [`HOME=${user.home}`];
  const env = [...inherited, ...home, ...(spec.tty ? ["TERM=xterm"] : []), ...spec.env];
  const bounding = (config.process?.capabilities?.bounding ?? []).map((name) => name.slice("CAP_".length));
  const sets = capabilitySets(
    CAPABILITIES.filter((name) => spec.privileged || bounding.includes(name)),
    user.uid,
  );
  const filter: readonly Alone[] =
    config.linux?.seccomp === undefined || spec.privileged
      ? []
      : [{ kind: "seccomp", profile: seccompProfile(config.linux.seccomp) }];
  const noNewPrivileges = config.process?.noNewPrivileges === true;
  return [
    ...(noNewPrivileges ? ([{ kind: "no-new-privileges" }] as const) : filter),
    { kind: "bounding", keep: sets.bounding },
    { kind: "setgroups", groups: user.groups },
    { kind: "setgid", gid: user.gid },
    { kind: "setuid", uid: user.uid },
    {
      kind: "capabilities",
      effective: sets.effective,
      permitted: sets.permitted,
      inheritable: [],
      ambient: [],
    },
    { kind: "chdir", path: spec.workingDir ?? config.process?.cwd ?? "/" },
    { kind: "find-program", name: spec.command[0] ?? "", env },
    ...(noNewPrivileges ? filter : []),
    { kind: "execve", args: spec.command, env },
  ];
}
