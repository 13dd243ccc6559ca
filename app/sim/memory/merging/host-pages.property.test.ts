import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HostMemory } from "../host-memory";
import { HostPages } from "./host-pages";
import { SamePageMerger } from "./merger";
import { DEFAULT_MERGING, type MergingSettings } from "./settings";

function contentOf(memory: HostMemory, space: number, page: number): number | undefined {
  const { spaces, tables, frames, swap } = memory.machine;
  const entry = spaces.find(spaces.get(space), page);
  if (entry < 0) return undefined;
  const slot = tables.slotOf(entry);
  if (slot >= 0) return swap.content[slot];
  const frame = tables.target[entry]!;
  return frame < 0 ? undefined : frames.content[frame];
}

describe("same-page merging on the host's memory, whatever is done to it", () => {
  const content = fc.integer({ min: 0, max: 3 });
  const at = fc.nat();
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("scan" as const), times: fc.integer({ min: 1, max: 5 }) }),
    },
    {
      weight: 5,
      arbitrary: fc.record({ do: fc.constant("write" as const), at, page: fc.nat({ max: 47 }), content }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("fill" as const), at, content }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("discard" as const), at, page: fc.nat({ max: 47 }) }),
    },
    { weight: 2, arbitrary: fc.record({ do: fc.constant("add" as const), mergeable: fc.boolean() }) },
    fc.record({ do: fc.constant("fork" as const), at }),
    fc.record({ do: fc.constant("kill" as const), at }),
    fc.record({ do: fc.constant("run" as const), run: fc.constantFrom(0 as const, 1 as const, 2 as const) }),
    fc.record({ do: fc.constant("zero" as const), useZeroPages: fc.boolean() }),
    fc.record({ do: fc.constant("offer" as const), at, mergeable: fc.boolean() }),
  );
  type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
  const PAGES = 48;

  /** A small memory under pressure: some spaces fit, the rest is swapped, and at the end somebody is killed. */
  class Subject {
    memory = new HostMemory({ frames: 160, swapPages: 120, overcommit: 1 });
    merger: SamePageMerger;
    readonly written = new Map<number, (number | undefined)[]>();
    nowNs = 0;

    constructor(private readonly options: Partial<MergingSettings>) {
      this.merger = this.mergerOf();
    }

    private mergerOf(): SamePageMerger {
      return new SamePageMerger(new HostPages(this.memory), { ...DEFAULT_MERGING, run: 1, ...this.options });
    }

    reload(): void {
      const saved = structuredClone({ memory: this.memory.save(), merger: this.merger.save() });
      this.memory = new HostMemory({ frames: 160, swapPages: 120, overcommit: 1 });
      this.memory.load(saved.memory);
      this.merger = this.mergerOf();
      this.merger.load(saved.merger);
    }

    apply(step: Step): void {
      const { memory, merger, written } = this;
      for (const space of [...written.keys()]) if (!memory.hasSpace(space)) written.delete(space);
      const spaces = [...written.keys()];
      if (step.do === "scan") {
        for (let n = 0; n < step.times; n++, this.nowNs += 20_000_000) merger.wake(this.nowNs);
      } else if (step.do === "run") merger.configure({ run: step.run });
      else if (step.do === "zero") merger.configure({ useZeroPages: step.useZeroPages });
      else if (step.do === "add") {
        const space = memory.addSpace(0);
        memory.map(space, { pages: PAGES, kind: "anonymous", mergeable: step.mergeable });
        written.set(space, Array(PAGES).fill(undefined));
      } else if (spaces.length > 0) {
        const space = spaces[step.at % spaces.length]!;
        const expected = written.get(space)!;
        if (step.do === "write") this.write(space, step.page, step.content);
        else if (step.do === "fill") {
          for (let page = 0; page < PAGES; page += 3) this.write(space, page, step.content);
        } else if (step.do === "discard") {
          memory.discard(space, step.page, 1);
          expected[step.page] = undefined;
        } else if (step.do === "fork") written.set(memory.fork(space), [...expected]);
        else if (step.do === "offer") this.offer(space, step.mergeable);
        else {
          memory.kill(space);
          written.delete(space);
        }
      }
      for (const space of [...written.keys()]) if (!memory.hasSpace(space)) written.delete(space);
    }

    /** madvise: what is no longer offered is unmerged first; if there is no memory for that, it stays offered. */
    private offer(space: number, mergeable: boolean): void {
      if (!mergeable && this.merger.unmergePages(space, 0, PAGES).outOfMemory) return;
      if (this.memory.hasSpace(space)) this.memory.setMergeable(space, 0, mergeable);
    }

    private write(space: number, page: number, content: number): void {
      if (!this.memory.hasSpace(space)) return;
      if (this.memory.touch(space, page, true, content).kind !== "oom")
        this.written.get(space)![page] = content;
    }

    expectTransparent(): void {
      for (const [space, expected] of this.written) {
        expect(expected.map((_, page) => contentOf(this.memory, space, page))).toEqual(expected);
      }
    }
  }

  const settings = fc.record({
    pagesToScan: fc.constantFrom(7, 30, 100),
    maxPageSharing: fc.constantFrom(2, 5, 256),
    stableNodeChainsPruneMillisecs: fc.constantFrom(0, 100, 2000),
  });

  it("keeps law 2 and what every page reads, and counts what is merged", () => {
    fc.assert(
      fc.property(settings, fc.array(step, { minLength: 5, maxLength: 50 }), (options, steps) => {
        const subject = new Subject(options);
        for (const each of steps) {
          subject.apply(each);
          subject.memory.check();
          subject.expectTransparent();
        }
        // Everything offered and nothing written: the counters must come to agree with the page tables.
        for (const space of subject.written.keys()) subject.memory.setMergeable(space, 0, true);
        subject.merger.configure({ run: 1, useZeroPages: false });
        subject.apply({ do: "scan", times: 300 });
        const { pagesShared, pagesSharing, ksmZeroPages } = subject.merger.counters();
        const { machine } = subject.memory;
        expect(pagesShared + (ksmZeroPages > 0 ? 1 : 0)).toBe(machine.frames.count[3]!);
        expect(pagesShared + pagesSharing + ksmZeroPages).toBe(machine.mergedMappings);
        subject.memory.check();
        subject.expectTransparent();
      }),
      { numRuns: 30 },
    );
  });

  it("continues from saved state as if it had never stopped", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.nat(),
        (options, steps, cut) => {
          const whole = new Subject(options);
          const halves = new Subject(options);
          steps.forEach((each, index) => {
            if (index === cut % steps.length) halves.reload();
            whole.apply(each);
            halves.apply(each);
          });
          expect(halves.merger.save()).toEqual(whole.merger.save());
          expect(halves.memory.save()).toEqual(whole.memory.save());
        },
      ),
      { numRuns: 30 },
    );
  });
});
