/**
 * The memory references of one page walk that finds nothing in any cache. On bare hardware, and so in a container, a walk
 * reads one entry of each level of the page tables. In a virtual machine with nested paging every address that the guest's
 * tables hold is itself a guest-physical one: before each entry of the guest's can be read, its address goes through the
 * host's tables, and in the end the page's own address does.
 */

/** One entry that is read. */
export interface WalkReference {
  /** Whose table the entry is in. */
  readonly table: "guest" | "host";
  /** The level of that table: the root is the highest, 1 leads to a page. */
  readonly level: number;
  /** For a host entry: what is being translated, the guest's table of that level or, with 0, the page itself. */
  readonly towards: number;
}

/** Levels of x86-64 page tables as Linux uses them by default. */
export const LEVELS = 4;

/** Walks from the root down, a reference for each level. */
export const flatWalk = (levels = LEVELS): readonly WalkReference[] =>
  downFrom(levels).map((level) => ({ table: "host", level, towards: 0 }));

/** Walks in two dimensions: guest levels across, host levels down. */
export function nestedWalk(guestLevels = LEVELS, hostLevels = LEVELS): readonly WalkReference[] {
  const through = (towards: number): readonly WalkReference[] =>
    downFrom(hostLevels).map((level) => ({ table: "host", level, towards }));
  return [
    ...downFrom(guestLevels).flatMap((level) => [
      ...through(level),
      { table: "guest", level, towards: level } as const,
    ]),
    ...through(0),
  ];
}

const downFrom = (levels: number): readonly number[] =>
  Array.from({ length: levels }, (_, index) => levels - index);
