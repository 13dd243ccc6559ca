import { describe, expect, test, vi } from "vitest";
import type { HostLabApi } from "@/app/guest/host/api";
import { recordOf, viewAt } from "@/app/sim/checks/host-fixtures";
import { HostLessonLab } from "./host-lab";
import { readLesson } from "./lessons";
import { hostOf, scenarioOf, setupNameOf } from "./scenario";

const lesson = readLesson("sharing-the-cpu");
const scenario = hostOf(lesson)!;

/** A host lab that notes what it is told, and whose record counts the calls. */
function noted() {
  const told: string[] = [];
  const listeners = new Set<() => void>();
  let atMs = 0;
  const host = {
    state: () => ({ view: told.length === 0 ? undefined : viewAt(atMs, []) }),
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async (setup: { name: string }) => void told.push(`load ${setup.name}`),
    order: async (order: { do: string }) => void told.push(`order ${order.do}`),
    step: async (ns: number) => {
      atMs += ns / 1e6;
      told.push(`step ${ns}`);
    },
    record: async () => recordOf([viewAt(atMs, [])]),
  } as unknown as HostLabApi;
  return { host, told, listeners };
}

describe("HostLessonLab", () => {
  test("performs actions in order, a millisecond being a million nanoseconds", async () => {
    const { host, told } = noted();
    const lab = new HostLessonLab(host, scenario);
    await lab.open();
    await lab.perform([
      { do: "load", setup: "room" },
      { do: "order", order: { do: "weight", instance: "service", weight: 1000 } },
      { do: "advance", ms: 2.5 },
    ]);
    expect(told).toEqual([
      "load Two that compute",
      "load A service and its neighbour",
      "order weight",
      "step 2500000",
    ]);
  });

  test("keeps a run as it was, over later runs and over another attempt", async () => {
    const { host, listeners } = noted();
    const lab = new HostLessonLab(host, scenario);
    expect(await lab.record()).toEqual({
      version: 1,
      scenario: "lesson-06",
      boots: [],
      guests: [],
      kept: {},
      answers: {},
    });
    const changed = vi.fn();
    const stop = lab.subscribe(changed);
    await lab.perform([
      { do: "advance", ms: 10 },
      { do: "keep", as: "first" },
    ]);
    expect(changed).toHaveBeenCalledTimes(1);
    stop();
    expect(listeners.size).toBe(0);
    const again = lab.again();
    await again.perform([{ do: "advance", ms: 10 }]);
    const run = await again.record();
    expect(run.kept?.first?.samples.at(-1)?.atMs).toBe(10);
    expect(run.host?.samples.at(-1)?.atMs).toBe(20);
  });

  test("asks a guest by running the host on until it answers", async () => {
    const { host, told } = noted();
    const { step } = host;
    let answer: (given: unknown) => void = () => {};
    const asked = Object.assign(host, {
      exec: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
      step: async (ns: number) => {
        await step(ns);
        if (told.length === 3) answer({ stdout: "hello", stderr: "", status: 0 });
      },
    });
    const lab = new HostLessonLab(asked, scenario);
    await lab.perform([{ do: "ask", instance: "guest", script: "echo hello", as: "greeting" }]);
    expect((await lab.record()).answers).toEqual({ greeting: { stdout: "hello", status: 0 } });
    expect(told.length).toBeLessThan(6);
  });

  test("a guest that does not answer is an error", async () => {
    const { host } = noted();
    const silent = Object.assign(host, { exec: () => new Promise(() => {}) });
    const lab = new HostLessonLab(silent, scenario);
    await expect(lab.perform([{ do: "ask", instance: "guest", script: "true", as: "a" }])).rejects.toThrow(
      /guest has not answered/,
    );
  });

  test("what it cannot do is an error", async () => {
    const lab = new HostLessonLab(noted().host, scenario);
    await expect(lab.perform([{ do: "load", setup: "nothing" }])).rejects.toThrow(/nothing/);
    await expect(lab.perform([{ do: "stop", column: "vm" }])).rejects.toThrow(/no column vm/);
  });
});

test("an exercise knows the set-up in which it begins", () => {
  expect(setupNameOf(lesson, lesson.exercises[0]!)).toBe("A service and its neighbour");
  const columns = readLesson("booting-a-machine");
  expect(setupNameOf(columns, columns.exercises[0]!)).toBeUndefined();
  expect(() => scenarioOf(lesson)).toThrow(/no columns/);
});
