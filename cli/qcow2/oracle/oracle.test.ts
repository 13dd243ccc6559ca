/** Against QEMU's own tools: ours read by theirs, theirs by ours. `npm run soak -- minutes qcow2` goes on with other seeds. */
import { expect, it } from "vitest";
import { performCases } from "./perform";

const CASES = Number(process.env.QCOW2_CASES ?? 500);
const FIRST = Number(process.env.QCOW2_SEED ?? 1);

it(`agrees with qemu-img on ${CASES} generated images`, { timeout: 1_200_000 }, async () => {
  const found = await performCases(FIRST, (seed) => seed < FIRST + CASES);
  expect(found.join("\n")).toBe("");
});
