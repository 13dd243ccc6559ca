import { describe, expect, test } from "vitest";
import { emptyRun } from "../run/record";
import type { TrialChange } from "../trial/inputs";
import { machineEach, mondayMorning } from "./lesson-16";
import { trialOf, trialsOf } from "./trial-fixtures";
import type { Verdict } from "./verdict";

const passed = ({ marks }: Verdict) => marks.filter((mark) => mark.passed).map(({ id }) => id);

describe("a machine for each", () => {
  const given = { memoryMiB: 16_384, cores: 8, busyPercent: 2, activePercent: 10 } as const;
  const judged = (...runs: readonly TrialChange[]) =>
    machineEach(
      trialsOf(
        "A thousand users",
        runs.map((one) => trialOf({ ...given, ...one })),
      ),
    );
  const thin = { platform: "thin vm" } as const;

  test("merging and balloon together make room, in whichever run", () => {
    const both = { ...thin, merging: true, balloon: true };
    expect(judged(both).passed).toBe(true);
    expect(judged({ ...both, way: "pv-snapshot" }, { platform: "process" }).passed).toBe(true);
  });

  test.each([
    ["nothing-yet", []],
    ["hosts-kernel", [{}]],
    ["hosts-kernel", [{ platform: "process" }]],
    ["no-linux", [{ platform: "unikernel" }]],
    ["copies", [{ ...thin, layers: false }]],
    ["kept", [thin]],
    ["kept", [{ ...thin, merging: true }]],
    ["same", [{ ...thin, balloon: true }]],
    ["monitor", [{ platform: "vm", merging: true, balloon: true }]],
  ] as const)("%s", (code, runs) => {
    const verdict = judged(...runs);
    expect([verdict.passed, verdict.hint?.code]).toEqual([false, code]);
  });

  test("room without a Linux of one's own is half of it", () => {
    expect(passed(judged({}))).toEqual(["room"]);
    expect(passed(judged(thin))).toEqual(["own"]);
    expect(machineEach(emptyRun("test")).hint?.code).toBe("not-set-up");
    expect(machineEach(trialsOf("elsewhere", [trialOf({ ...given, ...thin })])).hint?.code).toBe(
      "not-set-up",
    );
  });
});

describe("Monday morning", () => {
  const judged = (...runs: readonly TrialChange[]) =>
    mondayMorning(
      trialsOf(
        "Monday morning",
        runs.map((one) => trialOf({ starts: 500, busyPercent: 1, ...one })),
      ),
    );

  test("a lighter runtime on some more cores, or a pool on few", () => {
    expect(judged({ way: "container-crun", cores: 16 }).passed).toBe(true);
    expect(judged({ way: "container-runc", cores: 16 }).passed).toBe(true);
    expect(judged({ way: "container-pooled", cores: 8 }).passed).toBe(true);
  });

  test.each([
    ["nothing-yet", []],
    ["no-core", [{ cores: 8 }]],
    ["locked", [{ cores: 32 }]],
    ["locked", [{ cores: 64 }]],
    ["too-many-cores", [{ way: "container-crun", cores: 64 }]],
    ["not-all", [{ memoryMiB: 512 }]],
  ] as const)("%s", (code, runs) => {
    const verdict = judged(...runs);
    expect([verdict.passed, verdict.hint?.code]).toEqual([false, code]);
  });

  test("the run that comes nearest counts", () => {
    expect(passed(judged({ cores: 64 }, { cores: 32 }, { cores: 128 }))).toEqual(["all", "afford"]);
    expect(mondayMorning(emptyRun("test")).hint?.code).toBe("not-set-up");
  });
});
