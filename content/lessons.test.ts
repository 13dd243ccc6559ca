import { describe, expect, test } from "vitest";
import { findConstant } from "@/app/lessons/constants";
import { findCheck } from "@/app/sim/checks";
import { everyContainerRun } from "@/app/sim/checks/container-fixtures";
import { everyColumnRun } from "@/app/sim/checks/fixtures";
import { everyHostRun } from "@/app/sim/checks/host-fixtures";
import { findMeasure } from "@/app/sim/checks/measures";
import { everyNetworkRun } from "@/app/sim/checks/network-fixtures";
import { everyPathRun } from "@/app/sim/checks/path-fixtures";
import { everyTrialRun } from "@/app/sim/checks/trial-fixtures";
import { publishedFigure } from "@/app/sim/figures/published";
import type { LabRun } from "@/app/sim/run/record";
import {
  isContainerAction,
  isHostAction,
  isNetworkAction,
  isPathAction,
  isTrialAction,
  type LessonAction,
} from "./actions";
import { givenFigure } from "./given";
import { imageBytes } from "./image-bytes";
import { findExercise, lessonFiles, readLesson, readLessonFile, readLessons } from "./lessons";
import { shortNumber } from "./number";
import { experimentsOf, hostOf, machinesOf, networksOf, pathsOf } from "./scenario";
import { type Lesson, lessonSchema } from "./schema";
import { slugs } from "./slugs";

/** A record that holds everything that any lesson measures. */
const hostRun = everyHostRun();
const machineRun = everyContainerRun();
const columnRun = everyColumnRun();
const everything: LabRun = {
  ...everyNetworkRun(),
  ...hostRun,
  ...machineRun,
  answers: { ...hostRun.answers, ...machineRun.answers, ...columnRun.answers },
  boots: columnRun.boots,
  guests: columnRun.guests,
  starts: columnRun.starts ?? [],
  keptPaths: everyPathRun().keptPaths ?? {},
  keptTrials: everyTrialRun().keptTrials ?? {},
};

const sorted = (values: Iterable<string>): string[] => [...values].sort();

/** What `<Name attribute="...">` says, everywhere in a text. */
const named = (body: string, name: string, attribute: string): string[] =>
  [...body.matchAll(new RegExp(`<${name}\\b[^>]*\\b${attribute}="([^"]*)"`, "g"))].map(
    (match) => match[1] ?? "",
  );

/** What actions name: the columns, set-ups or machines of the lesson's lab. */
function parts({ scenario }: Lesson): readonly { readonly id: string }[] {
  if ("setups" in scenario) return scenario.setups;
  if ("paths" in scenario) return scenario.paths;
  if ("networks" in scenario) return scenario.networks;
  if ("experiments" in scenario) return scenario.experiments;
  return "machines" in scenario ? scenario.machines : scenario.columns;
}

function partOf(action: LessonAction): readonly string[] {
  if ("column" in action) return [action.column];
  if (action.do === "switch-on") return [action.machine];
  return action.do === "load" ? [action.setup] : [];
}

/** The kinds of lab that can do it. */
function kindsOf(action: LessonAction): readonly string[] {
  if ("column" in action) return ["columns"];
  return [
    ...(isHostAction(action) ? ["host"] : []),
    ...(isContainerAction(action) ? ["container"] : []),
    ...(isPathAction(action) ? ["paths"] : []),
    ...(isNetworkAction(action) ? ["network"] : []),
    ...(isTrialAction(action) ? ["experiments"] : []),
  ];
}

function ownKind(lesson: Lesson): string {
  if (hostOf(lesson)) return "host";
  if (machinesOf(lesson)) return "container";
  if (networksOf(lesson)) return "network";
  if (experimentsOf(lesson)) return "experiments";
  return pathsOf(lesson) ? "paths" : "columns";
}

const actionsOf = (lesson: Lesson): readonly LessonAction[] => [
  ...lesson.runs.flatMap((run) => run.actions),
  ...lesson.exercises.flatMap(({ start, solution, nearMiss }) => [...start, ...solution, ...nearMiss]),
];

test("slugs.ts lists the files that are there, each once", () => {
  expect(sorted(slugs)).toEqual(sorted(lessonFiles()));
  expect(new Set(slugs).size).toBe(slugs.length);
});

test("numbers and scenarios are unique", () => {
  const lessons = readLessons();
  expect(new Set(lessons.map(shortNumber)).size).toBe(lessons.length);
  expect(new Set(lessons.map(({ scenario }) => scenario.id)).size).toBe(lessons.length);
});

test("lessons that share a number are its parts, in order, and their exercises have different ids", () => {
  const byNumbers = new Map<number, Lesson[]>();
  for (const lesson of readLessons())
    byNumbers.set(lesson.number, [...(byNumbers.get(lesson.number) ?? []), lesson]);
  for (const parts of byNumbers.values()) {
    expect(parts.map(({ part }) => part)).toEqual(
      parts.length === 1 ? [undefined] : parts.map((_, i) => i + 1),
    );
    const ids = parts.flatMap(({ exercises }) => exercises.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  }
});

describe.each(lessonFiles())("%s", (slug) => {
  const lesson = readLesson(slug);
  const { body } = readLessonFile(slug);

  test("is named by its slug", () => expect(lesson.slug).toBe(slug));

  test("has unique ids", () => {
    for (const list of [lesson.predictions, lesson.runs, lesson.exercises, parts(lesson)])
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
  });

  test("acts on what its lab has", () => {
    const known = parts(lesson).map(({ id }) => id);
    const probed = lesson.exercises.flatMap(({ probes }) => probes.flatMap(({ column }) => column ?? []));
    for (const part of [...actionsOf(lesson).flatMap(partOf), ...probed]) expect(known).toContain(part);
  });

  test("sets its host up before every run and every exercise, and gives orders to instances that it has", () => {
    const host = hostOf(lesson);
    if (host === undefined) return;
    for (const actions of [
      ...lesson.runs.map((run) => run.actions),
      ...lesson.exercises.map(({ start }) => start),
    ])
      expect(actions[0]?.do).toBe("load");
    for (const { start, solution, nearMiss } of lesson.exercises) {
      const loaded = start.find((action) => action.do === "load");
      const setup = host.setups.find(({ id }) => id === loaded?.setup);
      const names = setup?.host.instances.map(({ name }) => name);
      for (const action of [...solution, ...nearMiss])
        if (action.do === "order" && "instance" in action.order)
          expect(names).toContain(action.order.instance);
    }
    const setupNames = host.setups.map(({ host: { name } }) => name);
    expect(new Set(setupNames).size).toBe(setupNames.length);
  });

  test("switches a machine on before every run and every exercise, each under a name of its own", () => {
    const container = machinesOf(lesson);
    if (container === undefined) return;
    for (const actions of [
      ...lesson.runs.map((run) => run.actions),
      ...lesson.exercises.map(({ start }) => start),
    ])
      expect(actions[0]?.do).toBe("switch-on");
    const names = container.machines
      .filter(({ id }) => lesson.exercises.some(({ start }) => start.some((a) => partOf(a).includes(id))))
      .map(({ container: { name } }) => name);
    expect(names).toHaveLength(lesson.exercises.length);
    expect(new Set(names).size).toBe(names.length);
  });

  test("loads its paths before every run and every exercise, each under a name of its own", () => {
    const paths = pathsOf(lesson);
    if (paths === undefined) return;
    for (const actions of [
      ...lesson.runs.map((run) => run.actions),
      ...lesson.exercises.map(({ start }) => start),
    ])
      expect(actions[0]?.do).toBe("load");
    const names = paths.paths.map(({ path: { name } }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("sets its experiments up before every run and every exercise, each under a name of its own", () => {
    const experiments = experimentsOf(lesson);
    if (experiments === undefined) return;
    for (const actions of [
      ...lesson.runs.map((run) => run.actions),
      ...lesson.exercises.map(({ start }) => start),
    ])
      expect(actions[0]?.do).toBe("load");
    const names = experiments.experiments.map(({ trial: { name } }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { trial } of experiments.experiments) {
      const ids = trial.clients.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  test("loads its networks before every run and every exercise, and gives scripts to machines that they have", () => {
    const networks = networksOf(lesson)?.networks ?? [];
    if (networks.length === 0) return;
    const machinesIn = (setup: string) =>
      networks.find(({ id }) => id === setup)?.network.machines.map(({ id }) => id) ?? [];
    const ways = lesson.exercises.flatMap(({ start, solution, nearMiss }) => [
      [...start, ...solution],
      [...start, ...nearMiss],
    ]);
    for (const actions of [...lesson.runs.map((run) => run.actions), ...ways]) {
      expect(actions[0]?.do).toBe("load");
      let there: readonly string[] = [];
      for (const action of actions) {
        if (action.do === "load") there = machinesIn(action.setup);
        if (action.do === "together")
          expect(there).toEqual(expect.arrayContaining(Object.keys(action.scripts)));
        if (action.do === "cable") expect(there).toContain(action.machine);
      }
    }
    const names = networks.map(({ network: { name } }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test("does not act on another kind of lab", () => {
    const own = ownKind(lesson);
    for (const action of actionsOf(lesson)) expect(kindsOf(action)).toContain(own);
  });

  test("shows answers that a run keeps", () => {
    const kept = lesson.runs.flatMap(({ actions }) =>
      actions.flatMap((action) => (action.do === "script" && action.as !== undefined ? [action.as] : [])),
    );
    for (const of of named(body, "Answer", "of")) expect(kept).toContain(of);
  });

  test.each(lesson.predictions)(
    "prediction $id has a measure in its unit, and a run waits for it",
    (prediction) => {
      const figure = findMeasure(prediction.measure)?.(everything);
      expect(figure?.unit).toBe(prediction.unit);
      expect(prediction.min).toBeLessThan(prediction.max);
      expect(lesson.runs.flatMap(({ after }) => after)).toContain(prediction.id);
    },
  );

  test("runs wait for predictions that exist", () => {
    const ids = lesson.predictions.map(({ id }) => id);
    for (const { after } of lesson.runs) for (const id of after) expect(ids).toContain(id);
  });

  test.each(lesson.exercises)("exercise $id has words for everything its check can say", (exercise) => {
    const entry = findCheck(exercise.check);
    if (entry === undefined) throw new Error(`no check ${exercise.check}`);
    expect(Object.keys(exercise.marks)).toEqual(entry.marks);
    expect(sorted(Object.keys(exercise.hints))).toEqual(sorted(Object.keys(entry.hints)));
    for (const [code, text] of Object.entries(exercise.hints))
      for (const [, place] of text.matchAll(/\{([^}]*)\}/g)) expect(entry.hints[code], code).toContain(place);
  });

  test("its text uses every prediction, run and exercise, and only those", () => {
    const ids = (list: readonly { readonly id: string }[]) => sorted(list.map(({ id }) => id));
    expect(sorted(named(body, "Predict", "id"))).toEqual(ids(lesson.predictions));
    expect(sorted(named(body, "Measured", "id"))).toEqual(ids(lesson.predictions));
    expect(sorted(named(body, "Run", "id"))).toEqual(ids(lesson.runs));
    expect(sorted(named(body, "Exercise", "id"))).toEqual(ids(lesson.exercises));
    expect(body.match(/<Question \/>/g)).toHaveLength(1);
  });

  test("its figures exist", () => {
    for (const id of named(body, "Published", "id")) expect(publishedFigure(id), id).toBeDefined();
    for (const id of [...named(body, "Here", "measure"), ...named(body, "Why", "needs")])
      expect(findMeasure(id), id).toBeDefined();
    const files = named(body, "ImageBytes", "file");
    named(body, "ImageBytes", "of").forEach((image, index) => {
      expect(imageBytes(image, files[index] ?? ""), `${image} ${files[index]}`).toBeDefined();
    });
    for (const id of named(body, "Constant", "id")) expect(findConstant(id), id).toBeDefined();
    const kept = lesson.runs.flatMap(({ actions }) =>
      actions.flatMap((action) => (action.do === "keep" ? [action.as] : [])),
    );
    for (const run of named(body, "TimeBars", "run")) expect(kept).toContain(run);
    const paths = named(body, "Given", "of");
    named(body, "Given", "setup").forEach((setup, index) => {
      expect(givenFigure(lesson, setup, paths[index] ?? ""), `${setup} ${paths[index]}`).toBeDefined();
    });
  });

  test("states no quantity that is not a figure with an origin", () => {
    const prose = body.replace(/<[^>]*>/g, "");
    expect(
      prose.match(/\d[\d.,]*\s*(ms|µs|ns|%|percent|times|instructions|exits|bytes|MB|MiB|GB)/g),
    ).toBeNull();
  });

  test("cites a source for every published figure", () => {
    for (const id of named(body, "Published", "id")) {
      const origin = publishedFigure(id)?.origin;
      if (origin?.kind !== "published") throw new Error(`${id} is not published`);
      const { title } = origin.source;
      expect(
        lesson.sources.some(({ text }) => text.includes(title)),
        title,
      ).toBe(true);
    }
  });
});

test("a wrong field is refused", () => {
  const { frontMatter } = readLessonFile(slugs[0]);
  const spoilt = { ...(frontMatter as object), minutes: "ten", more: 1 };
  expect(lessonSchema.safeParse(spoilt).error?.issues.map(({ path, code }) => [path[0], code])).toEqual([
    ["minutes", "invalid_type"],
    [undefined, "unrecognized_keys"],
  ]);
});

test("an exercise is found by number or slug; otherwise the error says which there are", () => {
  expect(findExercise("lesson-03/skip-firmware").exercise.check).toBe("skip-firmware");
  expect(findExercise("booting-a-machine/never-off").lesson.number).toBe(3);
  expect(() => findExercise("lesson-03/nothing")).toThrow(/lesson-03\/never-off/);
});
