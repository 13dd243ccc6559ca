import { describe, expect, test } from "vitest";
import { givenFigure } from "./given";
import { readLesson } from "./lessons";

const lesson = readLesson("more-memory-than-there-is");

describe("givenFigure", () => {
  test("finds a setting of an instance, in a unit that a reader knows", () => {
    expect(givenFigure(lesson, "limits", "hard.memory.maxMiB")).toMatchObject({
      value: 32 * 2 ** 20,
      unit: "bytes",
    });
    expect(givenFigure(lesson, "limits", "hard.workloads.0.anonMiB")).toMatchObject({ value: 48 * 2 ** 20 });
    expect(givenFigure(lesson, "squeeze", "job.startMs")).toMatchObject({ value: 1500, unit: "ms" });
    expect(givenFigure(lesson, "limits", "host.cores")).toMatchObject({ value: 4, unit: "count" });
    const cpu = readLesson("sharing-the-cpu");
    expect(givenFigure(cpu, "bandwidth", "web.cpu.max.quotaUs")).toMatchObject({ value: 100, unit: "ms" });
  });

  test("finds a setting of paths, of a host and of a machine", () => {
    const hardware = readLesson("real-hardware-handed-out");
    expect(givenFigure(hardware, "cards", "compared.bytes")).toMatchObject({ value: 204, unit: "bytes" });
    expect(givenFigure(hardware, "tonight", "new.virtualFunctions")).toMatchObject({ value: 2 });
    expect(givenFigure(hardware, "tonight", "db.memoryMiB")).toMatchObject({ value: 2 ** 32, unit: "bytes" });
    expect(givenFigure(hardware, "tonight", "nobody.memoryMiB")).toBeUndefined();
  });

  test("says where it comes from", () => {
    const origin = givenFigure(lesson, "limits", "host.cores")?.origin;
    expect(origin?.kind === "modelled" && origin.how).toMatch(/host\.cores.*Three limits/);
  });

  test.each([
    ["nothing", "host.cores"],
    ["limits", "nobody.memory.maxMiB"],
    ["limits", "hard.memory.swap"],
    ["limits", "soft.memory.maxMiB"],
    ["limits", "hard.toString"],
    ["limits", "host"],
  ])("%s %s is no number", (setup, path) => {
    expect(givenFigure(lesson, setup, path)).toBeUndefined();
  });

  test("a lab of columns has no set-ups", () => {
    expect(givenFigure(readLesson("booting-a-machine"), "limits", "host.cores")).toBeUndefined();
  });
});
