import { describe, expect, test } from "vitest";
import { type Figure, measured, modelled } from "../figures/figure";
import { nsPerExit } from "../figures/host";
import { qemuSeaBios } from "../figures/published/firecracker-nsdi20";
import { csvOf } from "./csv";
import { documentOf, readExperiment } from "./document";
import { type Cell, checkTable, type Experiment, type ExperimentTable, quantilesOf } from "./table";

const part = (id: string, value: number) => ({ id, label: id, figure: measured(value, "ms", "counted") });
const table = (cell: Cell): ExperimentTable => ({
  id: "starts",
  title: 'One thing, "quoted", is found',
  caption: "Asked of a host",
  charts: [{ kind: "bars", value: "time", scale: "log" }],
  columns: [{ id: "time", label: "time", unit: "ms" }],
  rows: [
    { id: "a", label: 'a, "quoted"', cells: { time: cell } },
    { id: "b", label: "b", cells: { time: { figure: qemuSeaBios } } },
    { id: "c", label: "c", cells: {}, missing: { time: "nobody measured it" } },
  ],
  handovers: [],
  notes: [],
});
const experiment = (cell: Cell): Experiment => ({
  id: "startup",
  inputs: { seed: 1 },
  complete: true,
  tables: [table(cell)],
});
const of = (figure: Figure): Cell => ({ figure });
const good: Cell = {
  figure: modelled(3, "ms", "summed", [nsPerExit]),
  parts: [part("x", 1), part("y", 2)],
  quantiles: quantilesOf([5, 1, 3], [0, 0.5, 1]),
  band: { low: 1, high: 5, what: "from run to run" },
};

describe("a table", () => {
  test("that fits is taken", () => expect(() => checkTable(table(good))).not.toThrow());

  test.each<[string, Cell]>([
    ["parts sum to 2, not 3", { ...good, parts: [part("x", 1), part("y", 1)] }],
    ["is in µs", of(measured(1, "µs", "counted"))],
    ["NaN is no value", of(measured(Number.NaN, "ms", "counted"))],
    [
      "quantiles fall",
      {
        ...good,
        quantiles: [
          { share: 0, value: 2 },
          { share: 1, value: 1 },
        ],
      },
    ],
    ["outside of its band", { ...good, band: { low: 4, high: 5, what: "" } }],
  ])("with a cell whose %s is refused", (message, cell) => {
    expect(() => checkTable(table(cell))).toThrow(message);
  });

  test("that leaves a cell out without a reason is refused", () => {
    const { rows, ...rest } = table(good);
    expect(() => checkTable({ ...rest, rows: [...rows, { id: "d", label: "d", cells: {} }] })).toThrow(
      "d says nothing of time",
    );
  });
});

test("a chart in groups has columns of one unit, and is read back; a chart of another column is refused", () => {
  const groups = (...values: string[]): ExperimentTable => ({
    ...table(good),
    charts: [{ kind: "groups", values, scale: "log", from: 1 }],
    columns: [
      { id: "time", label: "time", unit: "ms" },
      { id: "size", label: "size", unit: "bytes" },
    ],
    rows: [{ id: "a", label: "a", cells: { time: good }, missing: { size: "nobody measured it" } }],
  });
  expect(() => checkTable(groups("time", "size"))).toThrow("have not one unit");
  expect(() => checkTable(groups("time", "weight"))).toThrow("weight, which is not there");
  const whole: Experiment = { ...experiment(good), tables: [groups("time")] };
  expect(readExperiment(JSON.stringify(documentOf(whole)))).toEqual({ ok: true, value: whole });
});

test("quantiles are interpolated", () => {
  expect(quantilesOf([4, 1, 3, 2], [0, 0.25, 0.5, 1]).map(({ value }) => value)).toEqual([1, 1.75, 2.5, 4]);
  expect(() => quantilesOf([])).toThrow(RangeError);
});

test("a document has each constant once, and is read back as it was", () => {
  const text = JSON.stringify(documentOf(experiment(good)));
  expect(text.split(nsPerExit.because)).toHaveLength(2);
  expect(readExperiment(text)).toEqual({ ok: true, value: experiment(good) });
});

test.each<[string, (text: string) => string]>([
  ["no constant", (text) => text.replace('"from":["host.nsPerExit"]', '"from":["__proto__"]')],
  ["sum to 4, not 3", (text) => text.replace('"value":2,', '"value":3,')],
  ["not a JSON document", (text) => text.slice(1)],
  ["Unrecognized key", (text) => text.replace('"seed":1}', '"seed":1},"more":1')],
])("a document with %s is refused whole", (message, spoil) => {
  const read = readExperiment(spoil(JSON.stringify(documentOf(experiment(good)))));
  expect(read).toEqual({ ok: false, error: expect.stringContaining(message) });
});

test("CSV has a line for each figure and each part, with its origin, and quotes what needs it", () => {
  const lines = csvOf([table(good)]).split("\r\n");
  expect(lines[0]).toBe(
    "table,row,series,column,part,value,unit,origin,from,low,high,least,p1,p10,p25,p50,p75,p90,p99,greatest",
  );
  expect(lines[1]).toBe('starts,"a, ""quoted""",,time,,3,ms,modelled,summed,1,5,1,,,,3,,,,5');
  expect(lines[2]).toBe('starts,"a, ""quoted""",,time,x,1,ms,measured,counted,,,,,,,,,,,');
  expect(lines[4]).toMatch(/^starts,b,,time,,243.5,ms,published,"Agache et al., NSDI 2020: /);
  expect(lines).toHaveLength(6);
});
