/** The interactive shell: job control, prompts, reading commands line by line. */
import { SysError } from "../../abi/errno";
import { O } from "../../abi/flags";
import { SIG } from "../../abi/signals";
import { takeChanges } from "../builtins/jobs";
import { ShellFailure, ShellInterrupt } from "../run/control";
import { evaluate } from "../run/evaluate";
import type { ShellCall } from "../run/frames";
import { jobLine } from "../run/job-messages";
import { quietly } from "../run/jobs";
import { type Input, nextLine } from "../run/run-text";
import { ORDINARY, type Shell } from "../run/shell";
import { setSignal } from "../run/signals";
import { editLine } from "./edit-line";
import { promptText } from "./prompt";

/** Where the shell keeps its terminal. */
const TERMINAL_FD = 10;

/** Signals and, on a terminal, job control. */
export function* startInteractive(sh: Shell): ShellCall<void> {
  if (yield* takeTerminal(sh)) {
    sh.jobControl = true;
    sh.options.add("monitor");
  } else {
    yield* sh.warn("can't access tty; job control turned off");
    sh.options.delete("monitor");
  }
  for (const signal of [SIG.INT, SIG.QUIT, SIG.TERM, SIG.TSTP, SIG.TTOU, SIG.TTIN])
    yield* setSignal(sh, signal);
  if (!sh.jobControl) return;
  const pid = yield* sh.sys.getpid();
  yield* quietly(sh.sys.setpgid(0, pid));
  yield* quietly(sh.sys.setForeground(sh.terminalFd, pid));
}

function* takeTerminal(sh: Shell): ShellCall<boolean> {
  for (const path of ["/dev/tty", 2, 1, 0] as const) {
    try {
      const opened = path === "/dev/tty" ? yield* sh.sys.open(path, O.RDWR) : path;
      if (!(yield* sh.sys.isatty(opened))) continue;
      yield* sh.sys.getForeground(opened);
      const fd = yield* sh.sys.dup(opened, TERMINAL_FD);
      yield* sh.sys.setCloexec(fd, true);
      if (opened !== path) yield* sh.sys.close(opened);
      sh.terminalFd = fd;
      return true;
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  return false;
}

/** A command's lines, each after its prompt; edited where they come from a terminal. */
function promptedInput(sh: Shell, tty: boolean): Input {
  let first = true;
  const input: Input = {
    text: "",
    complete: false,
    shown: false,
    *more() {
      const prompt = yield* promptText(sh, sh.variables.get(first ? "PS1" : "PS2") ?? "");
      first = false;
      const line = tty ? yield* editLine(sh, prompt) : yield* plainLine(sh, prompt);
      if (line === undefined) {
        input.complete = true;
        return;
      }
      if (line.trim() !== "" && sh.history.at(-1) !== line) sh.history.push(line);
      input.text += `${line}\n`;
    },
  };
  return input;
}

/** A line of a pipe or file; undefined at its end. */
function* plainLine(sh: Shell, prompt: string): ShellCall<string | undefined> {
  yield* sh.writeAll(1, prompt);
  for (let line = ""; ; ) {
    const data = yield* sh.sys.read(0, 1);
    if (data.length === 0) return line === "" ? undefined : line;
    if (data[0] === 10) return line;
    line += String.fromCharCode(data[0] as number);
  }
}

/** Reads and runs commands until the input ends. */
export function* runInteractive(sh: Shell): ShellCall<void> {
  const tty = yield* sh.sys.isatty(0);
  for (let ends = 0; ; ) {
    if (sh.jobControl) yield* showChanges(sh);
    try {
      const parsed = yield* nextLine(sh, promptedInput(sh, tty), 0, 1);
      if (parsed.end) {
        if (yield* mayEnd(sh, tty, ends++)) return;
        continue;
      }
      ends = 0;
      if (parsed.node) sh.status = yield* evaluate(sh, parsed.node, ORDINARY);
    } catch (error) {
      if (error instanceof ShellInterrupt) {
        sh.status = 130;
        yield* sh.error("\n");
      } else if (!(error instanceof ShellFailure)) throw error;
      sh.loopDepth = 0;
    }
    const returned = sh.skip === "return";
    sh.skip = "none";
    if (returned) return;
  }
}

/** At ^D: stopped jobs keep the shell once. */
function* mayEnd(sh: Shell, tty: boolean, earlier: number): ShellCall<boolean> {
  if (tty && sh.options.has("ignoreeof") && earlier < 50) {
    yield* sh.error('\nUse "exit" to leave shell.\n');
    return false;
  }
  if (earlier === 0 && sh.jobs.all().some((job) => job.state === "stopped")) {
    yield* sh.error("You have stopped jobs.\n");
    return false;
  }
  yield* sh.error("\n");
  return true;
}

/** Tells of jobs that have ended or stopped since the last prompt. */
function* showChanges(sh: Shell): ShellCall<void> {
  yield* takeChanges(sh);
  for (const job of [...sh.jobs.all()]) {
    if (!job.changed) continue;
    yield* sh.error(jobLine(sh.jobs, job, false));
    job.changed = false;
    if (job.state === "done") sh.jobs.free(job);
  }
}
