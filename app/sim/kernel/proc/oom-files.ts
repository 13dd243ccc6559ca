/** /proc/PID/oom_score, oom_score_adj and oom_adj (fs/proc/base.c). */
import { SysError } from "../abi/errno";
import type { Caller, Inode } from "../fs/contract";
import { capableIn } from "../process/credentials";
import type { Process } from "../process/process";
import type { Task } from "../process/task";
import { file } from "./task-file";
import type { ProcView, TaskView } from "./view";

const MOST = 1000;
/** The old scale: -17 means never, 15 means first. */
const OLD_NEVER = -17;
const OLD_MOST = 15;

/** oom_badness in thousandths of the machine's memory, moved into 0 to 2000 and scaled by two thirds. */
function score({ kernel }: ProcView, { process }: Task): number {
  if (process.kernelThread || process.zombie || process.oomScoreAdj === -MOST) return 0;
  const { total, swapTotal } = kernel.memory.totals();
  const { rssPages, swapPages, pageTablePages } = process.memory;
  const all = total + swapTotal;
  const points = rssPages + swapPages + pageTablePages + Math.trunc((process.oomScoreAdj * all) / MOST);
  return Math.max(0, Math.trunc(((MOST + Math.trunc((points * MOST) / all)) * 2) / 3));
}

function parse(text: string, low: number, high: number): number {
  const word = text.trim();
  const value = Number(word);
  if (!/^[+-]?\d+$/.test(word) || value < low || value > high) throw new SysError("EINVAL");
  return value;
}

export function oomScore({ view, of }: TaskView): Inode {
  return file(view, of, 0o444, () => `${score(view, of)}\n`);
}

export function oomAdj({ view, of }: TaskView): Inode {
  const { process } = of;
  const old = () =>
    process.oomScoreAdj === MOST ? OLD_MOST : Math.trunc((process.oomScoreAdj * -OLD_NEVER) / MOST);
  return file(
    view,
    of,
    0o644,
    () => `${old()}\n`,
    (text, caller) => {
      const value = parse(text, OLD_NEVER, OLD_MOST);
      const adjusted = value === OLD_MOST ? MOST : Math.trunc((value * MOST) / -OLD_NEVER);
      set(view, process, adjusted, process.oomScoreAdj, caller);
    },
  );
}

export function oomScoreAdj({ view, of }: TaskView): Inode {
  const { process } = of;
  return file(
    view,
    of,
    0o644,
    () => `${process.oomScoreAdj}\n`,
    (text, caller) => set(view, process, parse(text, -MOST, MOST), process.oomScoreAdjMin, caller),
  );
}

/** @throws SysError EACCES below `least`, without the right to */
function set({ kernel }: ProcView, process: Process, value: number, least: number, caller: Caller): void {
  const mayAll = capableIn(caller.creds, kernel.initialUserNs, "SYS_RESOURCE");
  if (value < least && !mayAll) throw new SysError("EACCES");
  process.oomScoreAdj = value;
  if (mayAll) process.oomScoreAdjMin = value;
}
