import { expect, test } from "vitest";
import type { InstanceView } from "@/app/sim/host/view";
import { actionsIn, checked, cpuListText, fieldsOf, LAST_POSITION, positionOf, weightAt } from "./settings";

const instance = (change: Partial<InstanceView>): InstanceView =>
  ({
    name: "web",
    kind: "container",
    quotaNs: "max",
    periodNs: 100_000_000,
    cpus: undefined,
    memory: { max: "max", high: 16_384, balloonPages: 0 },
    ...change,
  }) as InstanceView;

const field = (view: InstanceView, id: string) => fieldsOf(view).find((candidate) => candidate.id === id)!;

test("the weight slider reaches every end and comes back to where it was", () => {
  expect(weightAt(0)).toBe(1);
  expect(weightAt(LAST_POSITION)).toBe(10_000);
  for (const weight of [1, 2, 50, 100, 300, 9999]) {
    expect(Math.abs(weightAt(positionOf(weight)) / weight - 1)).toBeLessThan(0.01);
  }
});

test("a list of cores is written as Linux writes it", () => {
  expect(cpuListText(undefined)).toBe("all");
  expect(cpuListText([0])).toBe("0");
  expect(cpuListText([0, 1, 2, 5, 7, 8])).toBe("0-2,5,7-8");
});

test("fields show limits in their own units, and a container has no balloon", () => {
  const view = instance({ quotaNs: 20_000_000 });
  expect(field(view, "quota").text).toBe("20000");
  expect(field(view, "memoryMax").text).toBe("max");
  expect(field(view, "memoryHigh").text).toBe("64");
  expect(fieldsOf(view).some(({ id }) => id === "balloon")).toBe(false);
  expect(field(instance({ kind: "vm" }), "balloon").text).toBe("0");
  expect(fieldsOf(instance({ kind: "vm", real: true })).some(({ id }) => id === "balloon")).toBe(false);
  expect(field(instance({ kind: "pv", real: true }), "balloon").text).toBe("0");
});

test("what is typed becomes an order, or words about what is allowed", () => {
  const view = instance({ quotaNs: 20_000_000 });
  expect(checked(field(view, "quota").order("50000"))).toEqual({
    order: { do: "cpuMax", instance: "web", quotaUs: 50_000, periodUs: 100_000 },
  });
  expect(checked(field(view, "period").order("50000"))).toMatchObject({ order: { quotaUs: 20_000 } });
  expect(checked(field(view, "memoryMax").order("max"))).toMatchObject({ order: { maxMiB: "max" } });
  for (const [id, text] of [
    ["quota", "lots"],
    ["quota", ""],
    ["cpus", "0..3"],
    ["memoryMax", "-4"],
    ["period", "1"],
  ] as const) {
    expect(checked(field(view, id).order(text)), `${id} ${text}`).toHaveProperty("wrong");
  }
});

test("what has ended can be started, what runs can be stopped", () => {
  expect(actionsIn("killed")).toEqual(["start"]);
  expect(actionsIn("running")).toContain("stop");
  expect(actionsIn("paused")).toContain("resume");
});
