/** docker run, create, start, attach, exec. */
import type { Call } from "../../../kernel/abi/call";
import { SysError } from "../../../kernel/abi/errno";
import { O } from "../../../kernel/abi/flags";
import { SIG } from "../../../kernel/abi/signals";
import { type Attachment, type ContainerInfo, type ContainerSpec, EngineError } from "../../engine/contract";
import { goError } from "../../engine/words";
import { ImageError } from "../../image/errors";
import { readReference, withDefaultTag } from "../../image/references";
import { CliError, type Context, complaint, daemonWords } from "../context";
import { pathCall, readTextFile, writeAll } from "../files";
import { UsageError } from "../grammar/words";
import { refuseUnknownFlags } from "../values/refused-flags";
import { specOf } from "../values/run-spec";
import { fileLines, withValue } from "../values/settings";
import { ValueError } from "../values/sizes";
import { pullFailure } from "./registry";

/** Docker's sentence for what stops `run` and `create` before a container starts. */
function refusal(name: string, error: unknown): UsageError {
  const known =
    error instanceof EngineError ||
    error instanceof ImageError ||
    error instanceof ValueError ||
    error instanceof SysError;
  if (!known) throw error;
  return new UsageError(
    `docker: ${complaint(error).replace(/\.$/, "")}.\nSee 'docker ${name} --help'.\n`,
    125,
  );
}

const streams = (spec: Pick<ContainerSpec, "openStdin">, wanted: readonly string[]): Attachment => {
  const has = (name: string) => wanted.length === 0 || wanted.some((each) => each.toLowerCase() === name);
  return { stdin: spec.openStdin && has("stdin"), stdout: has("stdout"), stderr: has("stderr") };
};

/** @throws CliError where a terminal is asked for and standard input is none */
function* checkTerminal({ sys }: Context, tty: boolean, stdin: boolean): Call<void> {
  if (tty && stdin && !(yield* sys.isatty(0))) throw new CliError("the input device is not a TTY");
}

function* openIdFile(context: Context): Call<number | undefined> {
  const path = context.flags.text("cidfile");
  if (path === "") return undefined;
  try {
    return yield* context.sys.open(path, O.WRONLY | O.CREAT | O.EXCL | O.CLOEXEC, 0o644);
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    if (error.code === "EEXIST")
      throw new ValueError(
        `container ID file found, make sure the other container isn't running or delete ${path}`,
      );
    throw new ValueError(`failed to create the container ID file: open ${path}: ${goError(error)}`);
  }
}

/** Makes the container; an image that is not there is looked for where it cannot be found. */
function* createFrom(context: Context, spec: ContainerSpec): Call<ContainerInfo> {
  const idFile = yield* openIdFile(context);
  const pull = context.flags.text("pull");
  if (!["always", "missing", "never"].includes(pull))
    throw new ValueError(`invalid pull option: '${pull}': must be one of "always", "missing" or "never"`);
  const reference = readReference(spec.image);
  if (!reference.ok && !/^(sha256:)?[0-9a-f]{1,64}$/.test(spec.image)) throw new ValueError(reference.error);
  if (pull === "always") throw pullFailure(spec.image);
  try {
    const made = yield* context.engine.create(context.sys, spec);
    if (idFile !== undefined) {
      yield* writeAll(context.sys, idFile, made.id);
      yield* context.sys.close(idFile);
    }
    return made;
  } catch (error) {
    if (idFile !== undefined) {
      yield* context.sys.close(idFile);
      yield* pathCall(
        "remove",
        context.flags.text("cidfile"),
        context.sys.unlink(context.flags.text("cidfile")),
      );
    }
    const missing =
      error instanceof EngineError && error.kind === "not-found" && error.message.startsWith("No such image");
    if (!missing || pull === "never") throw error;
    if (reference.ok) yield* context.warn(`Unable to find image '${withDefaultTag(reference)}' locally`);
    throw pullFailure(spec.image);
  }
}

export function* create(context: Context): Call<number> {
  try {
    const { id } = yield* createFrom(context, yield* specOf(context));
    yield* context.line(id);
    return 0;
  } catch (error) {
    const said = refusal("create", error);
    // Only `run` puts its name before the daemon's words.
    throw error instanceof EngineError ? new UsageError(`${complaint(error)}\n`, 1) : said;
  }
}

export function* run(context: Context): Call<number> {
  const { flags, engine, sys } = context;
  const detached = flags.on("detach");
  let made: ContainerInfo;
  let attach: Attachment;
  try {
    if (detached && flags.has("attach")) throw new ValueError("Conflicting options: -a and -d");
    const spec = yield* specOf(context);
    attach = streams(spec, flags.all("attach"));
    if (!detached) yield* checkTerminal(context, spec.tty, attach.stdin);
    made = yield* createFrom(context, spec);
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw refusal("run", error);
  }
  yield* context.io.flush();
  try {
    if (!detached) return yield* follow(context, made, attach);
    yield* engine.start(sys, made.id, undefined);
    yield* context.line(made.id);
    return 0;
  } catch (error) {
    const words = daemonWords(error);
    yield* context.warn(`docker: Error response from daemon: ${words.replace(/\.$/, "")}.`);
    if (made.spec.autoRemove) yield* removeQuietly(context, made.id);
    return error instanceof EngineError && error.status !== 1 ? error.status : 125;
  }
}

function* removeQuietly({ engine, sys }: Context, id: string): Call<void> {
  try {
    yield* engine.remove(sys, id, { force: true, volumes: true });
  } catch (error) {
    // The engine may have removed it already.
    daemonWords(error);
  }
}

/** How long a container may take to be cleared away behind its last output, before its client counts as gone. */
const GRACE_NS = 1e9;

/** Attached to the container until it ends; its exit code, or 0 when the person goes away (Ctrl-P Ctrl-Q). */
function* follow(
  context: Context,
  { id, spec }: Pick<ContainerInfo, "id" | "spec">,
  attach: Attachment,
): Call<number> {
  const { engine, sys } = context;
  yield* engine.start(sys, id, attach);
  if (!spec.tty || !attach.stdin) return yield* engine.wait(sys, id);
  const code = yield* within(context, GRACE_NS, engine.wait(sys, id));
  if (code !== undefined) return code;
  yield* context.warn("read escape sequence");
  return 0;
}

/** What the call answers within so many ns; undefined if it takes longer. */
function* within<T>({ sys }: Context, ns: number, call: Call<T>): Call<T | undefined> {
  const before = yield* sys.sigaction(SIG.ALRM, {
    *handler() {},
  });
  yield* sys.alarm(ns);
  try {
    return yield* call;
  } catch (error) {
    if (error instanceof SysError && error.code === "EINTR") return undefined;
    throw error;
  } finally {
    yield* sys.alarm(0);
    yield* sys.sigaction(SIG.ALRM, before);
  }
}

export function* start(context: Context): Call<number> {
  const { flags, engine, sys, args } = context;
  refuseUnknownFlags(flags, ["detach-keys"]);
  if (flags.on("attach") || flags.on("interactive")) {
    if (args.length > 1) throw new CliError("you cannot start and attach multiple containers at once");
    const info = engine.container(args[0]!);
    if (info.status === "running" || info.status === "paused")
      throw new CliError(
        "you cannot attach to a container that is running already; use docker logs -f, or docker exec",
      );
    const attach = { stdin: flags.on("interactive") && info.spec.openStdin, stdout: true, stderr: true };
    yield* checkTerminal(context, info.spec.tty, attach.stdin);
    yield* context.io.flush();
    return yield* follow(context, info, attach);
  }
  const failed: string[] = [];
  for (const reference of args) {
    try {
      yield* engine.start(sys, engine.container(reference).id, undefined);
      yield* context.line(reference);
    } catch (error) {
      yield* context.warn(complaint(error));
      failed.push(reference);
    }
  }
  if (failed.length === 0) return 0;
  yield* context.warn(`Error: failed to start containers: ${failed.join(", ")}`);
  return 1;
}

/** The engine joins a client with a container's streams when it starts it; later, the log has what it says. */
export function* attach(context: Context): Call<number> {
  const { engine, sys, args, flags } = context;
  refuseUnknownFlags(flags, ["detach-keys"]);
  const info = engine.container(args[0]!);
  if (info.status === "paused")
    throw new CliError("You cannot attach to a paused container, unpause it first");
  if (info.status === "restarting")
    throw new CliError("You cannot attach to a restarting container, wait until it is running");
  if (info.status !== "running")
    throw new CliError("You cannot attach to a stopped container, start it first");
  if (info.spec.openStdin && !flags.on("no-stdin"))
    throw new CliError(
      "the lab's engine cannot give a running container a new standard input: use docker attach --no-stdin, or docker exec -it",
    );
  yield* context.io.flush();
  const end = function* (signal: number): Call<void> {
    yield* engine.kill(sys, info.id, String(signal));
  };
  if (flags.on("sig-proxy"))
    for (const signal of [SIG.HUP, SIG.INT, SIG.QUIT, SIG.TERM, SIG.USR1, SIG.USR2])
      yield* sys.sigaction(signal, { handler: () => end(signal), restart: true });
  yield* engine.logs(sys, info.id, { follow: true, tail: 0, timestamps: false, sinceSeconds: 0 });
  return yield* engine.wait(sys, info.id);
}

export function* exec(context: Context): Call<number> {
  const { flags, engine, sys, io, args } = context;
  refuseUnknownFlags(flags, ["detach-keys"]);
  const detached = flags.on("detach");
  const openStdin = flags.on("interactive");
  const tty = flags.on("tty");
  const env = [...flags.all("env").flatMap((each) => withValue(each, io.env))];
  for (const path of flags.all("env-file"))
    env.unshift(...fileLines(yield* readTextFile(sys, path), path, io.env));
  const [reference = "", ...command] = args;
  const container = engine.container(reference).id;
  if (!detached) yield* checkTerminal(context, tty, openStdin);
  const attached = detached ? undefined : { stdin: openStdin, stdout: true, stderr: true };
  yield* io.flush();
  try {
    return yield* engine.exec(
      sys,
      container,
      {
        command,
        env,
        user: flags.text("user") || undefined,
        workingDir: flags.text("workdir") || undefined,
        tty,
        openStdin,
        privileged: flags.on("privileged"),
      },
      attached,
    );
  } catch (error) {
    // The runtime's own words come through the attached stream, without the daemon's name.
    if (!(error instanceof EngineError) || error.status === 1) throw error;
    yield* context.warn(error.message);
    return error.status;
  }
}
