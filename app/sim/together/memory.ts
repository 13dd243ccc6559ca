/** The host's memory by owner, as far as columns have recorded it, as a table of figures. */
import type { ExperimentTable, Row } from "../experiments/table";
import { sayBytes } from "../experiments/words";
import { type Figure, measured, modelled } from "../figures/figure";
import type { Contender } from "./together";

const PAGE_BYTES = 4096;

/** 4 KiB pages that a column's start has made the host find a frame for. */
export interface Holding {
  readonly own: Figure;
  /** Of a container: pages of files that others map too. The host has each of them once. */
  readonly shared: Figure;
}

/** What a column's start has been recorded to hold, in pages. */
export function holdingOf({ start }: Contender): Holding {
  if (start.track === "container")
    return {
      own: modelled(
        start.privatePages,
        "pages",
        "Pages that only the container’s processes map. The kernel below them is the host’s own.",
        [],
      ),
      shared: modelled(
        start.sharedPages,
        "pages",
        "Pages that the container’s processes map and others map too: a page of a program’s file is in memory once.",
        [],
      ),
    };
  return {
    own: measured(
      start.pagesTouched,
      "pages",
      "Pages of the guest’s memory that held anything but zeros at its prompt: its own kernel’s, its caches’ and its programs’.",
    ),
    shared: modelled(0, "pages", "The host does not look for equal pages here; the page One host does.", []),
  };
}

export function memoryTable(contenders: readonly Contender[]): ExperimentTable {
  const holdings = contenders.map((contender) => ({ contender, ...holdingOf(contender) }));
  const bytes = holdings.reduce((sum, { own, shared }) => sum + own.value + shared.value, 0) * PAGE_BYTES;
  return {
    id: "memory",
    title: `At their prompts the columns hold ${sayBytes(bytes)} of the host’s memory`,
    caption: "Pages of 4 KiB by owner, when each was up.",
    charts: [],
    columns: [
      { id: "own", label: "of its own", unit: "pages" },
      { id: "shared", label: "shared with the host", unit: "pages" },
      { id: "bytes", label: "together", unit: "bytes" },
    ],
    rows: holdings.map(
      ({ contender, own, shared }): Row => ({
        id: contender.column,
        label: contender.name,
        cells: {
          own: { figure: own },
          shared: { figure: shared },
          bytes: {
            figure: {
              value: (own.value + shared.value) * PAGE_BYTES,
              unit: "bytes",
              origin: own.origin,
            },
          },
        },
      }),
    ),
    handovers: [],
    notes: [
      "The program that emulates a machine is not in these pages. Pages that columns share with each other cannot be seen here: each column’s machine is one of its own.",
    ],
  };
}
