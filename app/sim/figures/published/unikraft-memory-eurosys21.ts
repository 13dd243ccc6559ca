/**
 * Kuenzer et al., "Unikraft" (EuroSys 2021), figure 11: the least memory with which an application runs, computed from the
 * authors' data (github.com/unikraft/eurosys21-artifacts at d88853d5).
 */
import { type Figure, published } from "../figure";

const MIB = 2 ** 20;

const least = (system: string, application: string, mib: number): Figure =>
  published(mib * MIB, "bytes", {
    title: "Unikraft: Fast, Specialized Unikernels the Easy Way",
    authors: "Kuenzer et al.",
    where: "EuroSys 2021",
    table: `Figure 11, least memory, ${system}, ${application}: ${mib} MB, taken as MiB, as monitors are asked for it`,
    host: "Shuttle SH370R6, Core i7-9700K 3.6 GHz (8 cores, HT off), 32 GB, Debian Buster, Linux 4.19, isolated CPUs",
    url: "https://github.com/unikraft/eurosys21-artifacts",
  });

export const LEAST_APPLICATIONS = ["hello", "redis", "sqlite", "nginx"] as const;

const row = (system: string, mib: readonly (number | undefined)[]) => ({
  system,
  least: LEAST_APPLICATIONS.map((application, n) => {
    const value = mib[n];
    return value === undefined ? undefined : least(system, application, value);
  }),
});

/** By system, in the order of `LEAST_APPLICATIONS`; undefined where the authors have no value. */
export const leastMemory: readonly {
  readonly system: string;
  readonly least: readonly (Figure | undefined)[];
}[] = [
  row("Unikraft", [2, 7, 4, 5]),
  row("Docker", [6, 7, 6, 7]),
  row("Rump", [8, 13, 10, 12]),
  row("HermiTux", [11, 13, 10, undefined]),
  row("Lupine", [20, 21, 21, 21]),
  row("OSv", [24, 40, 26, 26]),
  row("Linux microVM", [29, 30, 29, 29]),
];
