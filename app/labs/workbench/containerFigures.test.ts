import { expect, test } from "vitest";
import { containerStart } from "@/app/sim/checks/lesson-01-fixtures";
import { allCalls, callRows, chargedInstructions, startMsFigure } from "./containerFigures";
import { segmentsMs, segmentsOf } from "./figures";

const calls = {
  read: { inside: 1, outside: 4 },
  mount: { inside: 5, outside: 0 },
  write: { inside: 9, outside: 0 },
};
const start = containerStart({ calls });

test("calls come most first, whoever made them, equal ones by name", () => {
  expect(callRows(calls).map(({ name }) => name)).toEqual(["write", "mount", "read"]);
  expect(allCalls(start)).toBe(19);
});

test("a start's time names what it is charged for", () => {
  expect(chargedInstructions(start)).toBe(65_000_000);
  const { value, origin } = startMsFigure(start);
  expect(value).toBe(65);
  expect(origin).toMatchObject({ kind: "modelled", from: [{ value: 1 }, { id: "runtime.docker" }] });
});

test("a column's bar is as long as its start, and empty before it", () => {
  const column = { id: "container", track: "container", image: "busybox", power: "running" } as const;
  const rest = { wallMs: undefined, counters: start, layers: [], error: undefined };
  expect(segmentsMs(segmentsOf({ ...column, ...rest, start }))).toBe(65);
  expect(segmentsOf({ ...column, ...rest, start: undefined })).toEqual([]);
});
