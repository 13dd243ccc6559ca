/** Who pays for the pages of files in memory: one account a file. */
import type { Task } from "../../process/task";

export interface PageAccount {
  /** `task` is undefined when the kernel itself writes. @throws SysError ENOMEM */
  charge(pages: number, task: Task | undefined): void;
  /** The pages charged last go first. */
  release(pages: number): void;
}

/** Pages that nobody counts. */
export const UNCHARGED: PageAccount = { charge: () => {}, release: () => {} };
