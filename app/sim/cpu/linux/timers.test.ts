import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Timers } from "./timers";

describe("timers", () => {
  it("name the earliest that is set, of equal ones the lowest number, also after a load", () => {
    const step = fc.record({ id: fc.nat(20), atNs: fc.option(fc.nat(10)), reload: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let timers = new Timers();
        const model = new Map<number, number>();
        for (const { id, atNs, reload } of steps) {
          if (atNs === null) {
            timers.clear(id);
            model.delete(id);
          } else {
            timers.set(id, atNs);
            model.set(id, atNs);
          }
          if (reload) {
            const saved = timers.save();
            timers.clear(id);
            timers = new Timers();
            timers.load(saved);
          }
          const [first] = [...model].sort(([a, atA], [b, atB]) => atA - atB || a - b);
          expect(timers.nextNs()).toBe(first?.[1] ?? Number.POSITIVE_INFINITY);
          if (first !== undefined) expect(timers.first()).toBe(first[0]);
          expect(timers.isSet(id)).toBe(model.has(id));
        }
      }),
    );
  });
});
