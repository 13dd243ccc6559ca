/** Processes and their memory. */
import { difference, type Measurement, type ProgramMeasurement } from "../measurement";
import type { Argument, Call, Item } from "../program";
import { SIGCHLD } from "../system-calls";

const wait: Call = { call: "wait4", args: [-1, 0, 0, 0] };

/** A child that does something, and its end. */
export const forked = (child: readonly Item[], flags = 0): readonly Item[] => [
  { call: "clone", args: [flags | SIGCHLD, 0, 0, 0, 0], child },
  wait,
];

const exec = (path: string, ...words: readonly string[]): Call => ({
  call: "execve",
  args: [path, { words: [...words, 0] }, { words: ["PATH=/bin:/sbin:/usr/bin:/usr/sbin", 0] }],
});

const mapped = (pages: number): Call => ({
  call: "mmap2",
  args: [0, pages * 4096, 3, 0x22, -1, 0],
  as: "map",
});
const unmap = (pages: number): Call => ({ call: "munmap", args: [{ result: "map" }, pages * 4096] });
const map: Argument = { result: "map" };

/** A static ELF file that leaves at once: 84 bytes of headers, `mov $1, eax; xor ebx, ebx; int $0x80`. */
const LEAVE =
  "printf '\\177ELF\\1\\1\\1\\0\\0\\0\\0\\0\\0\\0\\0\\0\\2\\0\\3\\0\\1\\0\\0\\0\\124\\200\\4\\10\\64\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\64\\0\\40\\0\\1\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\0\\0\\200\\4\\10\\0\\200\\4\\10\\135\\0\\0\\0\\135\\0\\0\\0\\5\\0\\0\\0\\0\\20\\0\\0\\270\\1\\0\\0\\0\\61\\333\\315\\200' >/tmp/leave; chmod +x /tmp/leave; printf '#!/tmp/leave\\n' >/tmp/script; chmod +x /tmp/script";

const life: ProgramMeasurement = {
  kind: "program",
  times: 16,
  prelude: LEAVE,
  turn: [
    { mark: "fork" },
    ...forked([]),
    { mark: "vfork" },
    { call: "vfork", child: [] },
    wait,
    { mark: "exec.leave" },
    ...forked([exec("/tmp/leave", "leave")]),
    { mark: "exec.script" },
    ...forked([exec("/tmp/script", "script")]),
    { mark: "exec.missing" },
    { call: "execve", args: ["/tmp/nothing", { words: ["x", 0] }, { words: [0] }], mayFail: true },
    { mark: "exec.true" },
    ...forked([exec("/bin/true", "true")]),
    { mark: "exec.sh" },
    ...forked([exec("/bin/sh", "sh", "-c", ":")]),
    { mark: "wait.none" },
    { call: "wait4", args: [-1, 0, 1, 0], mayFail: true },
  ],
  steps: {
    fork: { label: "fork, exit and wait", includes: "two context switches" },
    vfork: { label: "vfork, exit and wait", includes: "two context switches" },
    "exec.leave": { label: "fork, exec of a program of three instructions, wait" },
    "exec.script": { label: "fork, exec of a script with #! whose interpreter is that program, wait" },
    "exec.missing": { label: "exec of what is not there: ENOENT" },
    "exec.true": { label: "fork, exec of busybox as true, wait" },
    "exec.sh": { label: "fork, exec of busybox as sh -c :, wait" },
    "wait.none": { label: "wait without children: ECHILD" },
  },
};

const parts: ProgramMeasurement = {
  kind: "program",
  times: 16,
  turn: [
    { mark: "fork.call" },
    { call: "fork", child: [{ mark: "exit.wait" }] },
    { mark: "wait.block" },
    wait,
    { mark: "(fork to kill)" },
    {
      call: "fork",
      child: [
        { call: "getpid", as: "self" },
        { mark: "kill.fatal" },
        { call: "kill", args: [{ result: "self" }, 9] },
      ],
    },
    wait,
    { mark: "(fork for a session)" },
    { call: "fork", child: [{ mark: "setsid" }, { call: "setsid" }, { mark: "(exit)" }] },
    wait,
  ],
  steps: {
    "fork.call": { label: "fork, up to its return in the parent" },
    "wait.block": {
      label: "wait that blocks, up to the child's first instruction",
      includes: "one context switch",
    },
    "exit.wait": {
      label: "exit of the child, up to the parent's return from wait",
      includes: "one context switch",
    },
    "kill.fatal": {
      label: "a process kills itself with SIGKILL, up to the parent's return from wait",
      includes: "one context switch",
    },
    setsid: { label: "setsid" },
  },
};

const large: ProgramMeasurement = {
  kind: "program",
  times: 16,
  setup: [mapped(512), { touch: map, pages: 512 }],
  turn: [{ mark: "fork.512" }, ...forked([])],
  steps: { "fork.512": { label: "fork, exit and wait with 512 more pages" } },
};

const memory: ProgramMeasurement = {
  kind: "program",
  times: 16,
  setup: [{ call: "brk", args: [0], as: "brk" }],
  turn: [
    { mark: "brk" },
    { call: "brk", args: [{ result: "brk" }] },
    { mark: "mmap" },
    mapped(64),
    { mark: "fault.64" },
    { touch: map, pages: 64 },
    { mark: "mprotect" },
    { call: "mprotect", args: [map, 4096, 1] },
    { mark: "munmap.64" },
    unmap(64),
    { mark: "(mmap 2)" },
    mapped(64),
    { mark: "munmap" },
    unmap(64),
    { mark: "(mmap 3)" },
    mapped(64),
    { touch: map, pages: 64 },
    { mark: "fork.64" },
    ...forked([]),
    { mark: "fork.64.written" },
    ...forked([{ touch: map, pages: 64 }]),
    { mark: "(munmap 3)" },
    unmap(64),
  ],
  steps: {
    brk: { label: "brk that changes nothing" },
    mmap: { label: "mmap of anonymous memory" },
    "fault.64": { label: "first write to each of 64 pages" },
    mprotect: { label: "mprotect of a page" },
    "munmap.64": { label: "munmap of 64 pages that were written" },
    munmap: { label: "munmap of 64 pages that were not touched" },
    "fork.64": { label: "fork, exit and wait with 64 more pages" },
    "fork.64.written": { label: "the same, the child writing to each of the 64 pages" },
  },
};

export const PROCESSES: readonly Measurement[] = [
  life,
  parts,
  memory,
  large,
  difference(
    "execve",
    "execve of a static program",
    "exec.leave",
    "fork",
    1,
    "its first page fault; the old memory is given back",
  ),
  difference("execve.interpreter", "execve: the detour over #!", "exec.script", "exec.leave"),
  difference(
    "busybox.start",
    "busybox from its first instruction to its exit, as true",
    "exec.true",
    "exec.leave",
    1,
    "page faults on its file, the C library's start, the search for the applet; a larger file to map",
  ),
  difference("sh.start", "sh -c : beyond what true does", "exec.sh", "exec.true"),
  difference(
    "fork.page",
    "each page that fork copies the entry of",
    "fork.512",
    "fork.64",
    448,
    "giving it back at exit",
  ),
  {
    kind: "sum",
    id: "fault",
    label: "page fault: first write to a page",
    terms: [[1, "fault.64"]],
    over: 64,
  },
  difference(
    "fault.copy",
    "page fault: a copy of a shared page",
    "fork.64.written",
    "fork.64",
    64,
    "giving the copy back at exit",
  ),
  difference("munmap.page", "munmap: each page that was written", "munmap.64", "munmap", 64),
  {
    kind: "kbench",
    id: "kbench.getpid",
    test: "getpid",
    iterations: 300,
    label: "kbench getpid",
    includes: "the C library's wrapper",
  },
  {
    kind: "kbench",
    id: "kbench.switch",
    test: "switch",
    iterations: 200,
    label: "kbench switch: one byte to another process and back",
    includes: "two writes, two reads, two context switches",
  },
  {
    kind: "kbench",
    id: "kbench.fork",
    test: "fork",
    iterations: 12,
    label: "kbench fork",
    includes: "the C library's fork",
  },
  {
    kind: "kbench",
    id: "kbench.exec",
    test: "exec",
    iterations: 6,
    label: "kbench exec",
    includes: "the C library's start",
  },
  { kind: "kbench", id: "kbench.fault", test: "fault", iterations: 200, label: "kbench fault" },
  { kind: "kbench", id: "kbench.mmap", test: "mmap", iterations: 200, label: "kbench mmap and munmap" },
  {
    kind: "sum",
    id: "context.switch",
    label: "context switch",
    terms: [
      [0.5, "kbench.switch"],
      [-1, "pipe.write.1"],
      [-1, "pipe.read.1"],
      [-2, "getpid.wrapper"],
    ],
    includes: "waking the other process; blocking and leaving read again",
  },
  difference("getpid.wrapper", "the C library around a system call", "kbench.getpid", "getpid"),
];
