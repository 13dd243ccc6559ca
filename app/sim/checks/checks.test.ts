import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LabRun } from "../run/record";
import { checks, findCheck } from ".";
import { anyExchange, anyNetwork } from "./any-network";
import { anyPath } from "./any-path";
import { anyTrial, anyTrials } from "./any-trial";
import {
  cgroupOf,
  eventOf,
  everyContainerRun,
  INITIAL,
  machineOf,
  mountsOf,
  processOf,
} from "./container-fixtures";
import { boot, everyColumnRun, finishedCompute, runOf, ternGuest } from "./fixtures";
import { everyHostRun, instanceOf, memoryOf, recordOf, viewAt } from "./host-fixtures";
import { findMeasure, measures } from "./measures";
import { everyNetworkRun } from "./network-fixtures";
import { everyPathRun } from "./path-fixtures";
import { everyTrialRun } from "./trial-fixtures";

const count = fc.nat({ max: 1e9 });
const exits = fc.dictionary(fc.string(), fc.record({ reads: count, writes: count }));
const via = fc.constantFrom("bios" as const, "direct" as const, "snapshot" as const);
const track = fc.constantFrom("vm" as const, "pv" as const);
const id = fc.constantFrom("a", "b", "kept", "__proto__");

const bootRecord = fc.record({
  image: fc.constantFrom("linux", "other", "compute", "kv", "tern"),
  via,
  track,
  seed: fc.constantFrom(1, 2),
  memoryMiB: fc.constantFrom(32, 64),
  virtualMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  idleMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  instructions: count,
  exits,
  phases: fc.array(
    fc.record({
      name: fc.constantFrom("firmware", "loader", "decompression", "kernel", "init", "resume"),
      virtualMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      instructions: count,
    }),
    { maxLength: 6 },
  ),
  pagesTouched: count,
});

const programName = fc.constantFrom("alpha", "beta", "gamma", "delta", "__proto__");

const cgroupPath = fc.constantFrom("/", "/web", "/batch", "/all", "/all/a");

/** What the probe of lesson 13 writes: whole processes and cgroups, of which some contradict each other. */
const insideText = fc
  .record({
    processes: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), cgroupPath),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    cgroups: fc.array(
      fc.tuple(cgroupPath, fc.constantFrom("max", "8388608", "67108864"), fc.nat(1), fc.nat(1)),
      { maxLength: 4 },
    ),
    kills: fc.nat(2),
  })
  .map(({ processes, cgroups, kills }) =>
    [
      ...processes.flatMap(([pidNs, others, path], i) => [
        ...["pid", "mnt", "uts"].map(
          (kind) => ` ${i + 1}/ns/${kind} -> ${kind}:[${kind === "pid" ? pidNs : others}]`,
        ),
        `${i + 1} 0::${path}`,
      ]),
      "meminfo:MemAvailable:   20480 kB",
      `vmstat:oom_kill ${kills}`,
      ...cgroups.flatMap(([path, max, oom, killed]) => [
        `.${path}/memory.max:${max}`,
        `.${path}/pids.max:${max}`,
        `.${path}/memory.events:oom ${oom}`,
        `.${path}/memory.events:oom_kill ${killed}`,
      ]),
    ].join("\n"),
  );

const guestRecord = fc.record(
  {
    column: id,
    track,
    state: fc.constantFrom("off", "loading", "booting", "running", "paused", "halted", "reset", "crashed"),
    boot: bootRecord,
    restoredFrom: id,
    snapshots: fc.array(fc.record({ id, atVirtualMs: fc.integer({ min: 0, max: 3000 }), bytes: count }), {
      maxLength: 3,
    }),
    virtualMs: fc.integer({ min: 0, max: 3000 }),
    instructions: count,
    exits,
    console: fc.oneof(
      fc.string(),
      fc.constantFrom(finishedCompute().console, ternGuest().console, "Exec format error"),
    ),
    probes: fc.dictionary(
      fc.constantFrom("kept", "inside", "primes", "sorted", "other"),
      fc.record({
        stdout: fc.oneof(
          fc.string(),
          insideText,
          fc
            .array(fc.tuple(fc.constantFrom("", "linux/", "tern/", "neither/"), programName), {
              maxLength: 5,
            })
            .map((files) => files.map(([folder, name]) => `./${folder}${name}\n`).join("")),
          fc.constantFrom(199_999, 200_989).map((last) => `77\n${last}\n${"0f".repeat(32)}  -\n`),
          fc.nat(3).map(
            (seconds) => `${seconds}.10 0
`,
          ),
        ),
        status: fc.nat(255),
      }),
    ),
  },
  {
    requiredKeys: [
      "column",
      "track",
      "state",
      "snapshots",
      "virtualMs",
      "instructions",
      "exits",
      "console",
      "probes",
    ],
  },
);

const limit = fc.constantFrom<number | "max">("max", 0, 256, 4096, 8192, 20_000_000);
const ns = fc.constantFrom(0, 1e6, 5e8, 2e9);
const pages = fc.constantFrom(0, 100, 6144, 40_000);

const instanceView = (name: string) =>
  fc
    .record({
      state: fc.constantFrom("created", "starting", "running", "paused", "stopped", "killed", "crashed"),
      weight: fc.constantFrom(1, 100, 1000),
      quotaNs: limit,
      times: fc.record({ runningNs: ns, waitingNs: ns, throttledNs: ns, sleepingNs: ns }),
      throttled: fc.constantFrom(0, 1, 20),
      progress: fc.constantFrom(undefined, 0, 40_000),
      memory: fc
        .record({
          anonPages: pages,
          filePages: pages,
          swapPages: pages,
          balloonPages: pages,
          majorFaults: pages,
          high: limit,
          max: limit,
          events: fc.record({
            low: fc.constant(0),
            high: fc.nat(3),
            max: fc.nat(3),
            oom: fc.nat(1),
            oomKill: fc.nat(1),
          }),
        })
        .map(memoryOf),
    })
    .map((over) => instanceOf(name, over));

const names = fc.constantFrom<readonly string[]>(
  ["service", "batch"],
  ["batch", "visitor"],
  ["db", "leak"],
  ["small", "big"],
  ["db", "job"],
  ["vm-1", "vm-2", "vm-3"],
  ["a", "b", "container", "machine", "web", "vm"],
  [],
);

const someOrder = fc.constantFrom(
  { do: "weight", instance: "batch", weight: 300 } as const,
  { do: "start", instance: "small" } as const,
  { do: "merging", run: true } as const,
);

const hostRecord = names.chain((present) =>
  fc
    .record({
      views: fc.array(
        fc.record({
          instances: fc.tuple(...present.map(instanceView)),
          swapPages: pages,
          idle: ns,
        }),
        { maxLength: 4 },
      ),
      orders: fc.array(fc.record({ atMs: fc.constantFrom(0, 1000, 2500), order: someOrder }), {
        maxLength: 2,
      }),
    })
    .map(({ views, orders }) =>
      recordOf(
        views.map(({ instances, swapPages, idle }, index) =>
          viewAt(1000 * (index + 1), instances, { byMode: { idle }, memory: { swapPages } }),
        ),
        { orders },
      ),
    ),
);

const keptName = fc.constantFrom(
  "weights",
  "bandwidth",
  "nested",
  "translation",
  "wide",
  "narrow",
  "__proto__",
);

const inode = fc.constantFrom(30, 40);
const namespaces = fc.record(
  { pid: inode, uts: inode, mnt: inode, net: inode, user: inode },
  { requiredKeys: [] },
);
const path = fc.constantFrom("/", "/box", "/box/inner", "/images/gamma", "elsewhere");
const fileText = fc.constantFrom(
  "max\n",
  "20\n",
  "16777216\n",
  "20000 100000\n",
  "max 100000\n",
  "0 0",
  "",
  "much",
);

const machine = fc
  .record({
    processes: fc.array(
      fc
        .record({
          pid: fc.integer({ min: 0, max: 400 }),
          state: fc.constantFrom("S" as const, "Z" as const),
          comm: fc.constantFrom("sleep", "greedy", "service"),
          uid: fc.constantFrom(0, 1000),
          uidInside: fc.constantFrom(0, 1000, 65_534),
          cgroup: path,
          root: path,
          namespaces,
        })
        .map(({ pid, ...over }) => processOf(pid, over)),
      { maxLength: 6 },
    ),
    cgroups: fc.array(
      fc
        .tuple(
          path,
          fc.record({
            "memory.max": fileText,
            "pids.max": fileText,
            "pids.current": fileText,
            "cpu.max": fileText,
          }),
        )
        .map(([at, files]) => cgroupOf(at, files)),
      { maxLength: 3 },
    ),
    mounts: fc.array(
      fc
        .tuple(fc.constantFrom(INITIAL.mnt, 30, 40), fc.constantFrom("0:2", "0:21", "0:27"), path, path)
        .map(([namespace, device, from, at]) => mountsOf(namespace, [device, from, at, "proc"])),
      { maxLength: 3 },
    ),
    events: fc.array(
      fc
        .record({
          call: fc.constantFrom("unshare", "execve", "exit"),
          comm: fc.constantFrom("sh", "service"),
          detail: fc.constantFrom("NEWNET NEWPID", "1", "/bin/service"),
          error: fc.constantFrom("", "ENOEXEC"),
        })
        .map(({ call, ...over }) => eventOf(call, over)),
      { maxLength: 4 },
    ),
  })
  .map(machineOf);

const anyRun = fc.record(
  {
    version: fc.constant(1),
    scenario: fc.string(),
    boots: fc.array(bootRecord, { maxLength: 5 }),
    guests: fc.array(guestRecord, { maxLength: 3 }),
    host: hostRecord,
    kept: fc.dictionary(keptName, hostRecord),
    container: machine,
    keptContainers: fc.dictionary(fc.constantFrom("namespaces", "filled", "foreign", "__proto__"), machine),
    network: anyNetwork,
    keptExchanges: fc.dictionary(fc.constantFrom("talk-virtio", "talk-virtio-big", "__proto__"), anyExchange),
    trials: anyTrials,
    keptTrials: fc.dictionary(fc.constantFrom("idle-vm", "storm-8", "storm-64", "__proto__"), anyTrial),
    path: anyPath,
    keptPaths: fc.dictionary(fc.constantFrom("read-type-2", "handed-out", "__proto__"), anyPath),
  },
  { requiredKeys: ["version", "scenario", "boots", "guests"] },
) as fc.Arbitrary<LabRun>;

/** Making a record takes longer than judging it: each is judged by all. */
test("every check keeps its promises on any record: marks, passed, hints", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const before = JSON.stringify(run);
      for (const [name, { check, marks, hints }] of Object.entries(checks)) {
        const verdict = check(run);
        expect(
          verdict.marks.map((mark) => mark.id),
          name,
        ).toEqual(marks);
        expect(verdict.passed, name).toBe(verdict.marks.every((mark) => mark.passed));
        expect(verdict.hint === undefined, name).toBe(verdict.passed);
        if (verdict.hint !== undefined) {
          const values = hints[verdict.hint.code];
          expect(values, `${name}: hint ${verdict.hint.code} is declared`).toBeDefined();
          expect(Object.keys(verdict.hint.values).sort(), name).toEqual([...(values ?? [])].sort());
        }
        expect(check(run), name).toEqual(verdict);
      }
      expect(JSON.stringify(run)).toBe(before);
    }),
    { numRuns: 80 },
  );
});

test.each(Object.entries(checks))("%s does not pass on an empty record", (_, { check }) => {
  expect(check(runOf([])).passed).toBe(false);
});

describe("measures", () => {
  const hostRun = everyHostRun();
  const machineRun = everyContainerRun();
  const columnRun = everyColumnRun();
  const everything: LabRun = {
    ...hostRun,
    ...machineRun,
    answers: { ...hostRun.answers, ...machineRun.answers, ...columnRun.answers },
    boots: columnRun.boots,
    guests: columnRun.guests,
    starts: columnRun.starts ?? [],
    keptPaths: everyPathRun().keptPaths ?? {},
    keptExchanges: everyNetworkRun().keptExchanges ?? {},
    keptTrials: everyTrialRun().keptTrials ?? {},
  };

  test.each(Object.keys(measures))("%s is undefined before the run and a figure after it", (name) => {
    expect(findMeasure(name)?.(runOf([]))).toBeUndefined();
    const figure = findMeasure(name)?.(everything);
    expect(figure?.value).toBeGreaterThanOrEqual(0);
    expect(["measured", "modelled"]).toContain(figure?.origin.kind);
  });

  test("never throw, and answer finite numbers", () => {
    fc.assert(
      fc.property(anyRun, (run) => {
        for (const measure of Object.values(measures)) {
          const figure = measure(run);
          if (figure !== undefined) expect(Number.isFinite(figure.value)).toBe(true);
        }
      }),
    );
  });

  test("shares are of the boot that they name", () => {
    expect(findMeasure("vm-bios-before-kernel-share")?.(everything)?.value).toBe(58.8);
    expect(findMeasure("vm-direct-share")?.(everything)?.value).toBe(41.2);
  });

  test("the latest boot counts", () => {
    const run = runOf([boot("vm", "bios", { virtualMs: 1 }), boot("vm", "bios", { virtualMs: 2 })]);
    expect(findMeasure("vm-bios-ms")?.(run)?.value).toBe(2);
  });
});

test("names from outside find nothing in the prototype", () => {
  for (const name of ["toString", "__proto__", "constructor"]) {
    expect(findCheck(name)).toBeUndefined();
    expect(findMeasure(name)).toBeUndefined();
  }
});
