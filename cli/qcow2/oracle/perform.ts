/** The cases of the tests without an end. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findQemuTools } from "@/scripts/qemu-tools.mjs";
import { performCase } from "./cases";
import { endTools, startTools } from "./tools";

/** Cases that wait for their programs side by side. */
const AT_ONCE = 3;

/**
 * Performs the cases of the seeds from `first` on while `more` says so, and stops at the first ones that differ. The images of
 * those stay in the folder that the difference names.
 * @param done called with each seed that agreed
 */
export async function performCases(
  first: number,
  more: (seed: number) => boolean,
  done: (seed: number) => void = () => {},
): Promise<readonly string[]> {
  findQemuTools();
  // In memory where the system has such a place: the tools wait for the medium after each change.
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "triptych-qcow2-"));
  startTools(folder);
  const found: string[] = [];
  let next = first;
  const worker = async () => {
    while (found.length === 0 && more(next)) {
      const seed = next++;
      const difference = await performCase(seed, folder);
      if (difference === undefined) done(seed);
      else found.push(difference);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  endTools();
  if (found.length === 0) rmSync(folder, { recursive: true });
  return found;
}
