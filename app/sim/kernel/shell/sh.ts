/** busybox's ash as a program: `sh`, `ash`, `-sh`. */
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import { O } from "../abi/flags";
import { SIG } from "../abi/signals";
import type { Program, Sys } from "../abi/sys";
import { workingDirectory } from "./builtins/directories";
import { readSetOptions } from "./builtins/variables";
import { Problem } from "./expand/problem";
import { ShellExit, ShellFailure, ShellInterrupt } from "./run/control";
import { evaluate } from "./run/evaluate";
import { drive, type ShellCall } from "./run/frames";
import { leave } from "./run/leave";
import { expandPromptText, fileInput, runFile, runInput, runText } from "./run/run-text";
import { type Evaluator, LAST, ORDINARY, Shell } from "./run/shell";
import { setSignal } from "./run/signals";
import { isName } from "./syntax/characters";
import { runInteractive, startInteractive } from "./terminal/interactive";
import { USAGE } from "./usage";
import { WORK } from "./work";

const EVALUATOR: Evaluator = { evaluate, runText, runFile, expandPrompt: expandPromptText };

/** Where the shell keeps the descriptor of its script. */
const SCRIPT_FD = 10;

export const sh: Program = (sys, argv, env) => drive(main(sys, argv, env)) as Call<number>;

function* main(sys: Sys, argv: readonly string[], env: ReadonlyMap<string, string>): ShellCall<number> {
  const name = argv[0] ?? "sh";
  const applet = name.slice(name.lastIndexOf("/") + 1).replace(/^-/, "");
  const shell = new Shell(sys, EVALUATOR, applet);
  shell.arg0 = name;
  try {
    yield* shell.work(WORK.start);
    yield* initialVariables(shell, env);
    yield* start(shell, argv);
  } catch (error) {
    if (error instanceof ShellInterrupt) shell.status = 130;
    else if (error instanceof Problem) {
      yield* shell.warn(error.message);
      shell.status = error.status;
    } else if (!(error instanceof ShellExit) && !(error instanceof ShellFailure)) throw error;
  }
  return yield* leave(shell);
}

function* initialVariables(shell: Shell, env: ReadonlyMap<string, string>): ShellCall<void> {
  const { variables, sys } = shell;
  shell.rootPid = yield* sys.getpid();
  const uts = yield* sys.uname();
  variables.set("IFS", " \t\n");
  variables.set("PATH", "/sbin:/usr/sbin:/bin:/usr/bin", { exported: true });
  variables.set("PS1", "\\w \\$ ");
  variables.set("PS2", "> ");
  variables.set("PS4", "+ ");
  variables.set("OPTIND", "1");
  variables.declare("FUNCNAME", {}, "");
  for (const [key, value] of env) if (isName(key)) variables.set(key, value, { exported: true });
  variables.set("IFS", " \t\n");
  variables.set("OPTIND", "1");
  variables.set("PPID", String(yield* sys.getppid()));
  if (variables.get("HOSTNAME") === undefined) variables.set("HOSTNAME", uts.nodename);
  const level = Number(variables.get("SHLVL") ?? 0);
  variables.set("SHLVL", String((Number.isInteger(level) ? level : 0) + 1), { exported: true });
  shell.directory = yield* workingDirectory(shell);
  variables.set("PWD", shell.directory, { exported: true });
  variables.declare("OLDPWD", { exported: true });
  variables.defineLine();
}

function* start(shell: Shell, argv: readonly string[]): ShellCall<void> {
  if (argv.includes("--help") && argv[1] === "--help") {
    yield* shell.error(USAGE);
    shell.status = 0;
    throw new ShellExit();
  }
  const options = yield* readSetOptions(shell, argv.slice(1), true);
  const { command, login } = options;
  let rest = options.rest;
  let text: string | undefined;
  if (command) {
    text = rest[0];
    if (text === undefined) throw new Problem("-c requires an argument");
    rest = rest.slice(1);
  }
  const fromFile = !command && !shell.options.has("stdin") && rest.length > 0;
  if (!command && !fromFile) shell.options.add("stdin");
  let scriptFd = 0;
  if (fromFile) {
    const file = rest[0] as string;
    scriptFd = yield* openScript(shell, file);
    shell.commandName = file;
  }
  const [zero] = rest;
  if ((command || fromFile) && zero !== undefined) {
    shell.arg0 = zero;
    rest = rest.slice(1);
  }
  shell.positional = rest;
  const reading = shell.options.has("stdin") && !command && !fromFile;
  if (reading && (yield* shell.sys.isatty(0)) && (yield* shell.sys.isatty(1)))
    shell.options.add("interactive");
  shell.interactive = shell.options.has("interactive");
  for (const signal of [SIG.INT, SIG.QUIT]) yield* setSignal(shell, signal);
  if (shell.interactive || shell.options.has("monitor")) yield* startInteractive(shell);
  if (login || argv[0]?.startsWith("-") === true) yield* readProfiles(shell);
  if (text !== undefined) {
    shell.status = yield* runText(shell, text, shell.options.has("stdin") ? ORDINARY : LAST);
    return;
  }
  if (reading && shell.interactive) yield* runInteractive(shell);
  else yield* runInput(shell, fileInput(shell, scriptFd), 1, ORDINARY);
}

function* openScript(shell: Shell, file: string): ShellCall<number> {
  try {
    const opened = yield* shell.sys.open(file, O.RDONLY);
    const fd = yield* shell.sys.dup(opened, SCRIPT_FD);
    yield* shell.sys.close(opened);
    yield* shell.sys.setCloexec(fd, true);
    return fd;
  } catch (error) {
    if (!(error instanceof SysError)) throw error;
    throw new Problem(`can't open '${file}': ${error.text}`);
  }
}

/** A login shell reads /etc/profile and ~/.profile. */
function* readProfiles(shell: Shell): ShellCall<void> {
  for (const path of ["/etc/profile", `${shell.variables.get("HOME") ?? ""}/.profile`]) {
    let fd: number;
    try {
      fd = yield* shell.sys.open(path, O.RDONLY | O.CLOEXEC);
    } catch (error) {
      if (error instanceof SysError) continue;
      throw error;
    }
    yield* runFile(shell, fd, ORDINARY);
  }
}
