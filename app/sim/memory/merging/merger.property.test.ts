import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SamePageMerger } from "./merger";
import { PagesDouble } from "./pages-double";
import { DEFAULT_MERGING } from "./settings";

/** Few contents, so that pages meet. */
const content = fc.integer({ min: 0, max: 3 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("scan" as const), times: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("write" as const), at: fc.nat(), page: fc.nat(), content }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("discard" as const), at: fc.nat(), page: fc.nat() }) },
  fc.record({ do: fc.constant("add" as const), contents: fc.array(content, { minLength: 1, maxLength: 6 }) }),
  fc.record({ do: fc.constant("fork" as const), at: fc.nat() }),
  fc.record({ do: fc.constant("remove" as const), at: fc.nat() }),
  fc.record({ do: fc.constant("run" as const), run: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
);
const settings = fc.record({
  pagesToScan: fc.integer({ min: 1, max: 5 }),
  maxPageSharing: fc.integer({ min: 2, max: 4 }),
  useZeroPages: fc.boolean(),
  stableNodeChainsPruneMillisecs: fc.constantFrom(0, 30, 2000),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A memory that is merged, beside a plain record of what was written. */
class Subject {
  readonly pages = new PagesDouble();
  readonly merger: SamePageMerger;
  private readonly written = new Map<number, (number | undefined)[]>();
  nowNs = 0;

  constructor(options: Partial<typeof DEFAULT_MERGING>) {
    this.merger = new SamePageMerger(this.pages, { ...DEFAULT_MERGING, run: 1, ...options });
  }

  apply(step: Step): void {
    const areas = [...this.written.keys()];
    if (step.do === "scan") this.scan(step.times);
    else if (step.do === "run") this.merger.configure({ run: step.run });
    else if (step.do === "add") this.written.set(this.pages.addArea(step.contents), [...step.contents]);
    else if (areas.length > 0) {
      const area = areas[step.at % areas.length]!;
      const expected = this.written.get(area)!;
      if (step.do === "write") {
        this.pages.write(area, step.page % expected.length, step.content);
        expected[step.page % expected.length] = step.content;
      } else if (step.do === "discard") {
        this.pages.discard(area, step.page % expected.length);
        expected[step.page % expected.length] = undefined;
      } else if (step.do === "fork") this.written.set(this.pages.fork(area), [...expected]);
      else {
        this.pages.removeArea(area);
        this.written.delete(area);
      }
    }
  }

  scan(times: number): void {
    for (let n = 0; n < times; n++) {
      const { nextWakeNs } = this.merger.wake(this.nowNs);
      if (Number.isFinite(nextWakeNs)) this.nowNs = nextWakeNs;
    }
  }

  expectTransparent(): void {
    for (const [area, expected] of this.written) {
      expect(expected.map((_, page) => this.pages.read(area, page))).toEqual(expected);
    }
  }

  expectCountersSane(): void {
    const counters = this.merger.counters();
    for (const count of Object.values({ ...counters, generalProfit: 0 }))
      expect(count).toBeGreaterThanOrEqual(0);
    expect(counters.stableNodeDups).toBeGreaterThanOrEqual(counters.stableNodeChains);
  }
}

describe("same-page merging, whatever happens to the pages", () => {
  it("never changes what a page reads, and its counters agree with the memory after a quiet pass", () => {
    fc.assert(
      fc.property(settings, fc.array(step, { minLength: 5, maxLength: 60 }), (options, steps) => {
        const subject = new Subject(options);
        for (const each of steps) {
          subject.apply(each);
          subject.expectTransparent();
          subject.expectCountersSane();
        }
        subject.merger.configure({ run: 1 });
        const quiet = subject.merger.counters().fullScans + 5;
        while (subject.merger.counters().fullScans < quiet && subject.pages.areas().length > 0)
          subject.scan(1);
        // Without areas: one wake ends the pass that was under way, the next finds nothing and forgets.
        subject.scan(2);
        const { pagesShared, pagesSharing, pagesUnshared } = subject.merger.counters();
        const { mappings, frames } = subject.pages.mergedMappings();
        expect(pagesShared).toBe(frames);
        expect(pagesShared + pagesSharing).toBe(mappings);
        // Of equal contents, at most one frame is left out: the one that met only full frames.
        const alone = subject.pages.unmergedContents();
        expect(new Set(alone).size).toBe(alone.length);
        expect(pagesUnshared).toBe(alone.length);
        subject.expectTransparent();
      }),
      { numRuns: 100 },
    );
  });

  it("continues from saved state as if it had never stopped", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(step, { minLength: 4, maxLength: 40 }),
        fc.nat(),
        (options, steps, cut) => {
          const whole = new Subject(options);
          const halves = new Subject(options);
          const at = cut % steps.length;
          for (const [index, each] of steps.entries()) {
            if (index === at) {
              const saved = structuredClone(halves.merger.save());
              const untouched = structuredClone(saved);
              halves.merger.load(saved);
              halves.merger.wake(halves.nowNs);
              expect(saved).toEqual(untouched);
              whole.merger.wake(whole.nowNs);
            }
            whole.apply(each);
            halves.apply(each);
            expect(halves.merger.counters()).toEqual(whole.merger.counters());
          }
          expect(halves.pages.framesUsed).toBe(whole.pages.framesUsed);
          expect(halves.nowNs).toBe(whole.nowNs);
          expect(halves.merger.save()).toEqual(whole.merger.save());
        },
      ),
      { numRuns: 100 },
    );
  });
});
