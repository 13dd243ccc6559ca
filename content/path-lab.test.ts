import { describe, expect, test, vi } from "vitest";
import { PathLessonLab } from "./path-lab";
import { scenarioOf, setupNameOf } from "./scenario";
import type { PathLessonScenario } from "./scenario-schema";
import { type Lesson, lessonSchema } from "./schema";

const scenario: PathLessonScenario = lessonSchema.shape.scenario.parse({
  id: "test",
  paths: [
    { id: "alone", path: { name: "One path", compared: { io: "disk-read", bytes: 4096, left: "native" } } },
    {
      id: "floor",
      path: {
        name: "One machine",
        compared: { io: "packet-in", bytes: 204, left: "kvm-vhost" },
        floor: {
          hosts: [{ name: "a", memoryMiB: 4096, reservedMiB: 0, virtualFunctions: 1 }],
          machines: [{ name: "x", host: "a", memoryMiB: 1024, needsMiB: 512, network: "kvm-sriov" }],
        },
      },
    },
  ],
}) as PathLessonScenario;

describe("the lab of a lesson about paths", () => {
  test("opens with the first set-up, and performs what a learner can do", async () => {
    const lab = new PathLessonLab(scenario);
    expect((await lab.record()).path?.setup).toBe("One path");
    await lab.perform([
      { do: "compare", right: "xen-pv", inFlight: 4 },
      { do: "keep", as: "both" },
      { do: "load", setup: "floor" },
      { do: "balloon", machine: "x", mib: 100 },
    ]);
    const { path, keptPaths } = await lab.record();
    expect(keptPaths?.both?.sides.map(({ arrangement }) => arrangement)).toEqual(["native", "xen-pv"]);
    expect(path?.floor?.machines[0]?.balloonMiB).toBe(0);
    expect(path?.floor?.orders[0]?.refused?.why).toContain("balloon");
  });

  test("by hand is the same as performed", async () => {
    const [one, other] = [new PathLessonLab(scenario), new PathLessonLab(scenario)];
    const order = { do: "compare", io: "packet-out", left: "type2-virtio" } as const;
    one.order(order);
    await other.perform([order]);
    expect(await one.record()).toEqual(await other.record());
  });

  test("keeps what was kept over another attempt, which begins at the beginning", async () => {
    const lab = new PathLessonLab(scenario);
    await lab.perform([
      { do: "load", setup: "floor" },
      { do: "keep", as: "first" },
    ]);
    const again = await lab.again().record();
    expect([again.path?.setup, again.keptPaths?.first?.setup]).toEqual(["One path", "One machine"]);
  });

  test("tells of every change, with another state", () => {
    const lab = new PathLessonLab(scenario);
    const told = vi.fn();
    const stop = lab.subscribe(told);
    const before = lab.state();
    lab.order({ do: "compare", bytes: 512 });
    expect(lab.state()).not.toBe(before);
    stop();
    lab.order({ do: "compare", bytes: 1024 });
    expect(told).toHaveBeenCalledTimes(1);
  });

  test("what it cannot do is an error, and changes nothing", async () => {
    const lab = new PathLessonLab(scenario);
    const before = await lab.record();
    for (const [action, words] of [
      [{ do: "stop", column: "vm" }, /no column vm/],
      [{ do: "advance", ms: 1 }, /cannot advance/],
      [{ do: "load", setup: "nothing" }, /no set-up nothing/],
      [{ do: "power", machine: "x", on: false }, /no machines/],
      [{ do: "compare", bytes: 100 }, /multiple of 512/],
    ] as const)
      await expect(lab.perform([action])).rejects.toThrow(words);
    expect(await lab.record()).toEqual(before);
  });
});

test("an exercise is set up when the lab shows the paths that it loads; there are no columns", () => {
  const lesson: Pick<Lesson, "scenario"> = { scenario };
  expect(setupNameOf(lesson, { start: [{ do: "load", setup: "floor" }] })).toBe("One machine");
  expect(() => scenarioOf(lesson)).toThrow(/paths and no columns/);
});
