import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Verdict } from "@/app/sim/checks/verdict";

/** localStorage as browsers have it, and as they refuse it. */
function fakeStorage() {
  const kept = new Map<string, string>();
  const storage = {
    refuse: undefined as Error | undefined,
    kept,
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => {
      if (storage.refuse) throw storage.refuse;
      kept.set(name, value);
    },
    removeItem: (name: string) => void kept.delete(name),
  };
  return storage;
}

const failed: Verdict = {
  passed: false,
  marks: [{ id: "a", passed: false }],
  hint: { code: "b", values: {} },
};
const passed: Verdict = { passed: true, marks: [{ id: "a", passed: true }] };

let storage: ReturnType<typeof fakeStorage>;

/** The store, as a page that has just been opened has it. */
async function open() {
  vi.resetModules();
  const { useProgress } = await import("./progress");
  await useProgress.persist.rehydrate();
  await settled();
  return useProgress;
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  storage = fakeStorage();
  vi.stubGlobal("window", { localStorage: storage });
});

describe("progress", () => {
  test("survives a reload", async () => {
    const before = await open();
    before.getState().predict("lesson", "guess", 40);
    before.getState().measured("lesson", "guess", 16);
    before.getState().skip("lesson", "other");
    before.getState().judged("lesson", "exercise", passed, 1000);
    expect((await open()).getState().lessons).toEqual({
      lesson: {
        predictions: { guess: { value: 40, skipped: false, measured: 16 }, other: { skipped: true } },
        exercises: { exercise: { verdict: passed, passedAtMs: 1000 } },
      },
    });
  });

  test("a solved exercise stays solved, with its first time", async () => {
    const { judged } = (await open()).getState();
    const progress = await open();
    judged("lesson", "exercise", failed, 500);
    progress.getState().judged("lesson", "exercise", passed, 1000);
    progress.getState().judged("lesson", "exercise", failed, 2000);
    progress.getState().judged("lesson", "exercise", passed, 3000);
    expect(progress.getState().lessons.lesson?.exercises.exercise).toEqual({
      verdict: passed,
      passedAtMs: 1000,
    });
  });

  test("one lesson can be forgotten, and everything", async () => {
    const progress = await open();
    progress.getState().predict("one", "guess", 1);
    progress.getState().predict("two", "guess", 2);
    progress.getState().forget("one");
    expect(Object.keys(progress.getState().lessons)).toEqual(["two"]);
    progress.getState().forget();
    expect((await open()).getState().lessons).toEqual({});
  });

  test.each([
    ["not JSON", "{"],
    ["another shape", '{"state":{"lessons":{"a":7}},"version":1}'],
    ["no state", '{"version":1}'],
    ["another version", '{"state":{"lessons":"old"},"version":0}'],
  ])("what another program left (%s) does no harm", async (_, text) => {
    storage.kept.set("triptych.progress", text);
    const progress = await open();
    expect(progress.getState().lessons).toEqual({});
    progress.getState().predict("lesson", "guess", 40);
    expect((await open()).getState().lessons.lesson?.predictions.guess?.value).toBe(40);
  });

  test("a full store is told in words, and again when it works", async () => {
    const progress = await open();
    storage.refuse = new DOMException("exceeded the quota", "QuotaExceededError");
    progress.getState().predict("lesson", "guess", 40);
    await settled();
    expect(progress.getState().trouble).toMatch(/storage for the site is full/);
    expect(progress.getState().lessons.lesson?.predictions.guess?.value).toBe(40);
    storage.refuse = undefined;
    progress.getState().predict("lesson", "guess", 41);
    await settled();
    expect(progress.getState().trouble).toBeUndefined();
  });

  test("a browser that forbids storage is told in words", async () => {
    vi.stubGlobal("window", {
      get localStorage(): Storage {
        throw new DOMException("denied", "SecurityError");
      },
    });
    const progress = await open();
    progress.getState().predict("lesson", "guess", 40);
    await settled();
    expect(progress.getState().trouble).toMatch(/does not let the site store/);
  });
});
