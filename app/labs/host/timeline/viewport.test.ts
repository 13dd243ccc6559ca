import fc from "fast-check";
import { expect, test } from "vitest";
import {
  centred,
  firstViewport,
  fitted,
  followed,
  lengthOf,
  panned,
  SHORTEST_NS,
  timeAt,
  within,
  xOf,
  zoomed,
} from "./viewport";

const end = fc.integer({ min: 0, max: 60e9 });

test("whatever is done to it, it stays in the run and does not collapse", () => {
  const step = fc.oneof(
    fc.record({
      zoom: fc.double({ min: 0.01, max: 100, noNaN: true }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ pan: fc.double({ min: -3, max: 3, noNaN: true }) }),
  );
  fc.assert(
    fc.property(end, fc.array(step, { maxLength: 20 }), (endNs, steps) => {
      let view = fitted(endNs);
      for (const change of steps) {
        view =
          "pan" in change
            ? panned(view, change.pan, endNs)
            : zoomed(view, change.zoom, timeAt(change.at, view, 1), endNs);
        expect(view.fromNs).toBeGreaterThanOrEqual(0);
        expect(view.toNs).toBeLessThanOrEqual(Math.max(endNs, 10_000_000));
        expect(lengthOf(view)).toBeGreaterThanOrEqual(SHORTEST_NS);
      }
    }),
  );
});

test("zooming keeps the moment under the pointer", () => {
  const view = within(1e9, 1e9, 10e9);
  const closer = zoomed(view, 0.25, 1.3e9, 10e9);
  expect(xOf(1.3e9, closer, 1000)).toBeCloseTo(xOf(1.3e9, view, 1000), 3);
  expect(lengthOf(closer)).toBe(0.25e9);
});

test("from seconds to microseconds and back", () => {
  let view = fitted(10e9);
  for (let i = 0; i < 40; i++) view = zoomed(view, 0.5, 4e9, 10e9);
  expect(lengthOf(view)).toBe(SHORTEST_NS);
  for (let i = 0; i < 40; i++) view = zoomed(view, 2, 4e9, 10e9);
  expect(view).toMatchObject({ fromNs: 0, toNs: 10e9 });
});

test("following keeps the length, ends at the present, and begins at 0 while the run is short", () => {
  expect(followed(firstViewport, 2e9)).toEqual({ fromNs: 1.5e9, toNs: 2e9, following: true });
  expect(followed(firstViewport, 1e6)).toEqual({ fromNs: 0, toNs: lengthOf(firstViewport), following: true });
});

test("a moment is put in the middle, except at the ends", () => {
  expect(centred(within(0, 1e9, 10e9), 5e9, 10e9)).toMatchObject({ fromNs: 4.5e9, toNs: 5.5e9 });
  expect(centred(within(0, 1e9, 10e9), 0.1e9, 10e9)).toMatchObject({ fromNs: 0, toNs: 1e9 });
});
