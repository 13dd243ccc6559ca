import { describe, expect, it } from "vitest";
import { GENERATORS } from "./generate";
import { soakGenerated } from "./soak";

const SEEDS = [3];

describe("generated scripts", () => {
  it("are made from their seed alone, and differ by it", () => {
    for (const generate of Object.values(GENERATORS)) {
      expect(generate(7)).toBe(generate(7));
      expect(generate(7)).not.toBe(generate(8));
    }
  });

  it("have equal answers from the real guest and the simulated kernel", { timeout: 600_000 }, async () => {
    const equal: string[] = [];
    const differing = await soakGenerated(
      SEEDS,
      () => true,
      (kind, seed) => equal.push(`${kind} ${seed}`),
    );
    expect(differing).toBeUndefined();
    expect(equal).toHaveLength(SEEDS.length * Object.keys(GENERATORS).length);
  });
});
