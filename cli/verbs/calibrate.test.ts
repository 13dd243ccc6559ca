import { describe, expect, it, vi } from "vitest";
import { published } from "@/app/sim/figures/figure";

const row = (id: string, model: number) => ({
  id,
  scenario: "redis",
  what: "a row",
  use: "checked" as const,
  published: published(100, "ms", { title: "t", authors: "a", where: "w", table: "x", host: "h" }),
  model,
  tolerance: { kind: "relative" as const, amount: 0.1, from: "a test" },
});

const rows = vi.hoisted(() => ({ list: [] as unknown[] }));
vi.mock("@/app/sim/experiments/calibrate/calibration", () => ({ calibrationRows: () => rows.list }));

const { calibrate } = await import("./calibrate");

async function run(...args: string[]) {
  const out = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      out[name] += text;
      return true;
    }),
  );
  try {
    return { code: await calibrate.run(args), ...out };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe("lab calibrate", () => {
  it("exits with 0 where every row is within its tolerance", async () => {
    rows.list = [row("a.b", 105)];
    const { code, stdout, stderr } = await run("--json");
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      rows: [{ id: "a.b", published: 100, model: 105, error: 5, errorPercent: 5, within: true, unit: "ms" }],
      outside: [],
    });
  });

  it("exits with 1 where one is outside, and says which", async () => {
    rows.list = [row("a.b", 105), row("c.d", 111)];
    const json = await run("--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout).outside).toEqual(["c.d"]);
    expect(json.stderr).toContain("c.d");
    const table = await run();
    expect(table.code).toBe(1);
    expect(table.stdout).toMatch(/c\.d .*OUTSIDE\n2 rows, 1 outside/);
  });

  it("takes nothing besides --json", async () => {
    await expect(run("more")).rejects.toThrow(/takes no "more"/);
    await expect(run("--fast")).rejects.toThrow(/--json/);
  });
});
