/**
 * User instructions that the shell's own work costs (i686, busybox 1.35 ash). The system calls it makes are charged by the kernel.
 * What costs/ has counted is taken from there; the rest are orders of magnitude, of which the counted sums are made up.
 */
import { partCost } from "../costs/costs";

export const WORK = {
  /** Start of a shell until it reads its first command: options, variables from the environment. */
  start: partCost("program.start") + partCost("shell.start"),
  /** A line parsed, and each of its bytes. */
  parseLine: 600,
  parseByte: 25,
  /** A simple command: its lookup and bookkeeping. */
  command: 900,
  /** Each word expanded. */
  word: 350,
  /** A command substitution, without what runs in it. */
  substitution: 1_500,
  /** A name looked up in directories, by directory entry. */
  globEntry: 90,
  /** One turn of a loop. */
  loopTurn: partCost("shell.loop"),
  /** A builtin's own work. */
  builtin: 500,
  /** A function's call and return. */
  functionCall: 900,
  /** The child's part of a fork: jobs and traps forgotten. */
  forkChild: 1_200,
} as const;
