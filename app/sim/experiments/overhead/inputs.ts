/** What the overhead experiment can be asked: apart from it, so that a page offers it without the models. */

export const WORKLOADS = ["processor", "kernel", "disk", "network", "key-value", "database"] as const;
export type Workload = (typeof WORKLOADS)[number];

/** Those that published rows of a disk bound. */
export const BLOCKS = ["4k", "128k"] as const;
export type BlockSize = (typeof BLOCKS)[number];

export interface OverheadInputs {
  /** "all", or some of them in their order: "disk,network". */
  readonly workloads: string;
  /** Of random reads from the disk. */
  readonly block: BlockSize;
  /** Reads in flight at most. */
  readonly depth: number;
  /** What goes round in a network round trip, without headers. */
  readonly requestBytes: number;
  readonly answerBytes: number;
  /** Of the servers, at most. */
  readonly clients: number;
  /** Of the database-like load. */
  readonly cores: number;
  readonly seed: number;
}

export const OVERHEAD_DEFAULTS: OverheadInputs = {
  workloads: "all",
  block: "4k",
  depth: 32,
  // netperf's, as Felter et al. ran it.
  requestBytes: 100,
  answerBytes: 200,
  clients: 100,
  cores: 8,
  seed: 1,
};

export const OVERHEAD_RANGES = {
  depth: [1, 256],
  requestBytes: [1, 1460],
  answerBytes: [1, 1460],
  clients: [1, 1000],
  cores: [1, 128],
} as const satisfies Partial<Record<keyof OverheadInputs, readonly [number, number]>>;

const ALL = "all";

/** The workloads that a text names, in their order; undefined if it names another, or none. */
export function readWorkloads(text: string): readonly Workload[] | undefined {
  if (text === ALL) return WORKLOADS;
  const names = text.split(",");
  const known = WORKLOADS.filter((workload) => names.includes(workload));
  return known.length === new Set(names).size ? known : undefined;
}

/** The one text for these workloads: the same question has one address. */
export const workloadsText = (workloads: readonly Workload[]): string =>
  workloads.length === WORKLOADS.length ? ALL : WORKLOADS.filter((one) => workloads.includes(one)).join(",");
