/** Namespace flags in words. */
import { CLONE } from "../abi/flags";

/** "NEWNS NEWPID" */
export function cloneNames(flags: number): string {
  return Object.entries(CLONE)
    .filter(([name, flag]) => name.startsWith("NEW") && (flags & flag) !== 0)
    .map(([name]) => name)
    .join(" ");
}
