import { describe, expect, test, vi } from "vitest";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { parseRun } from "@/app/sim/run/parse";
import type { TrialInputs } from "@/app/sim/trial/inputs";
import { trial } from "@/app/sim/trial/trial";
import type { LessonAction } from "./actions";
import { ExperimentLessonLab } from "./experiment-lab";
import { givenFigure } from "./given";
import { scenarioOf, setupNameOf } from "./scenario";
import type { ExperimentLessonScenario } from "./scenario-schema";
import { type Lesson, lessonSchema } from "./schema";

const scenario = lessonSchema.shape.scenario.parse({
  id: "test",
  experiments: [
    {
      id: "plain",
      trial: { name: "One host", inputs: { memoryMiB: 256 }, free: ["platform", "way", "cores"] },
    },
    {
      id: "asked",
      trial: {
        name: "Two clients",
        inputs: { diskGiB: 64 },
        free: ["platform", "way"],
        clients: [
          { id: "a", name: "the first", inputs: { memoryMiB: 64 }, demands: [{ kind: "fits", least: 3 }] },
          { id: "b", name: "the other", inputs: { memoryMiB: 512 }, demands: [{ kind: "fits", least: 3 }] },
        ],
      },
    },
  ],
}) as ExperimentLessonScenario;

const tries = async (inputs: TrialInputs) => trial(inputs, RECORDED);
const labOf = () => new ExperimentLessonLab(scenario, tries);

describe("the lab of a lesson about experiments", () => {
  test("opens with the first set-up, and performs what a learner can do", async () => {
    const lab = labOf();
    await lab.perform([
      { do: "choose", platform: "thin vm", cores: 2 },
      { do: "try", as: "thin" },
      { do: "load", setup: "asked" },
      { do: "choose", client: "b", platform: "vm" },
      { do: "try" },
      { do: "advise" },
    ]);
    const run = await lab.record();
    expect(run.keptTrials?.thin?.inputs).toMatchObject({ platform: "thin vm", way: "pv-direct", cores: 2 });
    expect(run.trials?.runs.map(({ client, inputs }) => [client, inputs.memoryMiB])).toEqual([["b", 512]]);
    expect(run.trials?.advice.b).toEqual(run.trials?.runs[0]);
    expect(parseRun(JSON.stringify(run))).toEqual({ ok: true, value: run });
  });

  test("by hand is the same as performed; the same again takes the place of the one before", async () => {
    const [one, other] = [labOf(), labOf()];
    one.choose({ platform: "process" });
    await one.try();
    await one.try();
    await other.perform([{ do: "choose", platform: "process" }, { do: "try" }]);
    expect(await one.record()).toEqual(await other.record());
  });

  test("a client has a host of its own, and what was chosen before begins anew", async () => {
    const lab = labOf();
    await lab.perform([{ do: "load", setup: "asked" }]);
    expect(lab.state()).toMatchObject({ client: "a", inputs: { memoryMiB: 64, platform: "container" } });
    lab.choose({ platform: "vm" });
    lab.choose({ client: "b" });
    expect(lab.state()).toMatchObject({ client: "b", inputs: { memoryMiB: 512, platform: "container" } });
  });

  test("keeps what was kept over another attempt, which begins at the beginning", async () => {
    const lab = labOf();
    await lab.perform([
      { do: "load", setup: "asked" },
      { do: "try", as: "first" },
    ]);
    const again = await lab.again().record();
    expect([again.trials?.setup, again.keptTrials?.first?.client]).toEqual(["One host", "a"]);
  });

  test("a trial that ends after another set-up was loaded is not in its record", async () => {
    let end = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const lab = new ExperimentLessonLab(scenario, async (inputs) => {
      await ended;
      return trial(inputs, RECORDED);
    });
    const trying = lab.try();
    await lab.perform([{ do: "load", setup: "asked" }]);
    end();
    await trying;
    expect((await lab.record()).trials?.runs).toEqual([]);
  });

  test("tells of every change, with another state", () => {
    const lab = labOf();
    const told = vi.fn();
    const stop = lab.subscribe(told);
    const before = lab.state();
    lab.choose({ cores: 4 });
    expect(lab.state()).not.toBe(before);
    stop();
    lab.choose({ cores: 8 });
    expect(told).toHaveBeenCalledTimes(1);
  });

  test("what it cannot do is an error, and changes nothing", async () => {
    const lab = labOf();
    const before = await lab.record();
    const wrong: readonly (readonly [LessonAction, RegExp])[] = [
      [{ do: "stop", column: "vm" }, /no column vm/],
      [{ do: "advance", ms: 1 }, /cannot advance/],
      [{ do: "load", setup: "nothing" }, /no set-up nothing/],
      [{ do: "choose", client: "c" }, /no client c/],
      [{ do: "choose", memoryMiB: 512 }, /memoryMiB is given/],
      [{ do: "choose", platform: "vm", way: "pv-direct" }, /not started by pv-direct/],
      [{ do: "advise" }, /for a client/],
    ];
    for (const [action, words] of wrong) await expect(lab.perform([action])).rejects.toThrow(words);
    expect(await lab.record()).toEqual(before);
  });
});

test("an exercise is set up when the lab shows what it loads; settings can be shown; there are no columns", () => {
  const lesson: Pick<Lesson, "scenario"> = { scenario };
  expect(setupNameOf(lesson, { start: [{ do: "load", setup: "asked" }] })).toBe("Two clients");
  expect(givenFigure(lesson, "plain", "inputs.memoryMiB")).toMatchObject({ value: 2 ** 28, unit: "bytes" });
  expect(givenFigure(lesson, "asked", "b.demands.0.least")?.value).toBe(3);
  expect(() => scenarioOf(lesson)).toThrow(/experiments and no columns/);
});
