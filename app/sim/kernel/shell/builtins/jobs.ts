/** jobs, fg, bg, wait, kill, trap. */
import { SysError } from "../../abi/errno";
import { SIGNALS } from "../../abi/signals";
import { Problem } from "../expand/problem";
import type { ShellCall } from "../run/frames";
import { jobLine, jobPids } from "../run/job-messages";
import { type Job, jobStatus } from "../run/job-table";
import { quietly, takeChild, waitForJob } from "../run/jobs";
import { singleQuote } from "../run/quote";
import type { Shell } from "../run/shell";
import { ERR_TRAP, parseSignal, setSignal, signalName } from "../run/signals";
import type { Builtin } from "./builtin";
import { parseNumber, parseOptions } from "./options";

/** The job that %1, %%, %-, %name or a pid means. */
function findJob(sh: Shell, text: string | undefined): Job {
  const jobs = sh.jobs.all();
  if (text === undefined || text === "%" || text === "%%" || text === "%+") {
    const job = sh.jobs.current();
    if (!job) throw new Problem("No current job");
    return job;
  }
  const missing = new Problem(`${text}: no such job`);
  let found: Job | undefined;
  if (text === "%-") {
    found = jobs[1];
    if (!found) throw new Problem("No previous job");
  } else if (/^%[0-9]+$/.test(text)) found = jobs.find((job) => job.number === Number(text.slice(1)));
  else if (/^[0-9]+$/.test(text)) found = jobs.find((job) => job.processes.at(-1)?.pid === Number(text));
  else if (text.startsWith("%")) {
    const inside = text[1] === "?";
    const wanted = text.slice(inside ? 2 : 1);
    const fits = jobs.filter((job) => {
      const name = job.processes[0]?.command ?? "";
      return inside ? name.includes(wanted) : name.startsWith(wanted);
    });
    if (fits.length > 1) throw new Problem(`${text}: ambiguous`);
    found = fits[0];
  }
  if (!found) throw missing;
  return found;
}

/** Notes all changes of children that have happened. */
export function* takeChanges(sh: Shell): ShellCall<void> {
  while ((yield* takeChild(sh, false, undefined)) !== undefined);
}

function* jobs(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "lp");
  yield* takeChanges(sh);
  const chosen = rest.length > 0 ? rest.map((text) => findJob(sh, text)) : [...sh.jobs.all()];
  for (const job of chosen) {
    if (letters.at(-1) === "p") {
      sh.out += jobPids(job);
      continue;
    }
    sh.out += jobLine(sh.jobs, job, letters.includes("l"));
    job.changed = false;
    if (job.state === "done") sh.jobs.free(job);
  }
  return 0;
}

function* resume(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const foreground = argv[0] === "fg";
  let status = 0;
  for (const text of argv.length > 1 ? argv.slice(1) : [undefined]) {
    const job = findJob(sh, text);
    if (!job.controlled) throw new Problem(`job ${text ?? "(null)"} not created under job control`);
    if (foreground) sh.out += `${job.processes.map((each) => each.command).join(" | ")}\n`;
    else sh.out += `[${job.number}] ${job.processes.map((each) => each.command).join(" | ")}\n`;
    yield* sh.flush();
    const group = job.processes[0]?.pid ?? 0;
    if (foreground) yield* quietly(sh.sys.setForeground(sh.terminalFd, group));
    if (job.state !== "done") {
      job.state = "running";
      for (const process of job.processes) if (process.end?.kind === "stopped") process.end = undefined;
      yield* quietly(sh.sys.kill(-group, parseSignal("CONT") as number));
    }
    if (foreground) status = yield* waitForJob(sh, job);
    else sh.jobs.setCurrent(job, "running");
  }
  return status;
}

/** What ash 1.35 answers to `wait -n` for the last child, whatever its status was; for others it answers 0. */
const ASH_WAIT_N_LAST = 129;

function* wait(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { letters, rest } = parseOptions(argv, "n");
  const one = letters.includes("n");
  if (rest.length === 0) {
    for (;;) {
      const running = sh.jobs.all().filter((job) => job.state === "running");
      for (const job of sh.jobs.all()) if (job.state !== "running") job.waited = true;
      if (running.length === 0) return one && sh.jobs.all().length === 0 ? 127 : 0;
      const answer = yield* waitOnce(sh, undefined);
      if (answer !== undefined) return answer;
      if (one && running.some((job) => job.state === "done"))
        return running.every((job) => job.state === "done") ? ASH_WAIT_N_LAST : 0;
    }
  }
  let status = 0;
  for (const text of rest) {
    let job: Job | undefined;
    if (text.startsWith("%")) job = findJob(sh, text);
    else {
      const pid = parseNumber(text);
      job = sh.jobs.all().find((each) => each.processes.at(-1)?.pid === pid);
    }
    if (!job) {
      status = 127;
      continue;
    }
    while (job.state === "running") {
      const answer = yield* waitOnce(sh, job);
      if (answer !== undefined) return answer;
    }
    job.waited = true;
    status = jobStatus(job, sh.options.has("pipefail"));
  }
  return status;
}

/** Waits for one change. Answers a status if a signal with a trap came meanwhile. */
function* waitOnce(sh: Shell, job: Job | undefined): ShellCall<number | undefined> {
  const change = sh.pending.size > 0 || sh.interrupted ? "interrupted" : yield* takeChild(sh, true, job);
  const [signal] = sh.pending;
  if (change === "interrupted" && signal !== undefined) return 128 + signal;
  if (change === "interrupted" && sh.interrupted) return 130;
  if (change === undefined) for (const each of sh.jobs.all()) each.state = "done";
  return undefined;
}

const SIGNAL_LIST = `${SIGNALS.map((name, number) =>
  name === "" ? "" : `${String(number).padStart(2)}) ${name === "IO" ? "POLL" : name}\n`,
).join("")}35) RTMIN\n64) RTMAX\n`;

function* kill(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const complain = (text: string): ReturnType<Shell["error"]> => sh.error(`${sh.appletName}: ${text}\n`);
  let rest = argv.slice(1);
  let signal = parseSignal("TERM") as number;
  const first = rest[0];
  if (first === "-l") return yield* listSignals(sh, rest.slice(1));
  if (first !== undefined && first[0] === "-" && first !== "--" && first.length > 1) {
    const byOption = first === "-s";
    const text = byOption ? (rest[1] ?? "") : first.slice(1);
    const number = parseSignal(text);
    if (number === undefined) {
      yield* complain(`bad signal name '${text}'`);
      return 1;
    }
    signal = number;
    rest = rest.slice(byOption ? 2 : 1);
  }
  if (first === "--") rest = rest.slice(1);
  if (rest.length === 0) {
    yield* complain("you need to specify whom to kill");
    return 1;
  }
  let failures = 0;
  for (const text of rest) {
    const pids: number[] = [];
    if (text.startsWith("%")) {
      let job: Job;
      try {
        job = findJob(sh, text);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        yield* sh.warn(error.message);
        failures++;
        continue;
      }
      if (job.controlled) pids.push(-(job.processes[0]?.pid ?? 0));
      else pids.push(...job.processes.filter((each) => each.end === undefined).map((each) => each.pid));
    } else if (/^-?[0-9]+$/.test(text)) pids.push(Number(text));
    else {
      yield* complain(`invalid number '${text}'`);
      failures++;
    }
    for (const pid of pids) {
      try {
        yield* sh.sys.kill(pid, signal);
      } catch (error) {
        if (!(error instanceof SysError)) throw error;
        yield* complain(`can't kill pid ${pid}: ${error.text}`);
        failures++;
      }
    }
  }
  return Math.min(failures, 1);
}

function* listSignals(sh: Shell, words: readonly string[]): ShellCall<number> {
  if (words.length === 0) {
    sh.out += SIGNAL_LIST;
    return 0;
  }
  for (const word of words) {
    const number = /^[0-9]+$/.test(word) ? Number(word) & 127 : parseSignal(word);
    if (number === undefined) {
      yield* sh.error(`${sh.appletName}: unknown signal '${word}'\n`);
      return 1;
    }
    sh.out += `${/^[0-9]/.test(word) ? signalName(number) : number}\n`;
  }
  return 0;
}

function* trap(sh: Shell, argv: readonly string[]): ShellCall<number> {
  const { rest } = parseOptions(argv, "");
  if (rest.length === 0) {
    const traps = sh.listedTraps ?? sh.traps;
    for (const [signal, action] of [...traps].sort(([a], [b]) => a - b))
      sh.out += `trap -- ${singleQuote(action)} ${signalName(signal)}\n`;
    return 0;
  }
  const [first] = rest as [string, ...string[]];
  const hasAction = rest.length > 1 && !/^[0-9]+$/.test(first);
  const action = hasAction && first !== "-" ? first : undefined;
  let status = 0;
  for (const text of hasAction ? rest.slice(1) : rest) {
    const signal = text === "ERR" ? ERR_TRAP : parseSignal(text);
    if (signal === undefined) {
      yield* sh.warn(`${text}: invalid signal specification`);
      status = 1;
      continue;
    }
    if (action === undefined) sh.traps.delete(signal);
    else sh.traps.set(signal, action);
    if (signal !== 0 && signal !== ERR_TRAP) yield* setSignal(sh, signal);
  }
  return status;
}

export const JOBS: readonly (readonly [string, Builtin])[] = [
  ["jobs", { run: jobs }],
  ["fg", { run: resume }],
  ["bg", { run: resume }],
  ["wait", { run: wait }],
  ["kill", { run: kill }],
  ["trap", { special: true, run: trap }],
];
