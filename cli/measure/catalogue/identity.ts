/** Signals, credentials, capabilities, limits, seccomp. */
import { difference, type Measurement, type ProgramMeasurement } from "../measurement";
import type { Argument, Item } from "../program";
import { SIGUSR1 } from "../system-calls";
import { forked } from "./processes";

const IGNORE = { words: [1, 0, 0, 0] } as const;
const identity: ProgramMeasurement = {
  kind: "program",
  times: 16,
  setup: [{ call: "rt_sigaction", args: [SIGUSR1, { words: [1, 0, 0, 0, 0] }, 0, 8] }],
  turn: [
    { mark: "rt_sigaction" },
    { call: "rt_sigaction", args: [SIGUSR1, IGNORE, 0, 8] },
    { mark: "rt_sigprocmask" },
    { call: "rt_sigprocmask", args: [0, { words: [0, 0] }, 0, 8] },
    { mark: "kill.none" },
    { call: "kill", args: [1, 0] },
    { mark: "getppid" },
    { call: "getppid" },
    { mark: "setpgid" },
    { call: "setpgid", args: [0, 0] },
    { mark: "setuid" },
    { call: "setuid32", args: [0] },
    { mark: "setgroups" },
    { call: "setgroups32", args: [0, 0] },
    { mark: "capget" },
    { call: "capget", args: [{ words: [0x20080522, 0] }, { space: "caps", size: 24 }] },
    { mark: "capset" },
    { call: "capset", args: [{ words: [0x20080522, 0] }, { space: "caps", size: 24 }] },
    { mark: "prctl" },
    { call: "prctl", args: [38, 1, 0, 0, 0] },
    { mark: "setrlimit" },
    { call: "setrlimit", args: [7, { words: [1024, 4096] }] },
    { mark: "setpriority" },
    { call: "setpriority", args: [0, 0, 0] },
    { mark: "sched_setaffinity" },
    { call: "sched_setaffinity", args: [0, 4, { words: [1] }] },
    { mark: "sethostname" },
    { call: "sethostname", args: ["triptych", 8] },
    { mark: "nanosleep" },
    { call: "nanosleep", args: [{ words: [0, 1_000_000] }, 0] },
    { mark: "futex" },
    { call: "futex", args: [{ space: "word", size: 4 }, 1, 1, 0, 0, 0] },
  ],
  steps: {
    rt_sigaction: { label: "rt_sigaction" },
    rt_sigprocmask: { label: "rt_sigprocmask" },
    "kill.none": { label: "kill with signal 0" },
    getppid: { label: "getppid" },
    setpgid: { label: "setpgid" },
    setuid: { label: "setuid to the present user" },
    setgroups: { label: "setgroups to none" },
    capget: { label: "capget" },
    capset: { label: "capset" },
    prctl: { label: "prctl PR_SET_NO_NEW_PRIVS" },
    setrlimit: { label: "setrlimit" },
    setpriority: { label: "setpriority" },
    sched_setaffinity: { label: "sched_setaffinity" },
    sethostname: { label: "sethostname" },
    nanosleep: {
      label: "nanosleep of 1 ms",
      includes: "going idle, the timer's interrupt and two context switches",
    },
    futex: { label: "futex wake of nobody" },
  },
};

/** A filter that looks at a field of the call again and again, then allows. */
const filter = (instructions: number, field: number): Argument => ({
  words: [
    instructions,
    {
      bytes: Array.from({ length: instructions }, (_, k) =>
        // BPF_LD | BPF_W | BPF_ABS of the field; BPF_RET of SECCOMP_RET_ALLOW.
        k === instructions - 1 ? [6, 0, 0, 0, 0, 0, 0xff, 0x7f] : [0x20, 0, 0, 0, field, 0, 0, 0],
      ).flat(),
    },
  ],
});
/** Offsets in struct seccomp_data. */
const CALL_NUMBER = 0;
const FIRST_ARGUMENT = 16;

const confined = (id: string, instructions: number, field: number): readonly Item[] => [
  { mark: `(fork ${id})` },
  ...forked([
    { call: "prctl", args: [38, 1, 0, 0, 0] },
    { mark: `seccomp.${id}` },
    { call: "seccomp", args: [1, 0, filter(instructions, field)] },
    { mark: `getpid.${id}` },
    { call: "getpid" },
    { mark: `(end ${id})` },
  ]),
];

const seccomp: ProgramMeasurement = {
  kind: "program",
  times: 12,
  turn: [
    ...confined("1", 1, CALL_NUMBER),
    ...confined("number.65", 65, CALL_NUMBER),
    ...confined("argument.65", 65, FIRST_ARGUMENT),
  ],
  steps: {
    "seccomp.1": { label: "seccomp: a filter of 1 instruction" },
    "getpid.1": { label: "getpid under that filter" },
    "seccomp.number.65": {
      label: "seccomp: a filter of 65 instructions that looks at the call's number",
      includes: "the kernel tries it for every call and remembers what is always allowed",
    },
    "getpid.number.65": { label: "getpid under that filter, which is not run: its answer is remembered" },
    "seccomp.argument.65": { label: "seccomp: a filter of 65 instructions that looks at an argument" },
    "getpid.argument.65": { label: "getpid under that filter" },
  },
};

export const IDENTITY: readonly Measurement[] = [
  identity,
  seccomp,
  difference(
    "seccomp.instruction",
    "each instruction of a filter, at each call",
    "getpid.argument.65",
    "getpid.1",
    64,
  ),
  difference("seccomp.check", "a filter of one instruction, at each call", "getpid.1", "getpid"),
];
