import fc from "fast-check";
import { expect, test } from "vitest";
import { csvOf } from "@/app/sim/experiments/csv";
import { documentOf, readExperiment } from "@/app/sim/experiments/document";
import type { Measurements } from "@/app/sim/experiments/measurements";
import { diskDepthTable } from "@/app/sim/experiments/overhead/devices";
import { RECORDED } from "@/app/sim/experiments/recorded";
import { linkTo, readAddress } from "./address";
import { type Asked, EXPERIMENT_IDS, EXPERIMENTS, usualInputs } from "./experiments";
import { fits, type InputField, severalText } from "./inputs";
import { measuringBegun, measuringHeard, measuringStopped, measuringWords } from "./measuring";
import { notesOf, originsText } from "./notes";
import { QUESTIONS } from "./predictions";
import { begun, cancelled, experimentOf, heard, inputWords, type Run, runWords } from "./run";
import { answer } from "./worker/entry";
import type { Report } from "./worker/messages";

/** Small enough for a test, large enough for a curve. */
const SMALL: Asked = { experiment: "startup", inputs: { instances: 8, cores: 2, seed: 1 } };

async function carriedOut(asked: Asked, measurements?: Measurements): Promise<readonly Report[]> {
  const reports: Report[] = [];
  await answer(
    { asked, ...(measurements && { measurements }) },
    RECORDED,
    () => Promise.resolve(),
    (report) => reports.push(report),
  );
  return reports;
}

const runOf = (asked: Asked, reports: readonly Report[]): Run => reports.reduce(heard, begun(asked));

const anyValue = (field: InputField): fc.Arbitrary<number | string> => {
  switch (field.kind) {
    case "number":
      return fc.integer({ min: field.least, max: field.most });
    case "choice":
      return fc.constantFrom(...field.choices.map(({ id }) => id));
    case "several":
      return fc
        .subarray(
          field.choices.map(({ id }) => id),
          { minLength: 1 },
        )
        .map((chosen) => severalText(field, chosen));
  }
};

const anyAsked = fc.constantFrom(...EXPERIMENT_IDS).chain((experiment) =>
  fc.tuple(...EXPERIMENTS[experiment].fields.map(anyValue)).map((values): Asked => {
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
    fc.oneof(
      fc.constantFrom(...EXPERIMENT_IDS, "64", "-1", "1e9", "0", "all", "disk,network", "128k"),
      fc.string(),
    ),
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
  const overhead = readAddress("?experiment=overhead&workloads=disk,tape&block=8k");
  expect(overhead.asked.inputs).toEqual(usualInputs("overhead"));
  expect(overhead.notices[0]).toContain("processor,kernel,disk,network,key-value,database");
  expect(overhead.notices[1]).toContain("one of 4k, 128k");
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

test("overhead has the workloads that are asked for, at the sizes asked for, and its question only with them", async () => {
  const asked = (inputs: Asked["inputs"]): Asked => ({
    experiment: "overhead",
    inputs: { ...usualInputs("overhead"), ...inputs },
  });
  const small = asked({ workloads: "disk", block: "128k", depth: 6 });
  const { tables } = runOf(small, await carriedOut(small));
  expect(tables.map(({ id }) => id)).toEqual(["overview", "disk-depth", "disk-stream", "counted"]);
  const depth = tables.find(({ id }) => id === "disk-depth")!;
  expect(depth.caption).toContain("128 KiB");
  expect(depth.rows.filter(({ id }) => id.startsWith("native-")).map(({ id }) => id)).toEqual(
    [1, 2, 4, 6].map((n) => `native-${n}`),
  );
  expect(QUESTIONS.overhead.prompt(small.inputs)).toContain("128 KiB, 6 in flight");
  expect(QUESTIONS.overhead.answer(tables)?.value).toBeGreaterThan(0);
  const servers = asked({ workloads: "key-value", clients: 3 });
  const server = runOf(servers, await carriedOut(servers));
  expect(server.tables.map(({ id }) => id)).toEqual(["key-value"]);
  expect(server.tables[0]!.rows.some(({ id }) => id === "native-3")).toBe(true);
  expect(QUESTIONS.overhead.prompt(servers.inputs)).toBeUndefined();
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

test("an experiment starts from what was measured in the tab, and says so; equal counts give equal tables", async () => {
  const here: Measurements = { ...RECORDED, when: "in this tab" };
  const run = (await carriedOut(SMALL, here)).reduce(heard, begun(SMALL, here));
  expect(runWords(run)).toBe("instances 8, from what was measured in this tab");
  expect(run.inputs.measured).toBe("in this tab");
  const recorded = runOf(SMALL, await carriedOut(SMALL));
  const plain = (of: Run) => JSON.stringify(of.tables).replaceAll(/in this tab|when the lab was made/g, "");
  expect(plain(run)).toBe(plain(recorded));
  const few = { ...here, guests: {}, together: [] };
  const alone = runOf(SMALL, await carriedOut(SMALL, few)).tables.find(({ id }) => id === "alone")!;
  expect(alone.rows.some(({ id }) => id === "vm-bios")).toBe(false);
});

test("measuring says how far it is, keeps what it found when it is stopped, and stays done", () => {
  const found = { measurements: RECORDED, tables: [] };
  const under = [
    { kind: "at", step: 2, of: 16, label: "container, runc" } as const,
    { kind: "found", found } as const,
  ].reduce(measuringHeard, measuringBegun);
  expect(measuringWords(under)).toBe("3 of 16: container, runc …");
  expect(measuringStopped(under)).toMatchObject({ state: "stopped", found });
  const done = measuringHeard(under, { kind: "done" });
  expect(measuringStopped(done)).toBe(done);
  expect(measuringWords(measuringHeard(under, { kind: "failed", message: "no network" }))).toContain(
    "container, runc: no network",
  );
});
