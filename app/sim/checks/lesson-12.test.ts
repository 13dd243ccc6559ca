import { describe, expect, test } from "vitest";
import { emptyRun } from "../run/record";
import type { FloorMachine, FloorOrder } from "../vmm/floor";
import { movesTonight, quickThree } from "./lesson-12";
import { floorOf, machine, runAfter } from "./path-fixtures";
import type { Verdict } from "./verdict";

const passed = ({ marks }: Verdict) => marks.filter((mark) => mark.passed).map(({ id }) => id);
const connect = (name: string, network: FloorMachine["network"]): FloorOrder => ({
  do: "connect",
  machine: name,
  network,
});
const balloon = (name: string, mib: number): FloorOrder => ({ do: "balloon", machine: name, mib });
const power = (name: string, on: boolean): FloorOrder => ({ do: "power", machine: name, on });

describe("three quick ones", () => {
  const traders = ["trade-1", "trade-2", "trade-3"];
  const six = [...traders, "web-1", "web-2", "web-3"].map((name) => machine(name, { balloonMiB: 500 }));
  const state = floorOf({ a: { memoryMiB: 3500, virtualFunctions: 3 } }, six);
  const judged = (...orders: readonly FloorOrder[]) => quickThree(runAfter(state, ...orders));
  /** Less memory, all of it its own. */
  const smaller = (name: string): readonly FloorOrder[] => [
    power(name, false),
    { do: "resize", machine: name, mib: 500 },
    power(name, true),
    connect(name, "kvm-sriov"),
  ];

  test("less memory for those that have hardware, which is then all theirs", () => {
    expect(judged(...traders.flatMap(smaller)).passed).toBe(true);
  });

  test("or more room: a host without a shortage needs nothing but deflated balloons", () => {
    const wide = floorOf({ a: { memoryMiB: 6000, virtualFunctions: 3 } }, six);
    const orders = traders.flatMap((name) => [balloon(name, 0), connect(name, "kvm-sriov")]);
    expect(quickThree(runAfter(wide, ...orders)).passed).toBe(true);
  });

  test.each([
    ["slow", []],
    ["balloon", [connect("trade-1", "kvm-sriov")]],
    ["next-one", [balloon("trade-1", 0), connect("trade-1", "kvm-sriov")]],
    [
      "no-room",
      [
        balloon("trade-1", 0),
        connect("trade-1", "kvm-sriov"),
        balloon("trade-2", 0),
        connect("trade-2", "kvm-sriov"),
      ],
    ],
    ["whole-card", [balloon("trade-1", 0), connect("trade-1", "kvm-posted")]],
    ["machine-off", [power("web-1", false)]],
    ["taken", [...["web-1", "trade-1", "trade-2"].flatMap(smaller), power("trade-3", true)]],
  ] as const)("%s", (code, orders) => {
    const verdict = judged(...orders);
    expect([verdict.passed, verdict.hint?.code]).toEqual([false, code]);
  });

  test("a machine that gave way is missed", () => {
    const verdict = judged(...traders.flatMap(smaller), power("web-3", false));
    expect([passed(verdict), verdict.hint?.code]).toEqual([["one", "fast"], "machine-off"]);
    expect(quickThree(emptyRun("test")).hint?.code).toBe("not-set-up");
  });
});

describe("it moves tonight", () => {
  const state = floorOf({ old: {}, new: { memoryMiB: 4000 } }, [
    machine("db", { host: "old", network: "kvm-sriov", needsMiB: 800 }),
    machine("cache", { host: "new", network: "kvm-sriov" }),
    machine("report", { host: "new", network: "kvm-sriov" }),
    machine("archive", { host: "new", memoryMiB: 2000, needsMiB: 200 }),
  ]);
  const judged = (...orders: readonly FloorOrder[]) => movesTonight(runAfter(state, ...orders));
  const move: FloorOrder = { do: "migrate", machine: "db", to: "new" };
  const off = connect("db", "kvm-vhost");
  const room = balloon("archive", 1000);
  const freed = connect("report", "kvm-vhost");
  const again = connect("db", "kvm-sriov");

  test("hardware out, room made, moved, and hardware in again, in any order that can be", () => {
    expect(judged(off, room, move, freed, again).passed).toBe(true);
    expect(judged(freed, room, connect("db", "kvm-emulated"), move, again).passed).toBe(true);
  });

  test.each([
    ["not-yet", []],
    ["held", [move]],
    ["no-room", [off, move]],
    ["not-moved", [off, room]],
    ["no-function", [off, room, move, again]],
    ["slow-there", [off, room, move, freed]],
    ["slow-there", [off, room, balloon("db", 100), move, freed, again]],
    ["other-slow", [connect("cache", "kvm-vhost")]],
    ["other-stopped", [power("archive", false)]],
    ["stopped", [power("db", false)]],
  ] as const)("%s", (code, orders) => {
    const verdict = judged(...orders);
    expect([verdict.passed, verdict.hint?.code]).toEqual([false, code]);
  });

  test("whoever switches it off gets everything but this", () => {
    const cold = judged(power("db", false), room, move, freed, power("db", true));
    expect([passed(cold), cold.hint?.code]).toEqual([["moved", "fast", "others"], "stopped"]);
    expect(passed(judged())).toEqual(["others"]);
    expect(movesTonight(emptyRun("test")).hint?.code).toBe("not-set-up");
  });
});
