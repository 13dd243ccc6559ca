import { describe, expect, test } from "vitest";
import type { ContainerColumnRecord, GuestRecord, LabRun } from "../run/record";
import { boot, guest, runOf } from "./fixtures";
import { busyAtHome, rootOfWhat } from "./lesson-01";
import { containerColumn, containerStart, threeAnswers } from "./lesson-01-fixtures";
import { threeMeasures } from "./lesson-01-measures";
import type { Check } from "./verdict";

const runWith = (guests: readonly GuestRecord[], ...containers: ContainerColumnRecord[]): LabRun => ({
  ...runOf([], guests),
  containers,
});

const passedIds = (check: Check, run: LabRun): string[] =>
  check(run)
    .marks.filter((mark) => mark.passed)
    .map((mark) => mark.id);

const before = { uart0: { reads: 100, writes: 200 } };

/** A guest that has left so often since its prompt, and whose kernel has started so many processes. */
const worker = (track: "vm" | "pv", exits: number, processes: number, over: Partial<GuestRecord> = {}) =>
  guest({
    column: track,
    track,
    boot: boot(track, "direct", { exits: before }),
    // Idle for minutes: the timer does not count.
    exits: { ...before, pit: { reads: 0, writes: 20_000 }, virtio: { reads: 0, writes: exits } },
    probes: { processes: { stdout: `processes ${processes}\n`, status: 0 } },
    ...over,
  });

const quiet = [worker("vm", 700, 285), worker("pv", 150, 281)];

describe("busy-at-home", () => {
  test("passes when all three have worked and the guests have stayed inside, at the limits too", () => {
    expect(busyAtHome(runWith(quiet, containerColumn(6900))).passed).toBe(true);
    const bare = [worker("vm", 5000, 80), worker("pv", 5000, 80, { state: "paused" })];
    expect(busyAtHome(runWith(bare, containerColumn(1500))).passed).toBe(true);
  });

  test("counts from the prompt on: what a boot or a start has taken does not matter", () => {
    const start = containerStart({ calls: { read: { inside: 9000, outside: 0 } } });
    const late = containerColumn(0, { start, counters: { ...start } });
    expect(busyAtHome(runWith(quiet, late))).toMatchObject({
      hint: { code: "few-calls", values: { calls: 0 } },
    });
  });

  test("does not take calls of the runtime for the container's", () => {
    const column = containerColumn(10);
    const counters = { ...column.counters, calls: { read: { inside: 510, outside: 9000 } } };
    expect(passedIds(busyAtHome, runWith(quiet, { ...column, counters }))).not.toContain("container");
  });

  test.each<[string, LabRun, string, object]>([
    ["nothing is up", runOf([]), "nothing-running", {}],
    [
      "the container is off",
      runWith(quiet, containerColumn(6900, { state: "off" })),
      "not-up",
      { column: "container" },
    ],
    ["the container is idle", runWith(quiet, containerColumn(40)), "few-calls", { calls: 40 }],
    ["there is no PV guest", runWith([quiet[0]!], containerColumn(6900)), "not-up", { column: "pv" }],
    [
      "a guest is idle",
      runWith([quiet[0]!, worker("pv", 20, 31)], containerColumn(6900)),
      "few-processes",
      { column: "pv", processes: 31 },
    ],
    [
      "a guest has talked to a device",
      runWith([worker("vm", 28_000, 285), quiet[1]!], containerColumn(6900)),
      "left-home",
      { column: "vm", exits: 28_000, device: "virtio" },
    ],
    [
      "a guest came out of a saved state",
      runWith([quiet[0]!, worker("pv", 20, 281, { boot: boot("pv", "snapshot") })], containerColumn(6900)),
      "resumed",
      { column: "pv" },
    ],
  ])("%s: a hint that says so", (_what, run, code, values) => {
    const verdict = busyAtHome(run);
    expect(verdict.passed).toBe(false);
    expect(verdict.hint).toEqual({ code, values });
  });
});

const MOUNTED = "mine /mnt tmpfs rw,relatime 0 0\n/mnt/mine\n";
const mounting = (track: "vm" | "pv", stdout = MOUNTED) =>
  worker(track, 10, 40, { probes: { mount: { stdout, status: 0 } } });
const refusing = (over: Partial<ContainerColumnRecord> = {}) =>
  containerColumn(100, {
    console: "# mount -t tmpfs mine /mnt\r\r\nmount: permission denied (are you root?)\r\r\n# ",
    probes: { mount: { stdout: "/mnt/mine\n", status: 0 } },
    ...over,
  });
const both = [mounting("vm"), mounting("pv")];

describe("root-of-what", () => {
  test("passes when the guests have mounted, and the container was refused and has the file", () => {
    expect(rootOfWhat(runWith(both, refusing())).passed).toBe(true);
  });

  test("what was typed alone is no refusal", () => {
    const asked = refusing({ console: "# echo 'mount: permission denied'\r\n# " });
    expect(passedIds(rootOfWhat, runWith(both, asked))).toEqual(["vm", "pv"]);
  });

  test.each<[string, LabRun, string, object]>([
    ["nothing is up", runOf([]), "nothing-running", {}],
    ["there is no VM", runWith([both[1]!], refusing()), "not-up", { column: "vm" }],
    [
      "a guest has a file and no mount",
      runWith([mounting("vm", "/mnt/mine\n"), both[1]!], refusing()),
      "not-mounted",
      { column: "vm" },
    ],
    [
      "a guest has a mount and no file",
      runWith([both[0]!, mounting("pv", "mine /mnt tmpfs rw 0 0\n")], refusing()),
      "no-file",
      { column: "pv" },
    ],
    ["the container is off", runWith(both), "not-up", { column: "container" }],
    [
      "the container's kernel was not asked",
      runWith(both, refusing({ console: "# touch /mnt/mine\r\n# " })),
      "not-tried",
      {},
    ],
    [
      "the container has no file",
      runWith(both, refusing({ probes: { mount: { stdout: "", status: 1 } } })),
      "no-file",
      { column: "container" },
    ],
  ])("%s: a hint that says so", (_what, run, code, values) => {
    const verdict = rootOfWhat(run);
    expect(verdict.passed).toBe(false);
    expect(verdict.hint).toEqual({ code, values });
  });
});

describe("measures of lesson 1", () => {
  const run: LabRun = {
    ...runOf([boot("vm", "direct", { virtualMs: 189 })]),
    starts: [containerStart()],
    answers: threeAnswers,
  };
  const value = (name: string) => threeMeasures[name]?.(run)?.value;

  test("take off what a script takes that does nothing, and the lab's own port", () => {
    expect(value("three-vm-console")).toBe(4655);
    expect(value("three-pv-console")).toBe(10);
    expect(value("three-container-files")).toBe(3915);
    expect(value("three-container-compute")).toBe(0);
  });

  test("take the start apart, and hold the boot against it", () => {
    expect(value("three-vm-starts")).toBeCloseTo(189 / 65, 9);
    expect(value("three-pv-starts")).toBeUndefined();
    expect(value("three-container-runtime-ms")).toBe(59);
    expect(value("three-container-kernel-ms")).toBe(6);
  });
});
