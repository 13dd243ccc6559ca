import { describe, expect, test } from "vitest";
import { emptyRun } from "../run/record";
import { cgroupOf, containerRun, eventOf, type MachineOver, mountsOf, processOf } from "./container-fixtures";
import { rightImage, roomForOthers } from "./lesson-05";
import type { Verdict } from "./verdict";

const marksOf = ({ marks }: Verdict) => marks.filter(({ passed }) => passed).map(({ id }) => id);

/** greedy and its children, so many altogether. */
const family = (count: number, cgroup = "/greedy", pid = 50) =>
  Array.from({ length: count }, (_, index) =>
    processOf(20 + index, {
      comm: index === 0 ? "greedy" : "sleep",
      ppid: index === 0 ? 3 : 20,
      cgroup,
      namespaces: { pid },
    }),
  );

const limited = (max: number, current: number) =>
  cgroupOf("/greedy", { "pids.max": `${max}\n`, "pids.current": `${current}\n` });

const room = (over: MachineOver) => roomForOthers(containerRun(over));

describe("room for the others", () => {
  test.each<[string, MachineOver]>([
    ["at its limit", { processes: family(60), cgroups: [limited(60, 60)] }],
    [
      "one below, since the one that was refused has ended",
      { processes: family(59), cgroups: [limited(60, 59)] },
    ],
    [
      "with the limit above it",
      { processes: family(30, "/greedy/inner"), cgroups: [limited(31, 31), cgroupOf("/greedy/inner")] },
    ],
  ])("passes %s", (_name, over) => {
    expect(room(over).passed).toBe(true);
  });

  test.each<[string, MachineOver, readonly string[], unknown]>([
    ["not-running", {}, [], {}],
    ["not-running", { processes: [processOf(20, { comm: "sh" })] }, [], {}],
    ["not-contained", { processes: family(30, "/", 5), cgroups: [] }, ["others"], { children: 30 }],
    ["table-full", { processes: family(290, "/") }, ["runs"], { used: 292 }],
    ["still-growing", { processes: family(30, "/") }, ["runs", "others"], { children: 30 }],
    [
      "still-growing",
      { processes: family(30), cgroups: [limited(60, 30)] },
      ["runs", "others"],
      { children: 30 },
    ],
    [
      "too-late",
      { processes: family(250), cgroups: [limited(60, 250)] },
      ["runs"],
      { max: 60, current: 250 },
    ],
    ["too-narrow", { processes: family(10), cgroups: [limited(10, 10)] }, ["bounded", "others"], { max: 10 }],
    [
      "bound-too-wide",
      { processes: family(280), cgroups: [limited(280, 280)] },
      ["runs", "bounded"],
      { max: 280, used: 282 },
    ],
    [
      "bound-too-wide",
      { processes: family(290), cgroups: [limited(400, 290)] },
      ["runs"],
      { max: 400, used: 292 },
    ],
  ])("%s", (code, over, passed, values) => {
    const verdict = room(over);
    expect(verdict.hint).toEqual({ code, values });
    expect(marksOf(verdict)).toEqual(passed);
  });

  test("another kind of lab", () => {
    expect(roomForOthers(emptyRun("lesson-05")).hint?.code).toBe("not-set-up");
  });
});

const APART = { pid: 50, mnt: 30, uts: 80 };
const service = (over: Parameters<typeof processOf>[1] = {}) =>
  processOf(20, { comm: "service", root: "/images/gamma", namespaces: APART, ...over });
const image = (over: MachineOver) => rightImage(containerRun(over));

describe("one of three images", () => {
  test.each<[string, MachineOver]>([
    ["by chroot", { processes: [service()] }],
    [
      "by pivot_root",
      {
        processes: [service({ root: "/" })],
        mounts: [mountsOf(30, ["0:2", "/images/gamma", "/", "rootfs"])],
      },
    ],
    [
      "beside one that is on the host",
      { processes: [processOf(19, { comm: "service" }), service(), processOf(21)] },
    ],
  ])("passes %s", (_name, over) => {
    expect(image(over).passed).toBe(true);
  });

  const refused = eventOf("execve", { comm: "chroot", error: "ENOEXEC", detail: "/bin/service" });
  test.each<[string, MachineOver, readonly string[], unknown]>([
    ["nothing-tried", {}, [], {}],
    ["foreign", { events: [refused] }, [], { path: "/bin/service" }],
    [
      "foreign",
      { events: [refused], processes: [processOf(20, { namespaces: APART })] },
      ["apart"],
      { path: "/bin/service" },
    ],
    ["not-content", { events: [refused, eventOf("exit", { comm: "service", detail: "1" })] }, [], {}],
    [
      "shares",
      { processes: [service({ namespaces: { pid: 50 } })] },
      ["runs", "root"],
      { kinds: "mnt, uts" },
    ],
    [
      "hosts-root",
      { processes: [service({ root: "/" })], mounts: [mountsOf(30, ["0:2", "/", "/", "rootfs"])] },
      ["runs", "apart"],
      {},
    ],
  ])("%s", (code, over, passed, values) => {
    const verdict = image(over);
    expect(verdict.hint).toEqual({ code, values });
    expect(marksOf(verdict)).toEqual(passed);
  });

  test("another kind of lab", () => {
    expect(rightImage(emptyRun("lesson-05")).hint?.code).toBe("not-set-up");
  });
});
