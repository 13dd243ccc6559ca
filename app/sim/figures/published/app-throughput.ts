/**
 * Kuenzer et al., "Unikraft" (EuroSys 2021) and Kuo et al., "A Linux in Unikernel Clothing" (EuroSys 2020): the rows that
 * others are compared with, computed from the authors' data (unikraft/eurosys21-artifacts at d88853d5, hckuo/Lupine-Linux at
 * 7085e83a).
 */
import { type Figure, published, type Source, type Unit } from "../figure";

const unikraft: Source = {
  title: "Unikraft: Fast, Specialized Unikernels the Easy Way",
  authors: "Kuenzer et al.",
  where: "EuroSys 2021",
  table: "Redis with 30 connections and 16 requests in a pipeline; nginx with wrk, 30 connections",
  host: "Shuttle SH370R6, Core i7-9700K 3.6 GHz (8 cores, HT off), Debian Buster, Linux 4.19, isolated CPUs",
  url: "https://github.com/unikraft/eurosys21-artifacts",
};

const lupine: Source = {
  title: "A Linux in Unikernel Clothing",
  authors: "Kuo et al.",
  where: "EuroSys 2020",
  table: "benchmark-logs, microVM baseline",
  host: "not named in the logs",
  url: "https://github.com/hckuo/Lupine-Linux",
};

const row =
  (source: Source) =>
  (value: number, unit: Unit, what: string): Figure =>
    published(value, unit, { ...source, table: `${source.table}: ${what}` });

const ofUnikraft = row(unikraft);
export const native = {
  get: ofUnikraft(2439, "thousand/s", "native, GET"),
  set: ofUnikraft(2014, "thousand/s", "native, SET"),
  nginx: ofUnikraft(175.556, "thousand/s", "native, nginx"),
} as const;

/** Cycles of a system call at 3.6 GHz: Linux; without mitigations; Unikraft at run time; a function call. */
export const callCycles = { linux: 222, unmitigated: 154, unikraft: 84, function: 4 } as const;
export const CALL_GHZ = 3.6;

const ofLupine = row(lupine);
export const microVm = {
  get: ofLupine(80.869, "thousand/s", "Redis GET"),
  set: ofLupine(79.65, "thousand/s", "Redis SET"),
  "nginx-conn": ofLupine(8.698, "thousand/s", "nginx, a connection for each request"),
  "nginx-session": ofLupine(21.238, "thousand/s", "nginx, sessions"),
} as const;
