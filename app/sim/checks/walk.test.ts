import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { walkReferences } from "../memory/translation";
import { flatWalk, nestedWalk } from "./walk";

describe("page walks", () => {
  test("have as many references as the memory model charges for", () => {
    const shape = { levels: 4, huge: false } as const;
    expect(flatWalk()).toHaveLength(walkReferences(shape));
    expect(nestedWalk()).toHaveLength(walkReferences(shape, shape));
  });

  test("four levels are four references, and 24 when nested in four", () => {
    expect(flatWalk()).toHaveLength(4);
    expect(nestedWalk()).toHaveLength(24);
  });

  test("a nested walk has (g + 1)(h + 1) - 1 references, g of them the guest's", () => {
    const levels = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(levels, levels, (g, h) => {
        const walk = nestedWalk(g, h);
        expect(walk).toHaveLength((g + 1) * (h + 1) - 1);
        expect(walk.filter(({ table }) => table === "guest").map(({ level }) => level)).toEqual(
          Array.from({ length: g }, (_, i) => g - i),
        );
      }),
    );
  });

  test("every guest entry is read right after a whole walk through the host's tables towards it", () => {
    const walk = nestedWalk(2, 3);
    expect(walk.map(({ table, level, towards }) => `${table[0]}${level}>${towards}`).join(" ")).toBe(
      "h3>2 h2>2 h1>2 g2>2 h3>1 h2>1 h1>1 g1>1 h3>0 h2>0 h1>0",
    );
  });
});
