/** The exact checks pass, and each kind of them fails when something wrong is planted. */
import { describe, expect, it } from "vitest";
import { judge, within1Percent } from "./exact";
import { runSchedulerChecks } from "./index";
import { nestedCheck, nestedSetUps } from "./nested";
import { quotaCheck, quotaSetUps } from "./quota";
import { shareCheck, shareSetUps } from "./shares";
import { sliceCheck, sliceSetUps } from "./slices";

const setUp = <T extends { readonly id: string }>(setUps: readonly T[], id: string): T =>
  setUps.find((each) => each.id === id)!;

describe("the exact checks", () => {
  const checks = runSchedulerChecks();

  it("are all there", () => {
    const ids = checks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(expect.arrayContaining(["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"]));
    expect(ids).toEqual(expect.arrayContaining(["S1/eevdf", "S4/eevdf", "S4/credit2", "S9/credit2"]));
    expect(new Set(checks.map(({ policy }) => policy))).toEqual(
      new Set(["cfs", "eevdf", "credit", "credit2"]),
    );
  });

  it.each(checks.map((check) => [check.id, check] as const))("%s passes", (_, check) => {
    expect({ actual: check.actual, passed: check.passed }).toEqual({ actual: check.actual, passed: true });
    expect(check.actual.map(({ name }) => name)).toEqual(check.expected.map(({ name }) => name));
  });

  it("state what the published facts state", () => {
    const values = (id: string) =>
      setUp(checks, id).expected.map(({ value }) => Number(value.toPrecision(4)));
    expect(values("S1")).toEqual([55.53, 44.47]);
    expect(values("S2")).toEqual([75.35, 24.65]);
    expect(values("S3")).toEqual([99.98, 0.0169]);
    expect(values("S4")).toEqual([10, 20, 70]);
    expect(values("S5")).toEqual([20, 300, 300, 80]);
    expect(values("S6")).toEqual([100, 25, 75]);
    expect(values("S7").slice(0, 4)).toEqual([1.5, 6, 0.75, 12]);
    expect(values("S8")).toEqual([50, 50, 16.67, 16.67, 16.67, 50]);
    expect(values("S9")).toEqual([33.33, 66.67]);
  });

  it("answer the same again, and can be sent as JSON", () => {
    const again = shareSetUps.filter(({ id }) => id === "S4").map(shareCheck);
    expect(again).toEqual(checks.filter(({ id }) => id === "S4"));
    expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
  });
});

describe("a wrong one is found:", () => {
  it("a weight", () => {
    for (const id of ["S4", "S4/eevdf", "S4/credit2"]) {
      const right = setUp(shareSetUps, id);
      const wrong = { ...right, sharers: [{ weight: 100 }, { weight: 200 }, { weight: 730 }] };
      expect(shareCheck(wrong).passed).toBe(false);
    }
    const xen = setUp(shareSetUps, "S9");
    expect(shareCheck({ ...xen, sharers: [{ weight: 100 }, { weight: 190 }] }).passed).toBe(false);
  });

  it("a nice value", () => {
    const right = setUp(shareSetUps, "S1");
    expect(shareCheck({ ...right, sharers: [{ nice: 0 }, { nice: 2 }] }).passed).toBe(false);
  });

  it("a quota or a period", () => {
    const hog = setUp(quotaSetUps, "S5");
    expect(quotaCheck({ ...hog, quotaMs: 21 }).passed).toBe(false);
    const sameShare = quotaCheck({ ...hog, quotaMs: 10, periodMs: 50 });
    expect(sameShare.actual[0]!.value).toBeCloseTo(20, 1);
    expect(sameShare.passed).toBe(false);
    expect(quotaCheck({ ...setUp(quotaSetUps, "S6"), threads: 3 }).passed).toBe(false);
  });

  it("a slice", () => {
    const right = setUp(sliceSetUps, "S7");
    expect(sliceCheck({ ...right, cases: [{ cores: 2, tasksPerCore: 4, sliceMs: 1.5 }] }).passed).toBe(false);
    expect(sliceCheck({ ...right, policy: "eevdf" }).passed).toBe(false);
  });

  it("a weight or a number of tasks in the guest", () => {
    const right = setUp(nestedSetUps, "S8");
    expect(nestedCheck({ ...right, vmWeight: 103 }).passed).toBe(false);
    expect(nestedCheck({ ...right, guestTasks: 4 }).passed).toBe(false);
  });

  it("a quantity that was not measured, and a check that expects nothing", () => {
    const about = { id: "S0", what: "nothing", policy: "cfs" } as const;
    expect(judge(about, [within1Percent("share", 50, "%")], {}).passed).toBe(false);
    expect(judge(about, [within1Percent("share", 50, "%")], { share: 50.4 }).passed).toBe(true);
    expect(judge(about, [within1Percent("share", 50, "%")], { share: 50.6 }).passed).toBe(false);
    expect(judge(about, [], {}).passed).toBe(false);
  });
});
