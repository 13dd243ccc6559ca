/** Limits as flags: --memory, --cpus and their like, with the daemon's checks (moby: daemon/daemon_unix.go). */
import { EngineError, type Resources } from "../../engine/contract";
import type { Flags } from "../grammar/parse-flags";
import { parseBytes, parseCpus, parseSwap } from "./sizes";

const invalid = (message: string): EngineError => new EngineError(message, 125, "invalid");

/** runc's conversion: shares 2..262144 to weights 1..10000. */
const weightOf = (shares: number): number =>
  1 + Math.floor(((Math.min(262144, Math.max(2, shares)) - 2) * 9999) / 262142);

/** Period of --cpus, µs. */
const PERIOD_US = 100_000;

/** @param processors there are @throws ValueError, EngineError */
export function parseResources(flags: Flags, processors: number): Resources {
  return { ...memory(flags), ...cpu(flags, processors), ...others(flags) };
}

function memory(flags: Flags): Resources {
  const limit = flags.maybe("memory") === undefined ? 0 : parseBytes(flags.text("memory"));
  const swap = flags.maybe("memory-swap") === undefined ? 0 : parseSwap(flags.text("memory-swap"));
  if (limit > 0 && limit < 6 * 1024 * 1024) throw invalid("Minimum memory limit allowed is 6MB");
  if (swap > 0 && limit === 0)
    throw invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
  if (swap > 0 && swap < limit)
    throw invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
  return {
    ...(limit > 0 ? { memoryMax: limit } : {}),
    ...(swap === 0 ? {} : { memorySwapMax: swap < 0 ? -1 : swap - limit }),
  };
}

function cpu(flags: Flags, processors: number): Resources {
  const nano = flags.has("cpus") ? parseCpus(flags.text("cpus")) : 0;
  const quota = flags.int("cpu-quota") ?? 0;
  const period = flags.int("cpu-period") ?? 0;
  if (nano !== 0 && period !== 0)
    throw invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set.");
  if (nano !== 0 && quota !== 0)
    throw invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set.");
  if (nano !== 0 && (nano < 1e7 || nano > processors * 1e9))
    throw invalid(
      `Range of CPUs is from 0.01 to ${processors}.00, as there are only ${processors} CPUs available`,
    );
  if (period !== 0 && (period < 1000 || period > 1_000_000))
    throw invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
  if (quota > 0 && quota < 1000) throw invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
  const max =
    nano !== 0
      ? { quotaUs: Math.round((nano * PERIOD_US) / 1e9), periodUs: PERIOD_US }
      : quota !== 0 || period !== 0
        ? { quotaUs: quota === 0 ? -1 : quota, periodUs: period === 0 ? PERIOD_US : period }
        : undefined;
  const shares = flags.int("cpu-shares") ?? 0;
  const cpus = flags.text("cpuset-cpus");
  if (cpus !== "") checkSet(cpus, processors);
  return {
    ...(max === undefined ? {} : { cpuMax: max }),
    ...(shares > 0 ? { cpuWeight: weightOf(shares) } : {}),
    ...(cpus === "" ? {} : { cpusetCpus: cpus }),
  };
}

function checkSet(text: string, processors: number): void {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) throw invalid(`Invalid value ${text} for cpuset cpus`);
  const highest = Math.max(...text.split(/[,-]/).map(Number));
  if (highest >= processors)
    throw invalid(
      `Requested CPUs are not available - requested ${text}, available: ${processors === 1 ? "0" : `0-${processors - 1}`}`,
    );
}

function others(flags: Flags): Resources {
  const pids = flags.int("pids-limit");
  const score = flags.int("oom-score-adj");
  if (score !== undefined && (score < -1000 || score > 1000))
    throw invalid(`Invalid value ${score}, range for oom score adj is [-1000, 1000]`);
  return {
    ...(pids === undefined || pids === 0 ? {} : { pidsMax: pids }),
    ...(score === undefined ? {} : { oomScoreAdj: score }),
  };
}
