/** Builds an image from a Dockerfile, step by step, as Docker's classic builder does and says it. */
import type { Call } from "../../kernel/abi/call";
import { expandInstruction } from "../dockerfile/expand";
import type { CommandLine, Dockerfile, Instruction, Stage } from "../dockerfile/instructions";
import { substitute } from "../dockerfile/substitute";
import { EngineError, type ImageInfo } from "../engine/contract";
import { BuildCache } from "./cache";
import { applyToConfig, joinPath } from "./config-change";
import { planCopy } from "./copy-plan";
import { emptyImage } from "./empty-image";
import { BuildError, type BuildHost } from "./host";
import { type Sources, sourcesOf } from "./sources";
import { BuildArguments, EMPTY_CONFIG, StageState } from "./stage-state";
import { StepRunner } from "./step-runner";

export interface BuildOptions {
  readonly args: ReadonlyMap<string, string>;
  /** A stage's name or number; undefined for the last. */
  readonly target: string | undefined;
  readonly useCache: boolean;
  readonly removes: boolean;
  readonly removesFailed: boolean;
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** @throws BuildError, EngineError, DockerfileError */
export function* buildImage(
  host: BuildHost,
  dockerfile: Dockerfile,
  context: Sources,
  options: BuildOptions,
): Call<ImageInfo> {
  return yield* new Build(host, dockerfile, context, options).whole();
}

class Build {
  private readonly runner: StepRunner;
  private readonly cache: BuildCache;
  private readonly args: BuildArguments;
  private readonly stages: readonly Stage[];
  private readonly finished: StageState[] = [];
  private readonly trees = new Map<string, Sources>();
  private step = 0;

  constructor(
    private readonly host: BuildHost,
    private readonly dockerfile: Dockerfile,
    private readonly context: Sources,
    private readonly options: BuildOptions,
  ) {
    this.runner = new StepRunner(host, options.network, options.removes, options.removesFailed);
    this.cache = new BuildCache(host.engine, options.useCache);
    this.args = new BuildArguments(options.args);
    this.stages = this.wanted();
  }

  /** Stages up to the target, the last one with the labels of the command line. */
  private wanted(): readonly Stage[] {
    const { stages } = this.dockerfile;
    const { target, labels } = this.options;
    let last = stages.length - 1;
    if (target !== undefined) {
      last = stages.findIndex(({ name }) => name === target.toLowerCase());
      if (last < 0 && /^\d{1,6}$/.test(target)) last = Number(target);
      if (last < 0 || last >= stages.length)
        throw new BuildError(`failed to reach build target ${target} in Dockerfile`);
    }
    const pairs = Object.entries(labels).map(([name, value]) => ({
      name: JSON.stringify(name),
      value: JSON.stringify(value),
    }));
    return stages.slice(0, last + 1).map((stage, i) =>
      i < last || pairs.length === 0
        ? stage
        : {
            ...stage,
            instructions: [
              ...stage.instructions,
              {
                kind: "label",
                pairs,
                line: stage.line,
                original: `LABEL ${pairs.map(({ name, value }) => `${name}=${value}`).join(" ")}`,
              },
            ],
          },
    );
  }

  *whole(): Call<ImageInfo> {
    const { globalArgs, escapeToken } = this.dockerfile;
    for (const instruction of globalArgs) {
      yield* this.announce(instruction.original);
      const expanded = expandInstruction(instruction, (name) => this.args.global(name), escapeToken);
      if (expanded.kind === "arg")
        for (const { name, value } of expanded.args) this.args.declareGlobal(name, value);
    }
    for (const stage of this.stages) this.finished.push(yield* this.stage(stage));
    const unused = this.args.unused();
    if (unused.length > 0)
      yield* this.host.say(`[Warning] One or more build-args [${unused.join(" ")}] were not consumed\n`);
    return this.host.engine.image(this.finished.at(-1)!.image);
  }

  private *announce(original: string): Call<void> {
    const total =
      this.dockerfile.globalArgs.length +
      this.stages.reduce((sum, { instructions }) => sum + 1 + instructions.length, 0);
    yield* this.host.say(`Step ${++this.step}/${total} : ${original}\n`);
  }

  private *stage(stage: Stage): Call<StageState> {
    yield* this.announce(stage.original);
    const state = new StageState();
    const base = substitute(
      stage.base,
      (name) => this.args.global(name),
      this.dockerfile.escapeToken,
      stage.line,
    );
    if (base === "") throw new BuildError(`base name (${stage.base}) should not be blank`);
    if (base === "scratch") {
      state.image = (yield* emptyImage(this.host)).id;
      yield* this.host.say(" ---> \n");
    } else {
      const image = this.base(base);
      state.image = image.id;
      state.config = { ...EMPTY_CONFIG, ...image.config };
      yield* this.host.say(` ---> ${short(image.id)}\n`);
    }
    for (const instruction of stage.instructions) {
      yield* this.announce(instruction.original);
      const expanded = expandInstruction(instruction, state.lookup, this.dockerfile.escapeToken);
      yield* this.instruction(state, expanded);
      yield* this.host.say(` ---> ${short(state.image)}\n`);
    }
    return state;
  }

  /** An earlier stage by name, or an image. */
  private base(name: string): ImageInfo {
    const index = this.stages
      .slice(0, this.finished.length)
      .findIndex((stage) => stage.name === name.toLowerCase());
    if (index >= 0) return this.host.engine.image(this.finished[index]!.image);
    try {
      return this.host.engine.image(name);
    } catch (error) {
      if (error instanceof EngineError && error.kind === "not-found") throw this.host.missing(name);
      throw error;
    }
  }

  private *instruction(state: StageState, instruction: Instruction): Call<void> {
    if (instruction.kind === "run") return yield* this.run(state, instruction);
    if (instruction.kind === "copy" || instruction.kind === "add")
      return yield* this.copy(state, instruction);
    if (instruction.kind === "arg") {
      for (const { name, value } of instruction.args) {
        const given = this.args.inStage(name, value);
        if (given !== undefined) state.args.set(name, given);
      }
    }
    if (instruction.kind === "shell") state.shell = instruction.args;
    if (instruction.kind === "healthcheck" && instruction.test !== "none")
      yield* this.host.say(
        ` ---> [Warning] line ${instruction.line}: the lab's engine runs no health checks; HEALTHCHECK is not kept\n`,
      );
    const before = state.config;
    let config = applyToConfig(before, instruction, state.shell);
    if (instruction.kind === "cmd") state.cmdSet = true;
    if (instruction.kind === "entrypoint" && !state.cmdSet) config = { ...config, cmd: undefined };
    const createdBy = `/bin/sh -c #(nop) ${nopText(instruction, state, config.workingDir)}`;
    const directory = instruction.kind === "workdir" ? config.workingDir : undefined;
    state.config = config;
    yield* this.cached(state, createdBy, () =>
      this.runner.configure(state.image, config, createdBy, directory),
    );
  }

  private *run(
    state: StageState,
    instruction: Extract<Instruction, { kind: "run" | "cmd" | "entrypoint" }>,
  ): Call<void> {
    const args = state.runArguments(this.args.predefined());
    const { command } = instruction;
    const text =
      command.form === "exec"
        ? command.args.join(" ")
        : command.form === "shell"
          ? [...state.shell, command.text].join(" ")
          : command.text;
    const visible = args
      .filter(([name]) => !this.args.predefined().has(name))
      .map(([name, value]) => `${name}=${value}`);
    const createdBy = visible.length === 0 ? text : `|${visible.length} ${visible.join(" ")} ${text}`;
    const env = args.map(([name, value]) => `${name}=${value}`);
    yield* this.cached(state, createdBy, () =>
      this.runner.run(state.image, state.config, command, state.shell, env, createdBy),
    );
  }

  private *copy(state: StageState, instruction: Extract<Instruction, { kind: "copy" | "add" }>): Call<void> {
    const sources = instruction.from === undefined ? this.context : yield* this.treeOf(instruction.from);
    const owner = yield* this.runner.owner(state.image, instruction.chown);
    const destination = joinPath(state.config.workingDir, instruction.destination);
    const known = /(^\.?|\/\.?)$/.test(instruction.destination);
    const isDirectory = known || (yield* this.runner.isDirectory(state.image, destination));
    const plan = planCopy(instruction, sources, state.config.workingDir, owner, isDirectory);
    const createdBy = `/bin/sh -c #(nop) ${instruction.kind.toUpperCase()} ${plan.label} in ${destination} `;
    yield* this.cached(state, createdBy, () => this.runner.copy(state.image, state.config, plan, createdBy));
  }

  /** The files of a stage, by name or number, or of an image. */
  private *treeOf(from: string): Call<Sources> {
    const index = this.stages
      .slice(0, this.finished.length)
      .findIndex(({ name }, i) => name === from.toLowerCase() || String(i) === from);
    if (index < 0 && /^\d+$/.test(from))
      throw new BuildError(`invalid from flag value ${from}: invalid stage index ${from}`);
    const id = index >= 0 ? this.finished[index]!.image : this.base(from).id;
    const known = this.trees.get(id);
    if (known !== undefined) return known;
    const tree = sourcesOf(yield* this.runner.files(id), "");
    this.trees.set(id, tree);
    return tree;
  }

  private *cached(state: StageState, step: string, make: () => Call<ImageInfo>): Call<void> {
    const found = this.cache.find(state.image, step);
    if (found !== undefined) {
      yield* this.host.say(" ---> Using cache\n");
      state.image = found;
      return;
    }
    const { id } = yield* make();
    this.cache.keep(state.image, step, id);
    state.image = id;
  }
}

const short = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

const json = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(" ")}]`;

/** What history says of a step that ran nothing, with the values that it had. */
function nopText(instruction: Instruction, { config, shell, args }: StageState, workingDir: string): string {
  switch (instruction.kind) {
    case "env":
    case "label":
      return ` ${instruction.kind.toUpperCase()} ${instruction.pairs.map(({ name, value }) => `${name}=${value}`).join(" ")}`;
    case "cmd":
      return ` CMD ${json(commandWords(instruction.command, shell))}`;
    case "entrypoint":
      return ` ENTRYPOINT ${json(commandWords(instruction.command, shell))}`;
    case "workdir":
      return `WORKDIR ${workingDir}`;
    case "user":
      return ` USER ${instruction.user}`;
    case "expose":
      return ` EXPOSE ${instruction.ports.join(" ")}`;
    case "volume":
      return ` VOLUME ${json(instruction.paths)}`;
    case "stopsignal":
      return ` STOPSIGNAL ${instruction.signal}`;
    case "shell":
      return ` SHELL ${json(instruction.args)}`;
    case "arg":
      return ` ARG ${instruction.args.map(({ name }) => (args.has(name) ? `${name}=${args.get(name)}` : name)).join(" ")}`;
    default:
      return ` ${instruction.original} ${config.user}`.trimEnd();
  }
}

const commandWords = (command: CommandLine, shell: readonly string[]): readonly string[] =>
  command.form === "exec" ? command.args : [...shell, command.text];
