/** The state of one shell process. A forked child gets a copy bound to its own system calls. */

import { SeededRandom } from "../../../time/random";
import { SysError } from "../../abi/errno";
import type { Sys } from "../../abi/sys";
import { HeldData } from "../../programs/lib/held-data";
import { Problem } from "../expand/problem";
import type { Node } from "../syntax/ast";
import { ShellFailure } from "./control";
import type { ShellCall } from "./frames";
import { JobTable } from "./job-table";
import type { OptionSet } from "./options";
import { Variables } from "./variables";

export interface EvaluationFlags {
  /** A condition: `set -e` does not apply. */
  readonly tested: boolean;
  /** Nothing follows in this process: it may exec in place, and ends afterwards. */
  readonly exit: boolean;
}

/** What parts of the shell need from its evaluation without importing it. */
export interface Evaluator {
  evaluate(sh: Shell, node: Node, flags: EvaluationFlags): ShellCall<number>;
  /** Runs a text as `eval` does. */
  runText(sh: Shell, text: string, flags: EvaluationFlags): ShellCall<number>;
  /** Runs the script on a descriptor and closes it. */
  runFile(sh: Shell, fd: number, flags: EvaluationFlags): ShellCall<number>;
  expandPrompt(sh: Shell, text: string): ShellCall<string>;
}

/** Instructions that are gathered before they are charged: some tens of microseconds. */
const WORK_AT_ONCE = 50_000;
/** A parameter beside its text: a pointer, a link of the expanded list, and malloc's smallest pieces for both strings. */
const PARAMETER_BYTES = 44;

/** Why commands are being skipped: `break`, `continue` or `return`. */
export type Skip = "none" | "break" | "continue" | "return";

export const ORDINARY: EvaluationFlags = { tested: false, exit: false };
export const TESTED: EvaluationFlags = { tested: true, exit: false };
export const LAST: EvaluationFlags = { tested: false, exit: true };

export class Shell {
  readonly variables: Variables;
  functions = new Map<string, Node>();
  aliases = new Map<string, string>();
  options: OptionSet = new Set();
  private parameters: readonly string[] = [];
  /** $0, and what messages begin with. */
  arg0 = "sh";
  /** The builtin or script that messages name; undefined in `-c`. */
  commandName: string | undefined;
  /** $? */
  status = 0;
  /** LINENO, and the line that messages name. */
  line = 0;
  errorLine = 0;
  /** Where the parser stands. */
  parserLine = 0;
  /** The clock as it was last read for EPOCHSECONDS, µs since 1970. */
  clockMicros = 0;
  /** $$ and $! */
  rootPid = 0;
  lastBackground: number | undefined;
  traps = new Map<number, string>();
  /** The parent's traps, for a `$(trap)`. */
  listedTraps: ReadonlyMap<number, string> | undefined;
  /** Signals that were ignored when the shell began; they stay so. */
  hardIgnored = new Set<number>();
  /** Caught signals whose traps have not run. */
  pending = new Set<number>();
  interrupted = false;
  /** The action of `trap … ERR` is running; it does not start itself. */
  inErrorTrap = false;
  /** Signals whose action at the start of the shell is known. */
  readonly seenSignals = new Set<number>();
  jobs = new JobTable();
  /** Process groups and terminal are this shell's business. */
  jobControl = false;
  /** The descriptor of the terminal under job control. */
  terminalFd = -1;
  interactive = false;
  /** 0 in the shell that was executed, more in its subshells. */
  level = 0;
  skip: Skip = "none";
  skipCount = 0;
  loopDepth = 0;
  functionDepth = 0;
  functionName = "";
  /** Estimate of what a real shell's stack would hold. */
  stackBytes = 0;
  /** Status of the last command substitution of the command being expanded. */
  substitutionStatus: number | undefined;
  /** What the running builtin has printed so far. */
  out = "";
  /** Where `getopts` stands within a word of several options. */
  optionsAt = 0;
  /** The working directory as `cd` came there. */
  directory = "";
  /** Why the last `cd` failed. */
  lastError = "";
  /** Places of commands along PATH that have been looked up. */
  hashed = new Map<string, number>();
  /** The options as they were when the running function said `local -`. */
  localOptions: OptionSet | undefined;
  history: string[] = [];
  /** Inside a file of `.`, whose `return` ends it. */
  sourced = 0;
  /** Instructions of work not yet charged. */
  private owed = 0;
  /** What variables, parameters and commands in progress hold. */
  private readonly data = new HeldData();
  private counted = 0;
  private parameterBytes = 0;
  readonly random: { state: SeededRandom | undefined };

  constructor(
    public sys: Sys,
    readonly evaluator: Evaluator,
    readonly appletName: string,
    from?: Shell,
  ) {
    this.variables = new Variables(from?.variables);
    this.random = { state: undefined };
    const isDynamic = (name: string): boolean => !from || from.variables.dynamic.has(name);
    if (isDynamic("LINENO")) this.variables.dynamic.set("LINENO", () => String(this.line));
    const clock = (): string => `${Math.floor(this.clockMicros / 1e6)}`;
    if (isDynamic("EPOCHSECONDS")) this.variables.dynamic.set("EPOCHSECONDS", clock);
    const fraction = (): string => String(this.clockMicros % 1e6).padStart(6, "0");
    if (isDynamic("EPOCHREALTIME"))
      this.variables.dynamic.set("EPOCHREALTIME", () => `${clock()}.${fraction()}`);
    if (isDynamic("FUNCNAME")) this.variables.dynamic.set("FUNCNAME", () => this.functionName);
    if (isDynamic("RANDOM")) this.variables.dynamic.set("RANDOM", () => String(this.nextRandom()));
    this.variables.onChange = (name, value) => this.changed(name, value);
  }

  /** A copy for a child process; traps and jobs are the forker's business. */
  copy(): Shell {
    const child = new Shell(this.sys, this.evaluator, this.appletName, this);
    child.functions = new Map(this.functions);
    child.aliases = new Map(this.aliases);
    child.options = new Set(this.options);
    child.parameters = this.parameters;
    child.parameterBytes = this.parameterBytes;
    child.data.copyFrom(this.data);
    child.counted = this.counted;
    child.arg0 = this.arg0;
    child.commandName = this.commandName;
    child.status = this.status;
    child.line = this.line;
    child.errorLine = this.errorLine;
    child.parserLine = this.parserLine;
    child.rootPid = this.rootPid;
    child.lastBackground = this.lastBackground;
    child.traps = new Map(this.traps);
    child.hardIgnored = new Set(this.hardIgnored);
    for (const signal of this.seenSignals) child.seenSignals.add(signal);
    child.interactive = this.interactive;
    child.level = this.level + 1;
    child.loopDepth = this.loopDepth;
    child.functionDepth = this.functionDepth;
    child.functionName = this.functionName;
    child.stackBytes = this.stackBytes;
    child.optionsAt = this.optionsAt;
    child.directory = this.directory;
    child.hashed = new Map(this.hashed);
    child.sourced = this.sourced;
    return child;
  }

  get positional(): readonly string[] {
    return this.parameters;
  }

  set positional(parameters: readonly string[]) {
    this.parameters = parameters;
    this.parameterBytes = parameters.reduce(
      (sum, text) => sum + text.length,
      parameters.length * PARAMETER_BYTES,
    );
  }

  /** Counts bytes that the shell gathers (below 0: gives up) beside variables and parameters. */
  keep(bytes: number): void {
    this.data.add(bytes);
  }

  private dataDue(): boolean {
    const now = this.variables.bytes + this.parameterBytes;
    this.data.add(now - this.counted);
    this.counted = now;
    return this.data.due;
  }

  /** Without memory the command fails as ash's ckmalloc does. */
  private *payForData(): ShellCall<void> {
    try {
      yield* this.data.tell(this.sys);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
      yield* this.fail("out of memory");
    }
  }

  /** Charges work of the shell's own. Small amounts are gathered, so that a loop does not enter the kernel at every turn. */
  *work(instructions: number): ShellCall<void> {
    this.owed += instructions;
    if (this.dataDue()) yield* this.payForData();
    if (this.owed >= WORK_AT_ONCE) yield* this.settle();
  }

  /** Charges what has been gathered; before others see what the shell does next. */
  *settle(): ShellCall<void> {
    const { owed } = this;
    this.owed = 0;
    if (owed > 0) yield* this.sys.compute(owed);
  }

  /** A message as ash words it, with script, command and line before it. */
  describe(text: string): string {
    const name = this.commandName;
    if (name === undefined) return `${this.arg0}: ${text}\n`;
    const command = name === this.arg0 ? "" : `${name}: `;
    const place = this.interactive ? "" : `line ${this.errorLine}: `;
    return `${this.arg0}: ${command}${place}${text}\n`;
  }

  *warn(text: string): ShellCall<void> {
    yield* this.error(this.describe(text));
  }

  /** Prints and gives the command up; outside a builtin that ends a non-interactive shell. */
  *fail(text: string, status = 2): ShellCall<never> {
    yield* this.warn(text);
    this.status = status;
    throw new ShellFailure();
  }

  /** Runs something that may throw a Problem, which becomes a failure. */
  *checked<T>(run: () => T): ShellCall<T> {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return yield* this.fail(error.message, error.status);
    }
  }

  /** Writes to standard error; where that is closed, nowhere. */
  *error(text: string): ShellCall<void> {
    yield* this.writeAll(2, text);
  }

  /** Writes everything. Answers the error that stopped it. */
  *writeAll(fd: number, text: string): ShellCall<SysError | undefined> {
    yield* this.settle();
    let rest = text;
    while (rest !== "") {
      try {
        rest = rest.slice(yield* this.sys.write(fd, rest));
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        if (error.code !== "EINTR") return error;
      }
    }
    return undefined;
  }

  /** Writes what a builtin has printed. */
  *flush(): ShellCall<SysError | undefined> {
    const text = this.out;
    this.out = "";
    return text === "" ? undefined : yield* this.writeAll(1, text);
  }

  /** For `local -`: answers what puts the options back at the end of a function, if it asked for that. */
  rememberLocalOptions(): () => void {
    const outer = this.localOptions;
    this.localOptions = undefined;
    return () => {
      if (this.localOptions) this.options = this.localOptions;
      this.localOptions = outer;
    };
  }

  /** PS4 and the like: parameters, commands and arithmetic in it are expanded. */
  *expandPrompt(text: string): ShellCall<string> {
    return yield* this.evaluator.expandPrompt(this, text);
  }

  /** Whether something is to run at a signal or at the end. */
  get hasTraps(): boolean {
    for (const action of this.traps.values()) if (action !== "") return true;
    return false;
  }

  get ifs(): string {
    return this.variables.get("IFS") ?? " \t\n";
  }

  private nextRandom(): number {
    this.random.state ??= SeededRandom.fromSeed(this.rootPid * 64 + this.level);
    return (this.random.state.int32() >>> 8) & 0x7fff;
  }

  private changed(name: string, value: string | undefined): void {
    if (name === "PATH") this.hashed.clear();
    if (name === "OPTIND" && value !== undefined) this.optionsAt = 0;
    if (this.options.has("allexport") && value !== undefined && !this.variables.info(name).exported)
      this.variables.declare(name, { exported: true });
  }
}
