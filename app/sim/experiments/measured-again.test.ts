import { expect, test } from "vitest";
import { measuredAgain } from "./measured-again";
import type { Measurements } from "./measurements";
import { RECORDED } from "./recorded";
import { problemOf } from "./table";

/** As if a tab had measured all of it. */
const again: Measurements = { ...structuredClone(RECORDED), when: "in this tab" };

test("what counts the same again is said to be equal, with both numbers and where they come from", () => {
  const tables = measuredAgain(again, RECORDED);
  expect(tables.map(({ id }) => id)).toEqual(["starts-again", "memory-again"]);
  for (const table of tables) expect(problemOf(table)).toBeUndefined();
  const [starts] = tables;
  expect(starts!.title).toBe("12 starts: all are what was recorded, to the last count");
  const { start, recorded } = starts!.rows.find(({ id }) => id === "vm-bios")!.cells;
  expect(start!.figure.value).toBe(recorded!.figure.value);
  expect(start!.figure.origin).toMatchObject({
    kind: "measured",
    how: expect.stringContaining("in this tab"),
  });
  expect(recorded!.figure.origin).toMatchObject({ how: expect.stringContaining("when the lab was made") });
});

test("one instruction more is a difference, and is named", () => {
  const guest = again.guests["pv-direct"]!;
  const other = {
    ...again,
    guests: { ...again.guests, "pv-direct": { ...guest, instructions: guest.instructions + 1 } },
  };
  const [starts, memory] = measuredAgain(other, RECORDED);
  expect(starts!.title).toMatch(/^1 of 12 starts differ from what was recorded: thin VM, kernel entered/);
  expect(memory!.title).toContain("all are what was recorded");
});

test("what was stopped early has the rows that there are; another image is said", () => {
  const early: Measurements = {
    ...again,
    imageSha256: "0",
    guests: {},
    memory: undefined,
    together: [],
    pooledMs: undefined,
  };
  const tables = measuredAgain(early, RECORDED);
  expect(tables.map(({ rows }) => rows.length)).toEqual([4]);
  expect(tables[0]!.notes[0]).toContain("image");
});
