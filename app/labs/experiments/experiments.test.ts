import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf } from "@/app/sim/experiments/csv";
import { documentOf, readExperiment } from "@/app/sim/experiments/document";
import { diskDepthTable } from "@/app/sim/experiments/overhead/devices";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { linkTo, readAddress } from "./address";
import { type Asked, EXPERIMENT_IDS, EXPERIMENTS, fits, usualInputs } from "./experiments";
import { notesOf, originsText } from "./notes";
import { QUESTIONS } from "./predictions";
import { begun, cancelled, experimentOf, heard, inputWords, type Run } from "./run";
import { answer } from "./worker/entry";
import type { Report } from "./worker/messages";

/** Small enough for a test, large enough for a curve. */
const SMALL: Asked = { experiment: "startup", inputs: { instances: 8, cores: 2, seed: 1 } };

async function carriedOut(asked: Asked): Promise<readonly Report[]> {
  const reports: Report[] = [];
  await answer(
    asked,
    RECORDED,
    () => Promise.resolve(),
    (report) => reports.push(report),
  );
  return reports;
}

const runOf = (asked: Asked, reports: readonly Report[]): Run => reports.reduce(heard, begun(asked));

const anyAsked = fc.constantFrom(...EXPERIMENT_IDS).chain((experiment) =>
  fc
    .tuple(...EXPERIMENTS[experiment].fields.map(({ least, most }) => fc.integer({ min: least, max: most })))
    .map((values): Asked => {
      const entries = EXPERIMENTS[experiment].fields.map(({ name }, n) => [name, values[n]!] as const);
      return { experiment, inputs: Object.fromEntries(entries) };
    }),
);

test("an address made for any experiment is read back as it was", () => {
  fc.assert(
    fc.property(anyAsked, (asked) => {
      expect(readAddress(linkTo(asked))).toEqual({ asked, complete: true, notices: [] });
    }),
  );
});

test("any address is read: what is allowed comes out, and what was damaged is named", () => {
  const names = [...new Set(EXPERIMENT_IDS.flatMap((id) => EXPERIMENTS[id].fields.map(({ name }) => name)))];
  const pair = fc.tuple(
    fc.oneof(fc.constantFrom("experiment", ...names), fc.string()),
    fc.oneof(fc.constantFrom(...EXPERIMENT_IDS, "64", "-1", "1e9", "0"), fc.string()),
  );
  fc.assert(
    fc.property(fc.array(pair, { maxLength: 8 }), (pairs) => {
      const { asked, complete, notices } = readAddress(`?${new URLSearchParams(pairs)}`);
      for (const field of EXPERIMENTS[asked.experiment].fields)
        expect(fits(field, asked.inputs[field.name] ?? Number.NaN)).toBe(true);
      expect(Object.keys(asked.inputs).length).toBe(EXPERIMENTS[asked.experiment].fields.length);
      if (complete) expect(notices).toEqual([]);
    }),
  );
});

test("a damaged address says what is allowed, takes what is usual, and runs nothing by itself", () => {
  const { asked, complete, notices } = readAddress("?experiment=density&cores=129&memoryGiB=64&colour=red");
  expect(asked.inputs).toEqual({ ...usualInputs("density"), memoryGiB: 64 });
  expect(complete).toBe(false);
  expect(notices[0]).toContain("cores=129");
  expect(notices[0]).toContain("a whole number from 1 to 128");
  expect(notices[1]).toContain("colour=red");
  expect(readAddress("?experiment=speed").notices[0]).toContain("startup, overhead, density");
  expect(readAddress("").complete).toBe(false);
});

test("the worker reports each table as it comes, and a run that ended is the whole experiment", async () => {
  const reports = await carriedOut(SMALL);
  const run = runOf(SMALL, reports);
  expect(run.state).toBe("done");
  expect(run.tables.map(({ id }) => id)).toEqual(["alone", "published", "storm", "growth", "pace"]);
  expect(reports.findIndex(({ kind }) => kind === "table")).toBeLessThan(
    reports.findLastIndex(({ kind }) => kind === "at"),
  );
  const experiment = experimentOf(run);
  expect(experiment).toMatchObject({ complete: true, inputs: { instances: 8, measured: RECORDED.when } });
  expect(readExperiment(JSON.stringify(documentOf(experiment)))).toEqual({ ok: true, value: experiment });
});

test("a run that was stopped keeps its tables, and its file says that it is not complete", async () => {
  const reports = await carriedOut(SMALL);
  const third = reports.findIndex(({ kind }, n) => kind === "table" && n > 4);
  const run = cancelled(runOf(SMALL, reports.slice(0, third)));
  expect(run.state).toBe("cancelled");
  expect(experimentOf(run)).toMatchObject({
    complete: false,
    incomplete: "Stopped after 2 of 5 tables: 3 are not there.",
  });
  expect(cancelled(runOf(SMALL, reports)).state).toBe("done");
});

test("what goes wrong in the worker is reported, not thrown", async () => {
  const reports = await carriedOut({ experiment: "startup", inputs: { instances: -1, cores: 0, seed: 1 } });
  expect(reports.at(-1)?.kind).toBe("failed");
});

test("the CSV of a table has a line for each of its figures, in full", async () => {
  const { tables } = runOf(SMALL, await carriedOut(SMALL));
  const storm = tables.find(({ id }) => id === "storm")!;
  const csv = csvOf([storm]);
  for (const row of storm.rows)
    for (const { figure, parts = [] } of Object.values(row.cells))
      for (const { value } of [figure, ...parts.map((part) => part.figure)])
        expect(csv).toContain(`,${value},`);
});

test("each question has its answer in the tables of its experiment", async () => {
  const { tables } = runOf(SMALL, await carriedOut(SMALL));
  const figure = QUESTIONS.startup.answer(tables);
  const storm = tables.find(({ id }) => id === "storm")!;
  expect(figure).toEqual(storm.rows.find(({ id }) => id === "container-runc")!.cells.start!.figure);
  expect(QUESTIONS.startup.answer(tables.slice(0, 2))).toBeUndefined();
  const density = { experiment: "density", inputs: { ...usualInputs("density"), instances: 50 } } as const;
  const full = runOf(density, await carriedOut(density)).tables;
  expect(QUESTIONS.density.answer(full)?.value).toBe(50);
  const depth = diskDepthTable();
  const rate = (row: string) => depth.rows.find(({ id }) => id === row)!.cells.rate!.figure.value;
  expect(QUESTIONS.overhead.answer([depth])?.value).toBe((100 * rate("vm-pv-32")) / rate("native-32"));
});

test("below a chart stand the origins of what it draws, and where measuring ended", async () => {
  const { tables } = runOf(SMALL, await carriedOut(SMALL));
  const growth = tables.find(({ id }) => id === "growth")!;
  expect(originsText(growth, growth.charts[0])).toContain("● measured, ◇ modelled");
  expect(notesOf(growth, growth.charts[0]).join(" ")).toContain(growth.handovers[0]!.what);
  const published = tables.find(({ id }) => id === "published")!;
  expect(originsText(published, published.charts[0])).toContain("¶ published (dotted)");
  expect(originsText(published, published.charts[0])).not.toContain("modelled");
});

test("a run is named by what is not usual about it", () => {
  expect(inputWords({ experiment: "density", inputs: usualInputs("density") })).toBe("usual inputs");
  expect(inputWords(SMALL)).toBe("instances 8");
});
