/** What a stage of a build knows between its steps: image, configuration, shell, arguments. */
import type { Lookup } from "../dockerfile/substitute";
import type { ImageConfig } from "../engine/contract";

export const EMPTY_CONFIG: ImageConfig = {
  entrypoint: undefined,
  cmd: undefined,
  env: [],
  workingDir: "",
  user: "",
  exposedPorts: [],
  volumes: [],
  labels: {},
  stopSignal: "",
};

export const DEFAULT_SHELL: readonly string[] = ["/bin/sh", "-c"];

/** Arguments that need no ARG (moby: buildargs.go). */
const PREDEFINED = [
  "HTTP_PROXY",
  "http_proxy",
  "HTTPS_PROXY",
  "https_proxy",
  "FTP_PROXY",
  "ftp_proxy",
  "NO_PROXY",
  "no_proxy",
  "ALL_PROXY",
  "all_proxy",
];

/** --build-arg values and who has asked for them. */
export class BuildArguments {
  private readonly used = new Set<string>();
  private readonly globals = new Map<string, string | undefined>();

  constructor(private readonly given: ReadonlyMap<string, string>) {}

  /** An ARG in front of the first FROM. */
  declareGlobal(name: string, initial: string | undefined): void {
    this.globals.set(name, this.take(name) ?? initial);
  }

  global(name: string): string | undefined {
    return this.globals.get(name);
  }

  /** The value that a stage's ARG gets; undefined if it has none. */
  inStage(name: string, initial: string | undefined): string | undefined {
    return this.take(name) ?? initial ?? this.globals.get(name);
  }

  predefined(): ReadonlyMap<string, string> {
    return new Map([...this.given].filter(([name]) => PREDEFINED.includes(name)));
  }

  /** Names that nothing in the file asked for. */
  unused(): readonly string[] {
    return [...this.given.keys()].filter((name) => !this.used.has(name) && !PREDEFINED.includes(name)).sort();
  }

  private take(name: string): string | undefined {
    const value = this.given.get(name);
    if (value !== undefined) this.used.add(name);
    return value;
  }
}

export class StageState {
  config: ImageConfig = EMPTY_CONFIG;
  /** Image of the last step. */
  image = "";
  shell = DEFAULT_SHELL;
  /** Whether this stage has said CMD: ENTRYPOINT takes only the base image's away. */
  cmdSet = false;
  readonly args = new Map<string, string>();

  /** Variables of the image hide arguments. */
  readonly lookup: Lookup = (name) => this.variable(name) ?? this.args.get(name);

  private variable(name: string): string | undefined {
    const line = this.config.env.find((each) => each.startsWith(`${name}=`));
    return line?.slice(name.length + 1);
  }

  /** Arguments as RUN sees them: those that no variable hides. */
  runArguments(predefined: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
    return [...predefined, ...this.args].filter(([name]) => this.variable(name) === undefined);
  }
}
