/** Serial terminals of the machine: what a person types comes in from outside, and a shell lives on each, as the guest's init starts it. */

import { SysError } from "../abi/errno";
import { O } from "../abi/flags";
import type { Sys } from "../abi/sys";
import { now } from "../fs/kernel-caller";
import type { Kernel } from "../kernel";
import { openTty, Tty } from "./tty";

const SERIAL_MAJOR = 4;
const FIRST_SERIAL = 64;

/** What the guest's init gives its shell. */
const ENVIRONMENT = new Map([
  ["PATH", "/bin:/sbin:/usr/bin:/usr/sbin"],
  ["HOME", "/root"],
  ["USER", "root"],
  ["LOGNAME", "root"],
  ["SHELL", "/bin/sh"],
  ["TERM", "linux"],
  ["PS1", "# "],
]);
const SHELL = { path: "/bin/busybox", argv: ["sh"] };

/** What is on a terminal instead of a shell, once. */
export interface TerminalProgram {
  readonly path: string;
  readonly argv: readonly string[];
  /** Called at its end. */
  readonly ended: () => void;
}

/** A terminal with a shell on it; when the shell ends, another begins. `output` gets what the screen shows. */
export function openConsole(
  kernel: Kernel,
  number: number,
  output: (bytes: Uint8Array) => void,
  program?: TerminalProgram,
): Tty {
  const name = `ttyS${number}`;
  const tty = new Tty(name, { signalGroup: (group, signal) => kernel.signalGroup(group, signal), output });
  // biome-ignore lint/correctness/useYield: opens at once
  kernel.files.devices.character(SERIAL_MAJOR, FIRST_SERIAL + number, function* (flags, caller, inode) {
    return openTty(tty, inode, flags, caller);
  });
  const start = () => {
    const task = now(
      kernel.births.clone(kernel.system.init.main, 0, function* (sys) {
        return yield* onTerminal(sys, `/dev/${name}`, program ?? SHELL);
      }),
    );
    const ended = (process: typeof task.process) => {
      if (process !== task.process) return;
      kernel.onEnd.delete(ended);
      if (program === undefined) kernel.after(0, start);
      else program.ended();
    };
    kernel.onEnd.add(ended);
  };
  start();
  return tty;
}

function* onTerminal(sys: Sys, terminal: string, { path, argv }: Pick<TerminalProgram, "path" | "argv">) {
  yield* sys.setsid();
  for (const fd of [0, 1, 2]) {
    try {
      yield* sys.close(fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error;
    }
  }
  yield* sys.open(terminal, O.RDWR);
  yield* sys.dup(0);
  yield* sys.dup(0);
  yield* sys.chdir("/root");
  return yield* sys.execve(path, argv, ENVIRONMENT);
}
