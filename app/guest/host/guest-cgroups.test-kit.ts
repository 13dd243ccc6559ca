/**
 * One set-up of busy loops in cgroups, twice: run by the guest's own kernel, and predicted by the simulator's scheduler.
 * Both answer with what the same window of the guest's time saw.
 */
import type { LocalGuest } from "@/app/guest/local";
import { text } from "@/app/guest/v86/machine.test-kit";
import { createScheduler } from "@/app/sim/cpu/create";
import { busy, Driver } from "@/app/sim/cpu/drive";
import { DEFAULT_GROUP, type GroupId, type GroupSettings, ROOT_GROUP } from "@/app/sim/cpu/scheduler";

/** guests/linux/kernel.config: CONFIG_HZ_100. */
const GUEST_TICK_HZ = 100;
/** Until the start of the loops is over and the wakes of the shell with it. */
const WARM_UP_S = 0.3;

type CgroupSettings = Partial<Pick<GroupSettings, "weight" | "quotaNs" | "periodNs">>;

export interface Loops {
  /** By path below the root cgroup, parents before their children; loops are only in those without children. */
  readonly cgroups: Readonly<Record<string, CgroupSettings>>;
  readonly loops: readonly { readonly cgroup: string; readonly nice: number }[];
}

/** What was seen in the window. Shares are of the time that passed, in percent. */
interface Seen {
  /** By loop. */
  readonly loopShares: readonly number[];
  readonly cgroups: Readonly<Record<string, CgroupSeen>>;
}

/** Differences of cpu.stat. */
interface CgroupSeen {
  readonly share: number;
  readonly periods: number;
  readonly throttled: number;
  readonly throttledMs: number;
}

/** On the guest's clock (/proc/uptime, whole ticks), ns. */
interface Window {
  /** The loops start. */
  readonly startNs: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** Running totals at one moment. */
interface Reading {
  readonly atNs: number;
  readonly loopsRanNs: readonly number[];
  readonly cgroups: Readonly<Record<string, CgroupTotals>>;
}

interface CgroupTotals {
  readonly ranNs: number;
  readonly periods: number;
  readonly throttled: number;
  readonly throttledNs: number;
}

/**
 * Runs the loops in the guest, watches them for `seconds` of its time, and ends them.
 * @throws Error if the guest's answer is not a reading.
 */
export async function runInGuest(
  guest: LocalGuest,
  setup: Loops,
  seconds: number,
): Promise<{ seen: Seen; window: Window }> {
  const answer = await guest.exec(scriptOf(setup, seconds), { timeoutNs: 60e9 });
  const said = text(answer.stdout);
  const [start = "", from = "", to = ""] = said.split("--\n");
  try {
    const readings = [readingOf(setup, from), readingOf(setup, to)] as const;
    const window = { startNs: uptimeNs(start), fromNs: readings[0].atNs, toNs: readings[1].atNs };
    return { seen: difference(...readings), window };
  } catch (cause) {
    throw new Error(`not a reading:\n${said}\n${text(answer.stderr)}`, { cause });
  }
}

/** What CFS as app/sim/cpu has it, on one core with the guest's tick, gives the same loops in the same window. */
export function predict(setup: Loops, window: Window): Seen {
  const options = { cores: 1, threadsPerCore: 1, tickHz: GUEST_TICK_HZ, seed: 1 };
  const scheduler = createScheduler("cfs", options);
  const groups = new Map<string, GroupId>();
  for (const [path, settings] of Object.entries(setup.cgroups)) {
    const parent = groups.get(parentOf(path)) ?? ROOT_GROUP;
    groups.set(path, scheduler.addGroup(parent, { ...DEFAULT_GROUP, ...settings }, 0));
  }
  const entities = setup.loops.map(({ cgroup, nice }) =>
    scheduler.addEntity(groups.get(cgroup)!, { nice }, 0),
  );
  const driver = new Driver(
    scheduler,
    entities.map((entity) => ({ ...busy(entity), startNs: window.startNs })),
  );
  const readAt = (atNs: number): Reading => {
    driver.runTo(atNs);
    const loopsRanNs = entities.map((entity) => driver.ranNs(entity));
    const cgroups = mapValues(setup.cgroups, (_, path) => ({
      ...scheduler.throttling(groups.get(path)!),
      ranNs: loopsRanNs
        .filter((_, loop) => `${setup.loops[loop]!.cgroup}/`.startsWith(`${path}/`))
        .reduce((sum, ran) => sum + ran, 0),
    }));
    return { atNs, loopsRanNs, cgroups };
  };
  return difference(readAt(window.fromNs), readAt(window.toNs));
}

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The shell stays in the root cgroup; one `cat` reads everything, so a reading is of one moment. */
function scriptOf({ cgroups, loops }: Loops, seconds: number): string {
  const paths = Object.keys(cgroups);
  const stats = [
    ...paths.map((path) => `${path}/cpu.stat`),
    ...loops.map((_, loop) => `/proc/$p${loop}/stat`),
  ];
  const read = `cat /proc/uptime ${stats.join(" ")}; echo --`;
  return [
    "cd /sys/fs/cgroup",
    ...Object.entries(cgroups).flatMap(([path, settings]) => {
      const { weight, quotaNs, periodNs } = { ...DEFAULT_GROUP, ...settings };
      const max = Number.isFinite(quotaNs) ? quotaNs / 1e3 : "max";
      return [
        `echo +cpu > ./${parentOf(path)}/cgroup.subtree_control; mkdir ${path}`,
        `echo ${weight} > ${path}/cpu.weight; echo ${max} ${periodNs / 1e3} > ${path}/cpu.max`,
      ];
    }),
    "cat /proc/uptime; echo --",
    ...loops.map(({ cgroup, nice }, loop) => {
      const run = `(echo 0 > ${cgroup}/cgroup.procs; exec nice -n ${nice} spin -q 1000 >/dev/null)`;
      return `${run} & p${loop}=$!`;
    }),
    `sleep ${WARM_UP_S}; ${read}`,
    `sleep ${seconds}; ${read}`,
    ...paths.map((path) => `echo 1 > ${path}/cgroup.kill`),
    `wait; rmdir ${paths.toReversed().join(" ")}`,
    "",
  ].join("\n");
}

const uptimeNs = (said: string): number => Math.round(Number(/^(\d+\.\d+) /.exec(said)![1]) * 1e9);

function readingOf(setup: Loops, said: string): Reading {
  const counts = (key: string) =>
    [...said.matchAll(new RegExp(`^${key} (\\d+)$`, "gm"))].map((match) => Number(match[1]));
  const [ran, periods, throttled, throttledUs] = [
    "usage_usec",
    "nr_periods",
    "nr_throttled",
    "throttled_usec",
  ].map(counts);
  const paths = Object.keys(setup.cgroups);
  const cgroups = mapValues(setup.cgroups, (_, path) => {
    const index = paths.indexOf(path);
    return {
      ranNs: ran![index]! * 1e3,
      periods: periods![index]!,
      throttled: throttled![index]!,
      throttledNs: throttledUs![index]! * 1e3,
    };
  });
  return { atNs: uptimeNs(said), loopsRanNs: loopTimesNs(setup, said), cgroups };
}

/** From proc_pid_stat(5), fields 14 and 15: utime and stime, in clock ticks of 10 ms. */
function loopTimesNs(setup: Loops, said: string): number[] {
  const times = [...said.matchAll(/^\d+ \(spin\) (.*)$/gm)].map((match) => {
    const fields = match[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10e6;
  });
  if (times.length !== setup.loops.length) throw new Error(`${times.length} loops are running`);
  return times;
}

function difference(before: Reading, after: Reading): Seen {
  const percent = (ns: number) => (100 * ns) / (after.atNs - before.atNs);
  return {
    loopShares: after.loopsRanNs.map((ran, loop) => percent(ran - before.loopsRanNs[loop]!)),
    cgroups: mapValues(after.cgroups, (to, path) => {
      const from = before.cgroups[path]!;
      return {
        share: percent(to.ranNs - from.ranNs),
        periods: to.periods - from.periods,
        throttled: to.throttled - from.throttled,
        throttledMs: (to.throttledNs - from.throttledNs) / 1e6,
      };
    }),
  };
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  to: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value, key)]));
}
