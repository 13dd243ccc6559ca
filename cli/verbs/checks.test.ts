import { afterEach, describe, expect, it, vi } from "vitest";
import type { SchedulerCheck } from "@/app/sim/checks/scheduler";
import { UsageError } from "../options";
import { checks } from "./checks";

const planted = vi.hoisted(() => ({ failing: undefined as string | undefined }));

vi.mock("@/app/sim/checks/scheduler", async (original) => {
  const actual = await original<typeof import("@/app/sim/checks/scheduler")>();
  let results: readonly SchedulerCheck[] | undefined;
  return {
    runSchedulerChecks: () => {
      results ??= actual.runSchedulerChecks();
      return results.map((check) => (check.id === planted.failing ? { ...check, passed: false } : check));
    },
  };
});

async function run(...args: string[]) {
  let stdout = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    stdout += text;
    return true;
  });
  try {
    const code = await checks.run(args);
    return { code, stdout };
  } finally {
    write.mockRestore();
  }
}

afterEach(() => {
  planted.failing = undefined;
});

describe("lab checks scheduler", () => {
  it("prints a table and exits with 0", async () => {
    const { code, stdout } = await run("scheduler");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^yes {2}S4 {10}cfs {6}cpu\.weight 100, 200 and 700 on one core$/m);
    expect(stdout).toMatch(/^ {5}weight 700 +70 expected 70 ± 0\.7 %$/m);
    expect(stdout).toMatch(/scheduler: all \d+ checks passed\n$/);
  });

  it("--json is one document with every check", async () => {
    const { code, stdout } = await run("scheduler", "--json");
    const report = JSON.parse(stdout) as { suite: string; passed: boolean; checks: SchedulerCheck[] };
    expect(code).toBe(0);
    expect(report).toMatchObject({ suite: "scheduler", passed: true });
    for (const id of ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"])
      expect(report.checks.find((check) => check.id === id)).toMatchObject({ id, passed: true });
    const [nice0] = report.checks.find(({ id }) => id === "S1")!.actual;
    expect(nice0).toMatchObject({ name: "nice 0", unit: "%" });
    expect(nice0!.value).toBeCloseTo(55.5, 1);
  });

  it("exits with 1 and names what did not pass", async () => {
    planted.failing = "S6";
    const { code, stdout } = await run("scheduler");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^no {3}S6 /m);
    expect(stdout).toMatch(/1 of \d+ did not pass: S6\n$/);
    const json = await run("scheduler", "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout).passed).toBe(false);
  });

  it("refuses a suite that is not there, naming those that are", async () => {
    await expect(run("memory")).rejects.toThrow(
      new UsageError('there is no suite "memory"; suites: scheduler'),
    );
    await expect(run("toString")).rejects.toThrow(UsageError);
    await expect(run()).rejects.toThrow(/suites: scheduler/);
    await expect(run("scheduler", "S1")).rejects.toThrow(UsageError);
    await expect(run("scheduler", "--seed", "1")).rejects.toThrow(UsageError);
  });
});
