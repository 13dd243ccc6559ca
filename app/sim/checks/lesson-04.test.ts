import { describe, expect, test } from "vitest";
import type { ProcessView } from "../kernel/view/processes";
import { emptyRun } from "../run/record";
import {
  cgroupOf,
  containerRun,
  eventOf,
  INITIAL,
  type MachineOver,
  mountsOf,
  processOf,
} from "./container-fixtures";
import { anotherView, onlyWhatItNeeds } from "./lesson-04";
import type { Verdict } from "./verdict";

const marksOf = ({ marks }: Verdict) => marks.filter(({ passed }) => passed).map(({ id }) => id);

const APART = { pid: 50, uts: 80, mnt: 30, net: 40 };
const BOX = cgroupOf("/box", { "memory.max": "16777216\n", "pids.max": "20\n" });

/** The mounts of a namespace after chroot into /box, with a proc of its own there. */
const copied = mountsOf(
  30,
  ["0:2", "/", "/", "rootfs"],
  ["0:21", "/", "/proc", "proc"],
  ["0:27", "/", "/box/proc", "proc"],
);
/** After pivot_root onto a bind mount of /box. */
const pivoted = mountsOf(30, ["0:2", "/box", "/", "rootfs"], ["0:28", "/", "/proc", "proc"]);
/** As an engine leaves it: an overlay. */
const overlay = mountsOf(30, ["0:36", "/", "/", "overlay"], ["0:37", "/", "/proc", "proc"]);

/** Right after unshare: everything as the host has it. */
const hostsOwn = mountsOf(30, ["0:2", "/", "/", "rootfs"], ["0:21", "/", "/proc", "proc"]);

const inBox = (over: Parameters<typeof processOf>[1] = {}): ProcessView =>
  processOf(20, { numbers: [20, 1], cgroup: "/box", root: "/box", namespaces: APART, ...over });

const view = (over: MachineOver) => anotherView(containerRun({ cgroups: [BOX], mounts: [copied], ...over }));

describe("a process with another view", () => {
  test.each<[string, MachineOver]>([
    ["by chroot and unshare", { processes: [inBox()] }],
    ["by pivot_root", { processes: [inBox({ root: "/" })], mounts: [pivoted] }],
    ["by an engine", { processes: [inBox({ root: "/" })], mounts: [overlay] }],
    ["without any proc", { processes: [inBox()], mounts: [mountsOf(30, ["0:2", "/", "/", "rootfs"])] }],
    [
      "with limits on two levels",
      {
        processes: [inBox({ cgroup: "/box/inner" })],
        cgroups: [
          cgroupOf("/box", { "memory.max": "16777216\n", "pids.max": "100\n" }),
          cgroupOf("/box/inner", { "memory.max": "max\n", "pids.max": "20\n" }),
        ],
      },
    ],
    ["beside others that are none", { processes: [inBox(), processOf(30, { comm: "sh" })] }],
  ])("passes %s", (_name, over) => {
    expect(view(over)).toEqual({
      passed: true,
      marks: ["apart", "blind", "root", "budget"].map((id) => ({ id, passed: true })),
    });
  });

  test.each<[string, MachineOver, readonly string[], unknown]>([
    ["nothing-yet", {}, [], {}],
    ["nothing-yet", { processes: [processOf(20)] }, [], {}],
    ["has-ended", { events: [eventOf("unshare", { detail: "NEWPID" })] }, [], {}],
    ["has-ended", { events: [eventOf("unshare")], processes: [inBox({ state: "Z" })] }, [], {}],
    [
      "only-cgroup",
      { processes: [processOf(20, { cgroup: "/box" })], cgroups: [cgroupOf("/box")] },
      [],
      { process: "sleep" },
    ],
    [
      "shares",
      { processes: [inBox({ namespaces: { pid: 50, mnt: 30 } })] },
      ["blind", "root", "budget"],
      { process: "sleep", kinds: "uts, net" },
    ],
    [
      "shares",
      { processes: [processOf(20, { namespaces: { pid: 50, mnt: 30 } })], mounts: [hostsOwn] },
      [],
      { process: "sleep", kinds: "uts, net" },
    ],
    [
      "sees-host",
      {
        processes: [inBox({ root: "/" })],
        mounts: [mountsOf(30, ["0:2", "/", "/", "rootfs"], ["0:21", "/", "/proc", "proc"])],
      },
      ["apart", "budget"],
      { process: "sleep" },
    ],
    [
      "hosts-root",
      {
        processes: [inBox({ root: "/" })],
        mounts: [
          mountsOf(
            30,
            ["0:2", "/", "/", "rootfs"],
            ["0:21", "/", "/proc", "proc"],
            ["0:27", "/", "/proc", "proc"],
          ),
        ],
      },
      ["apart", "blind", "budget"],
      { process: "sleep" },
    ],
    ["no-cgroup", { processes: [inBox({ cgroup: "/" })] }, ["apart", "blind", "root"], { process: "sleep" }],
    [
      "another-budget",
      {
        processes: [inBox()],
        cgroups: [cgroupOf("/box", { "memory.max": "16000000\n", "pids.max": "max\n" })],
      },
      ["apart", "blind", "root"],
      { process: "sleep", memory: "16000000", pids: "max" },
    ],
  ])("%s", (code, over, passed, values) => {
    const verdict = view(over);
    expect(verdict.hint).toEqual({ code, values });
    expect(marksOf(verdict)).toEqual(passed);
  });

  test("another kind of lab", () => {
    expect(anotherView(emptyRun("lesson-04")).hint?.code).toBe("not-set-up");
  });
});

const QUIET = cgroupOf("/quiet", { "cpu.max": "20000 100000\n" });
const needy = (over: Parameters<typeof processOf>[1] = {}): ProcessView =>
  processOf(20, {
    numbers: [20, 1],
    cgroup: "/quiet",
    uid: 1000,
    namespaces: { pid: 50, user: 70 },
    ...over,
  });

const needs = (over: MachineOver) => onlyWhatItNeeds(containerRun({ cgroups: [QUIET], ...over }));

describe("only what it needs", () => {
  test.each<[string, MachineOver]>([
    ["as the ordinary user", { processes: [needy()] }],
    ["as a number that no user has", { processes: [needy({ uid: 100_000 })] }],
    [
      "with a shorter period",
      { processes: [needy()], cgroups: [cgroupOf("/quiet", { "cpu.max": "2000 10000\n" })] },
    ],
    [
      "with the quota above it",
      {
        processes: [needy({ cgroup: "/quiet/x" })],
        cgroups: [QUIET, cgroupOf("/quiet/x", { "cpu.max": "max 100000\n" })],
      },
    ],
    [
      "with more namespaces than it needs",
      { processes: [needy({ namespaces: { pid: 50, user: 70, uts: 80 } })] },
    ],
  ])("passes %s", (_name, over) => {
    expect(needs(over).passed).toBe(true);
  });

  test.each<[string, MachineOver, readonly string[], unknown]>([
    ["nothing-yet", {}, [], {}],
    ["has-ended", { events: [eventOf("unshare")] }, [], {}],
    ["only-cgroup", { processes: [processOf(20, { cgroup: "/else" })] }, [], { process: "sleep" }],
    ["sees-pids", { processes: [processOf(20, { namespaces: { user: 70 } })] }, [], { process: "sleep" }],
    [
      "sees-pids",
      { processes: [needy({ namespaces: { user: 70 } })] },
      ["budget", "rootless"],
      { process: "sleep" },
    ],
    [
      "own-network",
      { processes: [needy({ namespaces: { pid: 50, user: 70, net: 40 } })] },
      ["alone", "budget", "rootless"],
      { process: "sleep" },
    ],
    [
      "nobody-inside",
      { processes: [needy({ uidInside: 65_534 })] },
      ["alone", "network", "budget"],
      { process: "sleep", uid: 65_534 },
    ],
    [
      "root-outside",
      { processes: [needy({ uid: 0 })] },
      ["alone", "network", "budget"],
      { process: "sleep" },
    ],
    [
      "real-root",
      { processes: [needy({ uid: 0, namespaces: { pid: 50 } })] },
      ["alone", "network", "budget"],
      { process: "sleep" },
    ],
    [
      "no-user-namespace",
      { processes: [needy({ uidInside: 1000, namespaces: { pid: 50, user: INITIAL.user } })] },
      ["alone", "network", "budget"],
      { process: "sleep", uid: 1000 },
    ],
    [
      "no-cgroup",
      { processes: [needy({ cgroup: "/" })] },
      ["alone", "network", "rootless"],
      { process: "sleep" },
    ],
    [
      "no-quota",
      { processes: [needy()], cgroups: [cgroupOf("/quiet", { "cpu.max": "max 100000\n" })] },
      ["alone", "network", "rootless"],
      { process: "sleep", cgroup: "/quiet" },
    ],
    [
      "another-quota",
      { processes: [needy()], cgroups: [cgroupOf("/quiet", { "cpu.max": "50000 100000\n" })] },
      ["alone", "network", "rootless"],
      { process: "sleep", cgroup: "/quiet", percent: 50 },
    ],
  ])("%s", (code, over, passed, values) => {
    const verdict = needs(over);
    expect(verdict.hint).toEqual({ code, values });
    expect(marksOf(verdict)).toEqual(passed);
  });

  test("another kind of lab", () => {
    expect(onlyWhatItNeeds(emptyRun("lesson-04")).hint?.code).toBe("not-set-up");
  });
});
