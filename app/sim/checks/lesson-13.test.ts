import { describe, expect, test } from "vitest";
import type { GuestRecord, LabRun } from "../run/record";
import { everyColumnRun, guest, runOf } from "./fixtures";
import { twoInside, whichWall } from "./lesson-13";
import { insideMeasures } from "./lesson-13-measures";
import type { Check } from "./verdict";

const MIB = 2 ** 20;

interface Process {
  readonly pid: number;
  /** Namespaces: 1 is the machine's. */
  readonly ns?: readonly [pid: number, mnt: number, uts: number];
  readonly cgroup?: string;
}

interface Group {
  readonly max?: number | "max";
  readonly pids?: number | "max";
  readonly oom?: number;
  readonly kills?: number;
  readonly current?: number;
}

/** What the probe writes in a guest with these processes and cgroups beside its own. */
function probe(processes: readonly Process[], groups: Readonly<Record<string, Group>>, kills = 0): string {
  const machine: readonly Process[] = [{ pid: 1 }, { pid: 2 }];
  return [
    ...[...machine, ...processes].flatMap(({ pid, ns = [1, 1, 1], cgroup = "/" }) => [
      ...ns.map((id, i) => {
        const kind = ["pid", "mnt", "uts"][i];
        return `lrwxrwxrwx    1 root     root    0 Jan  1 00:00 ${pid}/ns/${kind} -> ${kind}:[${id}]`;
      }),
      `${pid} 0::${cgroup}`,
    ]),
    "meminfo:MemAvailable:      20480 kB",
    `vmstat:oom_kill ${kills}`,
    ...Object.entries(groups).flatMap(
      ([name, { max = 8 * MIB, pids = 20, oom = 0, kills: own = 0, current = 0 }]) => [
        `./${name}/memory.max:${max}`,
        `./${name}/pids.max:${pids}`,
        `./${name}/memory.current:${current}`,
        `./${name}/memory.events:max 3`,
        `./${name}/memory.events:oom ${oom}`,
        `./${name}/memory.events:oom_kill ${own}`,
      ],
    ),
    "",
  ].join("\n");
}

const up = (stdout: string, over: Partial<GuestRecord> = {}): GuestRecord =>
  guest({ probes: { inside: { stdout, status: 0 } }, ...over });

const a: Process = { pid: 40, ns: [2, 2, 2], cgroup: "/a" };
const b: Process = { pid: 50, ns: [3, 3, 3], cgroup: "/b" };
const hit: Group = { oom: 1, kills: 1 };

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

describe("two-inside", () => {
  const two = (stdout: string) => runOf([], [up(stdout)]);

  test.each<[string, readonly Process[], Readonly<Record<string, Group>>]>([
    ["two containers, one of which was hit", [a, b], { a: hit, b: {} }],
    ["the other way round", [a, b], { a: {}, b: hit }],
    [
      "more processes and a third container without limits",
      [a, b, { pid: 41, ns: [2, 2, 2], cgroup: "/a" }, { pid: 60, ns: [4, 4, 4] }],
      { a: hit, b: {} },
    ],
    [
      "limits in cgroups above, and a wide one above both",
      [
        { ...a, cgroup: "/all/a/leaf" },
        { ...b, cgroup: "/all/b" },
      ],
      {
        all: { max: 16 * MIB, pids: 100, oom: 1, kills: 1 },
        "all/a": hit,
        "all/a/leaf": { max: "max", pids: "max", kills: 1 },
        "all/b": {},
      },
    ],
    [
      "what the two have counts as room for them",
      [a, b],
      { a: { ...hit, max: 14 * MIB, current: 6 * MIB }, b: { max: 10 * MIB } },
    ],
  ])("passes: %s", (_, processes, groups) => {
    expect(twoInside(two(probe(processes, groups, 1)))).toEqual({
      passed: true,
      marks: ["two", "limits", "fit", "hit", "calm"].map((id) => ({ id, passed: true })),
    });
  });

  test("any guest will do, a paused one too; guests that are down or were not asked do no harm", () => {
    const solved = up(probe([a, b], { a: hit, b: {} }), { column: "pv", track: "pv", state: "paused" });
    expect(twoInside(runOf([], [guest(), solved, guest({ state: "crashed" })])).passed).toBe(true);
  });

  test.each<[string, string, readonly string[], string]>([
    ["an answer that is something else", "sh: ls: not found\n", [], "nothing-running"],
    ["nothing made", probe([], {}), [], "nothing-inside"],
    ["a PID namespace and nothing else", probe([{ ...a, ns: [2, 1, 1] }], { a: {} }), [], "shares"],
    ["one container", probe([a], { a: {} }), [], "only-one"],
    [
      "two that share with the machine",
      probe([a, { ...b, ns: [3, 3, 1] }], { a: hit, b: {} }),
      ["limits", "fit", "hit", "calm"],
      "shares",
    ],
    [
      "two that share with each other",
      probe([a, { ...b, ns: [3, 2, 3] }], { a: hit, b: {} }),
      ["limits", "fit", "hit", "calm"],
      "shares",
    ],
    ["no cgroup", probe([a, { ...b, cgroup: "/" }], { a: {} }), ["two"], "root-cgroup"],
    ["one cgroup for both", probe([a, { ...b, cgroup: "/a" }], { a: hit }), ["two"], "same-cgroup"],
    ["no limit of memory", probe([a, b], { a: {}, b: { max: "max" } }), ["two"], "no-limit"],
    ["no limit of processes", probe([a, b], { a: { pids: "max" }, b: {} }), ["two"], "no-limit"],
    [
      "killed by the machine's OOM killer",
      probe([a, b], { a: { max: 64 * MIB, kills: 1 }, b: {} }, 1),
      ["two", "limits", "calm"],
      "outer-wall",
    ],
    [
      "no room for both",
      probe([a, b], { a: { max: 12 * MIB }, b: { max: 12 * MIB } }),
      ["two", "limits", "calm"],
      "does-not-fit",
    ],
    ["both hit", probe([a, b], { a: hit, b: hit }, 2), ["two", "limits", "fit", "hit"], "both-hit"],
    ["the first process was the victim", probe([], { a: hit }, 1), [], "died-whole"],
    [
      "and two others live",
      probe([a, b], { a: {}, b: {}, c: hit }, 1),
      ["two", "limits", "fit", "calm"],
      "died-whole",
    ],
    ["nobody hit yet", probe([a, b], { a: {}, b: {} }), ["two", "limits", "fit", "calm"], "nobody-hit"],
  ])("%s", (_, stdout, marks, code) => {
    expect(passedIds(twoInside, two(stdout))).toEqual(marks);
    expect(twoInside(two(stdout)).hint?.code).toBe(code);
  });

  test("no guest at all, or none that is up", () => {
    for (const guests of [[], [up(probe([a, b], { a: hit, b: {} }), { state: "crashed" })]])
      expect(twoInside(runOf([], guests)).hint?.code).toBe("nothing-running");
  });
});

describe("which-wall", () => {
  const web: Process = { ...a, cgroup: "/web" };
  const batch: Process = { ...b, cgroup: "/batch" };
  const both = [web, batch];
  const held = up(probe(both, { web: {}, batch: hit }, 1));
  const whole = up(probe(both, { web: {}, batch: {} }), { column: "pv", track: "pv" });
  const crashed = guest({ column: "pv", track: "pv", state: "crashed" });

  test("passes with either guest, whether the kernel crashed or reset its machine, and without batch's last process", () => {
    const reset: GuestRecord = { ...crashed, state: "reset" };
    const gone = up(probe([web], { web: {}, batch: hit }, 1));
    for (const guests of [
      [held, crashed],
      [crashed, held],
      [held, reset],
      [gone, crashed],
    ])
      expect(whichWall(runOf([], guests))).toEqual({
        passed: true,
        marks: ["inner", "beside", "outer"].map((id) => ({ id, passed: true })),
      });
  });

  test.each<[string, readonly GuestRecord[], readonly string[], string]>([
    ["no guests", [], [], "not-set-up"],
    ["guests without the containers", [up(probe([], {})), up(probe([], {}))], [], "not-set-up"],
    ["both down", [guest({ state: "crashed" }), crashed], ["outer"], "both-down"],
    ["as it starts", [{ ...whole, column: "vm" }, whole], ["beside"], "not-hit"],
    ["only the crash", [{ ...whole, column: "vm" }, crashed], ["beside", "outer"], "not-hit"],
    [
      "web lost with its machine's memory",
      [up(probe([batch], { web: { kills: 1 }, batch: hit }, 2)), crashed],
      ["inner", "outer"],
      "web-lost",
    ],
    ["web ended", [up(probe([batch], { web: {}, batch: hit }, 1)), crashed], ["inner", "outer"], "web-lost"],
    [
      "batch lost to the machine",
      [up(probe(both, { web: {}, batch: { max: 64 * MIB, kills: 1 } }, 1)), crashed],
      ["beside", "outer"],
      "outer-wall",
    ],
    [
      "no limit",
      [up(probe(both, { web: {}, batch: { max: "max" } })), crashed],
      ["beside", "outer"],
      "no-wall",
    ],
    [
      "killed in the root cgroup",
      [up(probe(both, { web: {}, batch: {} }, 1)), crashed],
      ["beside", "outer"],
      "not-in-its-cgroup",
    ],
    ["the other is still up", [held, whole], ["inner", "beside"], "still-up"],
    ["the other was switched off", [held, { ...crashed, state: "off" }], ["inner", "beside"], "switched-off"],
    [
      "the other shut itself down",
      [held, { ...crashed, state: "halted" }],
      ["inner", "beside"],
      "switched-off",
    ],
  ])("%s", (_, guests, marks, code) => {
    const run = runOf([], guests);
    expect(passedIds(whichWall, run)).toEqual(marks);
    expect(whichWall(run).hint?.code).toBe(code);
  });
});

describe("measures", () => {
  test("what a container costs is what is left without the lab's port and an empty script", () => {
    const values = Object.fromEntries(
      Object.entries(insideMeasures).map(([id, measure]) => [id, measure(everyColumnRun())?.value]),
    );
    expect(values).toEqual({
      "inside-exits": 2,
      "inside-instructions": 7_000_000,
      "inside-share": 50,
      "inside-ms": 7.003,
      "inside-pages": 58,
      "inside-wide-share": 35,
      "inside-left": 2,
    });
  });

  test("nothing was measured in an empty record, nor left by a crash that did not happen", () => {
    for (const measure of Object.values(insideMeasures)) expect(measure(runOf([]))).toBeUndefined();
    expect(insideMeasures["inside-left"]?.({ ...everyColumnRun(), guests: [guest()] })).toBeUndefined();
  });
});
