import { expect, it } from "vitest";
import { callLab } from "../calls";

it("prints the same each time: two machines from one snapshot keep one frame for each page of kernel text", async () => {
  const args = ["merge", "--guests", "2", "--pages-to-scan", "1000", "--json"];
  const [first, second] = [await callLab(args), await callLab(args)];
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(second.stdout).toBe(first.stdout);
  const { before, after, merging, comparison, workload, costs } = JSON.parse(first.stdout);
  expect(before.frames).toBe(before.pages);
  expect(before.zeroWithoutFrame).toBeGreaterThan(4000);
  expect(before.byKind.kernelText.frames).toBeGreaterThan(1000);
  expect(after.byKind.kernelText.frames * 2).toBe(before.byKind.kernelText.frames);
  expect(after.byKind.pageCache.frames).toBeLessThan(before.byKind.pageCache.frames);
  expect(comparison).toMatchObject({ wronglyShared: 0, missed: 0 });
  expect(merging).toMatchObject({ settled: true });
  expect(merging.cpuNs).toBeGreaterThan(0);
  expect(workload.brokenShares).toBeGreaterThan(0);
  expect(costs.length).toBeGreaterThan(0);
}, 240_000);

it.each([
  [["--guests", "9"], /--guests 9: a whole number from 1 to 8/],
  [["--kind", "windows"], /--kind windows: allowed are same-snapshot/],
  [["4"], /what is "4"\?/],
])("refuses %j", async (args, message) => {
  const outcome = await callLab(["merge", ...args]);
  expect(outcome).toMatchObject({ status: 2, stdout: "" });
  expect(outcome.stderr).toMatch(message);
});
