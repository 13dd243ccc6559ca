/** Signals of Linux on x86: numbers, names, and what they do to a process that has no handler. */
export const SIGNALS = [
  "",
  "HUP",
  "INT",
  "QUIT",
  "ILL",
  "TRAP",
  "ABRT",
  "BUS",
  "FPE",
  "KILL",
  "USR1",
  "SEGV",
  "USR2",
  "PIPE",
  "ALRM",
  "TERM",
  "STKFLT",
  "CHLD",
  "CONT",
  "STOP",
  "TSTP",
  "TTIN",
  "TTOU",
  "URG",
  "XCPU",
  "XFSZ",
  "VTALRM",
  "PROF",
  "WINCH",
  "IO",
  "PWR",
  "SYS",
] as const;
export type SignalName = Exclude<(typeof SIGNALS)[number], "">;

/** The highest signal number (SIGRTMAX). */
export const LAST_SIGNAL = 64;

export const SIG = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
} as const satisfies Record<SignalName, number>;

export type DefaultAction = "terminate" | "core" | "ignore" | "stop" | "continue";

const IGNORED = new Set<number>([SIG.CHLD, SIG.URG, SIG.WINCH]);
const STOPPING = new Set<number>([SIG.STOP, SIG.TSTP, SIG.TTIN, SIG.TTOU]);
const CORE = new Set<number>([
  SIG.QUIT,
  SIG.ILL,
  SIG.TRAP,
  SIG.ABRT,
  SIG.BUS,
  SIG.FPE,
  SIG.SEGV,
  SIG.XCPU,
  SIG.XFSZ,
  SIG.SYS,
]);

export function defaultAction(signal: number): DefaultAction {
  if (IGNORED.has(signal)) return "ignore";
  if (STOPPING.has(signal)) return "stop";
  if (signal === SIG.CONT) return "continue";
  return CORE.has(signal) ? "core" : "terminate";
}
