/** `runc run`: a bundle in the foreground, by the process that calls, with all its hooks. */
import type { Call } from "../../kernel/abi/call";
import { O } from "../../kernel/abi/flags";
import { SIG } from "../../kernel/abi/signals";
import type { Sys } from "../../kernel/abi/sys";
import { pump } from "../engine/attach";
import type { StartStep } from "../engine/contract";
import { isError, readAll, readFile } from "../engine/file-work";
import { StartFailure } from "../engine/find-program";
import { runHook, type State } from "../engine/hooks";
import { closedPipe, exitCode, waitFor } from "../engine/processes";
import type { RuntimeWork } from "../engine/records";
import { runtimeMain } from "../engine/runtime-process";
import { removeCgroup } from "../engine/teardown";
import { byteString } from "../image/bytes";
import { ImageError } from "../image/errors";
import { type OciConfig, readConfig } from "./config-schema";
import { cgroupDirectory, plan } from "./plan";
import type { HookName } from "./steps";

export interface BundleOptions {
  readonly id: string;
  /** The runtime's own work; none unless given. */
  readonly work?: RuntimeWork;
  readonly record?: (step: StartStep) => void;
  readonly born?: (pid: number) => void;
}

/**
 * Answers the exit code of the container's program.
 * @throws ImageError for a config.json that is none, StartFailure in runc's words if the container cannot be started
 */
export function* runBundle(sys: Sys, directory: string, options: BundleOptions): Call<number> {
  const config = withDefaults(yield* readBundle(sys, directory), options.id);
  const state = (status: string, pid: number): State => ({
    ociVersion: config.ociVersion,
    id: options.id,
    status,
    pid,
    bundle: directory,
  });
  const hooks = function* (name: HookName, status: string, pid: number): Call<void> {
    for (const [index, hook] of (config.hooks?.[name] ?? []).entries())
      yield* runHook(sys, hook, name, index, state(status, pid));
  };
  yield* sys.setSubreaper(true);
  let code: number;
  try {
    const life = yield* create(sys, directory, config, options);
    yield* life.start();
    yield* hooks("poststart", "running", life.pid);
    code = yield* life.end();
  } catch (error) {
    yield* cleanUp(sys, config, hooks("poststop", "stopped", 0));
    throw error;
  }
  yield* cleanUp(sys, config, hooks("poststop", "stopped", 0));
  return code;
}

function* cleanUp(sys: Sys, config: OciConfig, poststop: Call<void>): Call<void> {
  yield* removeCgroup(sys, cgroupDirectory(config));
  try {
    yield* poststop;
  } catch (error) {
    // What fails afterwards is a warning, and changes nothing (config.md, "Poststop").
    if (!(error instanceof StartFailure)) throw error;
  }
  yield* sys.setSubreaper(false);
}

function* readBundle(sys: Sys, directory: string): Call<OciConfig> {
  const path = `${directory}/config.json`;
  let bytes: Uint8Array;
  try {
    bytes = yield* readFile(sys, path);
  } catch (error) {
    if (!isError(error, "ENOENT", "ENOTDIR", "EACCES", "EISDIR")) throw error;
    throw new ImageError(
      path,
      "JSON specification file config.json not found",
      "a bundle is a directory with it and a root file system",
    );
  }
  const config = readConfig(bytes, path);
  if (config.process === undefined)
    throw new ImageError(`${path}: process`, "process property must not be empty");
  return config;
}

/** The root file system by its path on the host; a cgroup of its own if none is named. */
function withDefaults(config: OciConfig, id: string): OciConfig {
  return { ...config, linux: { ...config.linux, cgroupsPath: config.linux?.cgroupsPath || `/${id}` } };
}

interface Life {
  readonly pid: number;
  readonly start: () => Call<void>;
  readonly end: () => Call<number>;
}

function* create(sys: Sys, directory: string, config: OciConfig, options: BundleOptions): Call<Life> {
  const report = yield* closedPipe(sys);
  const go = yield* closedPipe(sys);
  const { path } = config.root;
  const runtime = yield* sys.fork(
    runtimeMain({
      plan: plan(config),
      config,
      rootfs: path.startsWith("/") ? path : `${directory}/${path}`,
      id: options.id,
      bundle: directory,
      streams: [0, 1, 2],
      report: report[1],
      go: go[0],
      work: options.work ?? (() => 0),
      record: options.record ?? (() => {}),
      born: options.born ?? (() => {}),
    }),
  );
  yield* sys.close(report[1]);
  yield* sys.close(go[0]);
  let pid = 0;
  let master: number | undefined;
  let problem: string | undefined;
  for (let text = ""; ; ) {
    const newline = text.indexOf("\n");
    if (newline < 0) {
      const more = yield* sys.read(report[0], 4096);
      if (more.length === 0) {
        problem = "the runtime ended without a word";
        break;
      }
      text += byteString(more);
      continue;
    }
    const line = text.slice(0, newline);
    text = text.slice(newline + 1);
    if (line === "c") break;
    if (line.startsWith("p ")) pid = Number(line.slice(2));
    if (line.startsWith("e ")) {
      problem = line.slice(2) + text.replace(/\n$/, "");
      break;
    }
    if (line === "t") {
      master = yield* sys.open(`/proc/${pid}/root/dev/pts/ptmx`, O.RDWR | O.NOCTTY | O.CLOEXEC);
      yield* sys.write(go[1], String(yield* sys.ptsNumber(master)));
    }
  }
  yield* waitFor(sys, runtime);
  if (problem !== undefined) {
    if (pid !== 0) yield* killAndWait(sys, pid);
    throw new StartFailure(problem);
  }
  return {
    pid,
    *start() {
      yield* sys.write(go[1], "s");
      yield* sys.close(go[1]);
      yield* readAll(sys, report[0]);
      yield* sys.close(report[0]);
    },
    *end() {
      if (master !== undefined) {
        const stdin = yield* sys.dup(master, 3);
        yield* pump(
          sys,
          { stdin, stdout: master, stderr: undefined },
          { terminal: true, signal: (own, signal) => own.kill(pid, signal) },
        );
      }
      return exitCode(yield* waitFor(sys, pid));
    },
  };
}

function* killAndWait(sys: Sys, pid: number): Call<void> {
  try {
    yield* sys.kill(pid, SIG.KILL);
    yield* waitFor(sys, pid);
  } catch (error) {
    if (!isError(error, "ESRCH", "ECHILD")) throw error;
  }
}
