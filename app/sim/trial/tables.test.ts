import { expect, test } from "vitest";
import { RECORDED } from "../experiments/recorded";
import { checkTable } from "../experiments/table";
import { changed, TRIAL_DEFAULTS, type TrialChange } from "./inputs";
import { trialTables } from "./tables";
import { trial } from "./trial";

const run = (change: TrialChange) => trial(changed(TRIAL_DEFAULTS, change), RECORDED);

test("trials beside each other: every table holds, two of one platform have two names, titles say what was found", () => {
  const tables = trialTables([
    run({ memoryMiB: 1024, starts: 20 }),
    run({ memoryMiB: 2048, starts: 20 }),
    run({ platform: "thin vm", merging: true, busyPercent: 2, starts: 20 }),
    run({ platform: "vm", memoryMiB: 8 }),
  ]);
  for (const table of tables) checkTable(table);
  const [full, way, memory, start] = tables;
  expect(new Set(full!.rows.map(({ label }) => label)).size).toBe(4);
  expect(full!.title).toMatch(/^Most fit of: container; 2 GiB of memory; idle; 20 at one moment \(/);
  expect(new Set(way!.rows.map(({ series }) => series)).size).toBe(3);
  expect(memory!.rows[2]!.cells.memory!.parts!.map(({ id }) => id)).toContain("books");
  expect(start!.rows[3]).toMatchObject({ missing: { last: "none fits" } });
  expect(start!.title).toMatch(/^The storm that takes longest: container;/);
});
