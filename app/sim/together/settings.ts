/** What the host of the columns is set to: its cores, and each column's cpu.weight. As an address or a terminal says it, hostile. */

export const CORES = [1, 2, 4] as const;
export type Cores = (typeof CORES)[number];

/** cgroup v2 cpu.weight. */
export const WEIGHTS = { least: 1, most: 10_000, usual: 100 } as const;

export interface HostSettings {
  readonly cores: Cores;
  /** cpu.weight by column; a column that is not named has the usual one. */
  readonly weights: Readonly<Record<string, number>>;
}

export const USUAL_HOST: HostSettings = { cores: 1, weights: {} };

export const weightOf = ({ weights }: HostSettings, column: string): number =>
  weights[column] ?? WEIGHTS.usual;

export const WEIGHTS_ALLOWED = `a whole number from ${WEIGHTS.least} to ${WEIGHTS.most}`;

/** undefined for what is no cpu.weight. */
export function readWeight(text: string): number | undefined {
  const weight = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return weight >= WEIGHTS.least && weight <= WEIGHTS.most ? weight : undefined;
}

/** undefined for a number of cores that the host cannot have. */
export const readCores = (text: string): Cores | undefined => CORES.find((cores) => String(cores) === text);
