/**
 * What each page of a guest's memory is for, as the guest itself says. Linux says it in /proc/kpageflags
 * (include/uapi/linux/kernel-page-flags.h) and /proc/iomem; a guest without an agent says nothing.
 */
import { PAGE_BYTES } from "./comparison";

export const PAGE_KINDS = [
  /** The kernel's code and read-only data, by /proc/iomem. */
  "kernelText",
  /** All else that is the kernel's: its variables, slabs, stacks, page tables. */
  "kernelData",
  /** Pages of files, those of the guest's file systems in memory among them. */
  "pageCache",
  "anonymous",
  /** In no use by the guest, and still holding something. */
  "free",
  /** Holds zeros, whatever it is for. */
  "zero",
  /** Of a guest that cannot be asked. */
  "unknown",
] as const;
export type PageKind = (typeof PAGE_KINDS)[number];

/** Prints the ranges of /proc/iomem, then the page flags from page 0 on as runs: count, low word, high word. */
export const KINDS_SCRIPT = `grep Kernel /proc/iomem; echo; cat /proc/kpageflags | hexdump -v -e '2/4 "%08x " "\\n"' | uniq -c`;

const BIT = { lru: 5, buddy: 10, mapped: 11, anonymous: 12, swapBacked: 14 } as const;
const has = (flags: number, bit: number): boolean => ((flags >>> bit) & 1) === 1;

function kindByFlags(flags: number): PageKind {
  if (has(flags, BIT.buddy)) return "free";
  if (has(flags, BIT.anonymous)) return "anonymous";
  const ofFile = has(flags, BIT.lru) || has(flags, BIT.mapped) || has(flags, BIT.swapBacked);
  return ofFile ? "pageCache" : "kernelData";
}

/**
 * The kind of each page, by what the guest answered to KINDS_SCRIPT; undefined: it cannot be asked. A page of zeros has the
 * hash 0.
 * @throws Error if the answer is not one.
 */
export function pageKinds(hashes: Float64Array, answer: string | undefined): readonly PageKind[] {
  const said = answer === undefined ? undefined : kindsSaid(answer);
  return Array.from(hashes, (hash, page) => {
    if (hash === 0) return "zero";
    return said === undefined ? "unknown" : (said[page] ?? "kernelData");
  });
}

function kindsSaid(answer: string): readonly PageKind[] {
  const [ranges = "", runs = ""] = answer.split("\n\n");
  const kinds: PageKind[] = [];
  for (const line of runs.trim().split("\n")) {
    const [count, low] = line.trim().split(/\s+/);
    const kind = kindByFlags(Number.parseInt(low ?? "", 16));
    for (let page = 0; page < Number(count); page++) kinds.push(kind);
  }
  if (kinds.length === 0) throw new Error(`the guest did not say what its pages are for: ${answer}`);
  for (const [, from, to] of ranges.matchAll(/([0-9a-f]+)-([0-9a-f]+) : Kernel (?:code|rodata)/g)) {
    const last = Math.floor(Number.parseInt(to!, 16) / PAGE_BYTES);
    kinds.fill("kernelText", Math.floor(Number.parseInt(from!, 16) / PAGE_BYTES), last + 1);
  }
  return kinds;
}
