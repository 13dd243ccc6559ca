import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Coverage } from "./coverage";
import { Pressure } from "./pressure";

const SECOND = 1_000_000_000;

describe("pressure", () => {
  it("of nobody is zero, in the kernel's format", () => {
    const line = "avg10=0.00 avg60=0.00 avg300=0.00 total=0";
    expect(new Pressure(undefined, 0).text("io", 5 * SECOND)).toBe(`some ${line}\nfull ${line}\n`);
  });

  it("counts a task that waits for memory, here and above; full when nobody runs", () => {
    const root = new Pressure(undefined, 0);
    const below = new Pressure(root, 0);
    below.change("memory", 1, 0);
    root.change("running", 1, SECOND);
    below.change("memory", -1, 3 * SECOND);
    expect(below.text("memory", 3 * SECOND)).toMatch(/^some .* total=3000000\nfull .* total=3000000\n$/);
    expect(root.text("memory", 3 * SECOND)).toMatch(/^some .* total=3000000\nfull .* total=1000000\n$/);
  });

  it("averages rise to the share of time and fall when it is over", () => {
    const pressure = new Pressure(undefined, 0);
    pressure.change("io", 1, 0);
    expect(pressure.text("io", 10 * SECOND)).toContain("some avg10=63.21 avg60=15.35");
    expect(pressure.text("io", 600 * SECOND)).toContain("some avg10=100.00 avg60=99.99");
    pressure.change("io", -1, 600 * SECOND);
    expect(pressure.text("io", 700 * SECOND)).toContain("some avg10=0.00");
  });

  it("several tasks that wait at once count once", () => {
    const pressure = new Pressure(undefined, 0);
    pressure.waited(5000, 6000);
    pressure.waited(0, 10_000);
    pressure.waited(9000, 12_000);
    expect(pressure.text("cpu", 12_000)).toContain("total=12\n");
  });

  it("off, it counts nothing", () => {
    const pressure = new Pressure(undefined, 0);
    pressure.enabled = false;
    pressure.waited(0, SECOND);
    expect(pressure.text("cpu", SECOND)).toContain("total=0\n");
  });

  it("the union of stretches is what a list of moments says", () => {
    const stretch = fc
      .tuple(fc.nat(60), fc.nat(20))
      .map(([to, length]) => [Math.max(0, to - length), to] as const);
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 20 }), (stretches) => {
        const coverage = new Coverage();
        const moments = new Set<number>();
        for (const [from, to] of [...stretches].sort((a, b) => a[1] - b[1])) {
          const before = moments.size;
          for (let at = from; at < to; at++) moments.add(at);
          expect(coverage.cover(from, to)).toBe(moments.size - before);
        }
      }),
    );
  });
});
