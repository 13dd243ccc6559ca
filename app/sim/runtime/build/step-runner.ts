/** Carries steps out in containers of the image before, and commits what they leave. */
import type { Call } from "../../kernel/abi/call";
import type { CommandLine } from "../dockerfile/instructions";
import { type ContainerSpec, EngineError, type ImageConfig, type ImageInfo } from "../engine/contract";
import { makeDirectories, removeTree, writeFile } from "../engine/file-work";
import { PLAIN_SPEC } from "../engine/plain-spec";
import { byteString, bytesOf } from "../image/bytes";
import { readTar, type TarEntry } from "../image/tar";
import { writeTar } from "../image/tar-write";
import { wordsOf } from "./config-change";
import { archiveFor, type CopyPlan, type Owner } from "./copy-plan";
import { BuildError, type BuildHost } from "./host";

/** Of a step; the image's own entry point is not run. */
const STEP_SPEC: ContainerSpec = { ...PLAIN_SPEC, entrypoint: [], runtime: "runc" };

/** Scripts of here-documents wait here; containers see them under SCRIPT_TARGET, and images keep nothing of it. */
const SCRIPT_DIRECTORY = "/run/docker/build";
const SCRIPT_TARGET = "/dev/pipes/EOF";

export class StepRunner {
  constructor(
    private readonly host: BuildHost,
    private readonly network: string,
    /** --rm: containers of steps go when their step has succeeded. */
    private readonly removes: boolean,
    /** --force-rm: those of failed steps too. */
    private readonly removesFailed: boolean,
  ) {}

  private spec(image: string, command: readonly string[], more: Partial<ContainerSpec> = {}): ContainerSpec {
    return {
      ...STEP_SPEC,
      image,
      command,
      env: [],
      mounts: [],
      network: this.network,
      user: undefined,
      workingDir: undefined,
      ...more,
    };
  }

  /** A new image with a changed configuration. */
  *configure(parent: string, config: ImageConfig, createdBy: string, directory?: string): Call<ImageInfo> {
    const { engine, sys } = this.host;
    const { id } = yield* engine.create(sys, this.spec(parent, [createdBy]));
    yield* this.host.say(` ---> Running in ${id.slice(0, 12)}\n`);
    if (directory !== undefined) yield* this.makeDirectory(id, directory);
    const image = yield* this.commit(id, config, createdBy);
    yield* this.finish(id, true);
    return image;
  }

  /** A new image with more files. */
  *copy(parent: string, config: ImageConfig, plan: CopyPlan, createdBy: string): Call<ImageInfo> {
    const { engine, sys } = this.host;
    const { id } = yield* engine.create(sys, this.spec(parent, [createdBy]));
    const wanted = plan.intoDirectory ? plan.destination : plan.destination.replace(/\/[^/]*$/, "") || "/";
    const existing = yield* this.existing(id, wanted);
    yield* engine.copyIn(sys, id, existing, writeTar([...archiveFor(plan, existing)]));
    const image = yield* this.commit(id, config, createdBy);
    yield* engine.remove(sys, id, { force: true, volumes: true });
    return image;
  }

  /** A new image with what a command has left. */
  *run(
    parent: string,
    config: ImageConfig,
    command: CommandLine,
    shell: readonly string[],
    env: readonly string[],
    createdBy: string,
  ): Call<ImageInfo> {
    const { engine, sys } = this.host;
    const script = command.form === "script" ? yield* this.script(command.text) : undefined;
    const words = command.form === "script" ? [SCRIPT_TARGET] : wordsOf(command, shell);
    const mounts =
      script === undefined
        ? []
        : [{ kind: "bind", source: script, target: SCRIPT_TARGET, readOnly: true, options: "" } as const];
    const { id } = yield* engine.create(sys, this.spec(parent, words, { env, mounts }));
    yield* this.host.say(` ---> Running in ${id.slice(0, 12)}\n`);
    const { verbose } = this.host;
    yield* engine.start(sys, id, verbose ? { stdin: false, stdout: true, stderr: true } : undefined);
    const code = yield* engine.wait(sys, id);
    if (script !== undefined) yield* removeTree(sys, SCRIPT_DIRECTORY);
    if (code !== 0) {
      if (this.removesFailed) yield* this.finish(id, false);
      throw new BuildError(`The command '${words.join(" ")}' returned a non-zero code: ${code}`, code);
    }
    const image = yield* this.commit(id, config, createdBy);
    yield* this.finish(id, true);
    return image;
  }

  private *script(text: string): Call<string> {
    const { sys } = this.host;
    yield* makeDirectories(sys, SCRIPT_DIRECTORY, 0o700);
    const path = `${SCRIPT_DIRECTORY}/script`;
    yield* writeFile(sys, path, bytesOf(text), 0o755);
    yield* sys.chmod(path, 0o755);
    return path;
  }

  private *finish(id: string, succeeded: boolean): Call<void> {
    const { engine, sys, say } = this.host;
    if (succeeded && !this.removes) return;
    yield* engine.remove(sys, id, { force: true, volumes: true });
    yield* say(`Removing intermediate container ${id.slice(0, 12)}\n`);
  }

  private commit(id: string, config: ImageConfig, createdBy: string): Call<ImageInfo> {
    // Whatever is not set in the new image must not come from the step's container.
    const whole = { ...config, cmd: config.cmd ?? [], entrypoint: config.entrypoint ?? [] };
    return this.host.engine.commit(this.host.sys, id, undefined, whole, createdBy);
  }

  /** Whether the image has a directory there. */
  *isDirectory(parent: string, path: string): Call<boolean> {
    const { engine, sys } = this.host;
    const { id } = yield* engine.create(sys, this.spec(parent, ["#(nop)"]));
    const found = yield* this.hasDirectory(id, path);
    yield* engine.remove(sys, id, { force: true, volumes: true });
    return found;
  }

  private *hasDirectory(container: string, path: string): Call<boolean> {
    try {
      yield* this.host.engine.copyIn(this.host.sys, container, path, writeTar([]));
      return true;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.kind === "not-found") return false;
      if (/not a directory/.test(error.message)) return false;
      throw error;
    }
  }

  /** The longest part of a path that is a directory there. */
  private *existing(container: string, path: string): Call<string> {
    let at = path;
    while (at !== "/" && !(yield* this.hasDirectory(container, at))) at = at.replace(/\/[^/]*$/, "") || "/";
    return at;
  }

  private *makeDirectory(container: string, path: string): Call<void> {
    const existing = yield* this.existing(container, path);
    if (existing === path) return;
    const plan: CopyPlan = { destination: path, intoDirectory: true, entries: [], label: "" };
    yield* this.host.engine.copyIn(
      this.host.sys,
      container,
      existing,
      writeTar([...archiveFor(plan, existing)]),
    );
  }

  /** All files of an image, below "/". */
  *files(image: string, path = "/."): Call<readonly TarEntry[]> {
    const { engine, sys } = this.host;
    const { id } = yield* engine.create(sys, this.spec(image, ["#(nop)"]));
    try {
      return readTar(yield* engine.copyOut(sys, id, path), image);
    } finally {
      yield* engine.remove(sys, id, { force: true, volumes: true });
    }
  }

  /** --chown: names are those of the image. @throws BuildError */
  *owner(image: string, text: string | undefined): Call<Owner> {
    if (text === undefined) return { uid: 0, gid: 0 };
    const [user = "", group] = text.split(":");
    const number = (name: string) => (/^\d{1,10}$/.test(name) ? Number(name) : undefined);
    const uid = number(user) ?? (yield* this.idOf(image, "passwd", user, text));
    const gid =
      group === undefined ? uid : (number(group) ?? (yield* this.idOf(image, "group", group, text)));
    return { uid, gid };
  }

  private *idOf(image: string, file: "passwd" | "group", name: string, whole: string): Call<number> {
    const what = file === "passwd" ? "user" : "group";
    let lines: readonly string[] = [];
    try {
      lines = byteString((yield* this.files(image, `/etc/${file}`))[0]!.data).split("\n");
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
    const id = lines.map((line) => line.split(":")).find(([each]) => each === name)?.[2];
    if (id === undefined || !/^\d+$/.test(id))
      throw new BuildError(
        `unable to convert uid/gid chown string ${whole} to host mapping: can't find ${file === "passwd" ? "uid" : "gid"} for ${what} ${name}: no such ${what}: ${name}`,
      );
    return Number(id);
  }
}
