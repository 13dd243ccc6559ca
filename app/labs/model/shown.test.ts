import { beforeAll, describe, expect, test, vi } from "vitest";
import { published } from "@/app/sim/figures/figure";

const source = { title: "t", authors: "a", where: "w", table: "x", host: "h" };
const row = (id: string, scenario: string, model: number) => ({
  id,
  scenario,
  what: `what of ${id}`,
  use: "checked",
  published: published(100, "ms", source),
  model,
  tolerance: { kind: "relative", amount: 0.05, from: "a test" },
});

vi.mock("@/app/sim/experiments/calibrate/calibration", () => ({
  calibrationRows: () => [row("a.1", "a", 104), row("b.1", "b", 93.26), row("a.2", "a", 100)],
}));
vi.mock("@/app/sim/experiments/predict/reserved", () => ({
  reservedRows: () => [
    {
      set: "H0",
      what: "something",
      prediction: {
        scenario: "a",
        inputs: {},
        outputs: { latencyMs: { value: 1.5, unit: "ms", range: [1, 2] } },
        mechanisms: ["It happens."],
      },
    },
  ],
}));

const { shownGroups, shownReserved } = await import("./shown");

describe("the page's data", () => {
  let groups: ReturnType<typeof shownGroups>;
  beforeAll(() => {
    groups = shownGroups();
  });

  test("rows stand with their scenario, and one outside stays", () => {
    expect(groups.map(({ scenario, rows }) => [scenario, rows.map(({ id }) => id)])).toEqual([
      ["a", ["a.1", "a.2"]],
      ["b", ["b.1"]],
    ]);
    expect(groups[1]!.rows[0]).toMatchObject({ within: false, error: "−6.7 %", tolerance: "± 5 %" });
    expect(groups[0]!.rows[0]).toMatchObject({ within: true, error: "+4.0 %" });
  });

  test("the model's value is modelled, in the published unit; a prediction brings its range and mechanisms", () => {
    const { model, published: of } = groups[0]!.rows[0]!;
    expect(model).toMatchObject({ value: 104, unit: of.unit, origin: { kind: "modelled" } });
    expect(shownReserved()).toMatchObject([
      {
        set: "H0",
        output: "latencyMs",
        range: "1.00 ms to 2.00 ms",
        model: { value: 1.5, unit: "ms", origin: { kind: "modelled", how: "It happens." } },
      },
    ]);
  });

  test("it is plain data: a page built from it is a page built from its JSON", () => {
    expect(JSON.parse(JSON.stringify(groups))).toEqual(groups);
  });
});
