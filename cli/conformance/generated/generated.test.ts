import { describe, expect, it } from "vitest";
import { GENERATORS } from "./generate";
import { soakGenerated } from "./soak";

const FIRST_SEED = 1;
const SEEDS = 3;

describe("generated scripts", () => {
  it("are made from their seed alone, and differ by it", () => {
    for (const generate of Object.values(GENERATORS)) {
      expect(generate(7)).toBe(generate(7));
      expect(generate(7)).not.toBe(generate(8));
    }
  });

  it("have equal answers from the real guest and the simulated kernel", { timeout: 240_000 }, async () => {
    const equal: string[] = [];
    const most = SEEDS * Object.keys(GENERATORS).length;
    const differing = await soakGenerated(
      FIRST_SEED,
      (done) => done < most,
      (kind, seed) => equal.push(`${kind} ${seed}`),
    );
    expect(differing).toBeUndefined();
    expect(equal).toHaveLength(most);
  });
});
