import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Happening, type HostOptions, type Program, ScheduledHost } from "./scheduled-host";

const single = (cores: number): HostOptions => ({ cores, threadsPerCore: 1, siblingsYield: 1 });

function* runs(ns: number, ended: (atNs: number) => void): Program {
  ended(yield { do: "run", ns });
}

describe("threads on a scheduled host", () => {
  test("do all their work and no more, whatever the cores", () => {
    const works = fc.array(fc.integer({ min: 1_000, max: 30_000_000 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(works, fc.integer({ min: 1, max: 4 }), (work, cores) => {
        const host = new ScheduledHost(single(cores), 0);
        const ends: number[] = [];
        for (const ns of work)
          host.start(
            runs(ns, (atNs) => ends.push(atNs)),
            false,
          );
        host.run();
        const sum = work.reduce((all, ns) => all + ns, 0);
        expect(host.busyNs).toBe(sum);
        expect(ends).toHaveLength(work.length);
        expect(host.nowNs).toBeGreaterThanOrEqual(Math.max(Math.max(...work), Math.ceil(sum / cores)));
        // No core idles while a thread waits, so the last one ends no later than this.
        expect(host.nowNs).toBeLessThanOrEqual(sum / cores + Math.max(...work));
      }),
      { numRuns: 60 },
    );
  });

  test("two siblings of one core are slower than two cores, and faster than one thread after the other", () => {
    const took = (options: HostOptions): number => {
      const host = new ScheduledHost(options, 0);
      for (let n = 0; n < 2; n++)
        host.start(
          runs(10_000_000, () => {}),
          false,
        );
      host.run();
      return host.nowNs;
    };
    expect(took(single(2))).toBe(10_000_000);
    expect(took({ cores: 2, threadsPerCore: 2, siblingsYield: 1.25 })).toBe(16_000_000);
    expect(took(single(1))).toBe(20_000_000);
  });

  test("a sibling is at full speed again when the other has ended", () => {
    const host = new ScheduledHost({ cores: 2, threadsPerCore: 2, siblingsYield: 1 }, 0);
    host.start(
      runs(1_000_000, () => {}),
      false,
    );
    host.start(
      runs(3_000_000, () => {}),
      false,
    );
    host.run();
    expect(host.nowNs).toBe(4_000_000);
  });

  test("a forked thread waits for a slice where others run, and not on an idle core", () => {
    const firstRun = (cores: number): number => {
      const host = new ScheduledHost(single(cores), 0);
      let atNs = -1;
      function* child(): Program {
        atNs = yield { do: "run", ns: 1 };
      }
      function* parent(): Program {
        yield { do: "run", ns: 1_000_000 };
        yield { do: "fork", child: child() };
        yield { do: "run", ns: 40_000_000 };
      }
      host.start(parent(), false);
      host.run();
      return atNs;
    };
    expect(firstRun(2)).toBe(1_000_001);
    expect(firstRun(1)).toBeGreaterThan(3_000_000);
  });

  test("threads sleep without a core and wait for each other", () => {
    const host = new ScheduledHost(single(1), 1_000);
    const told = new Happening();
    const seen: number[] = [];
    function* sleeper(): Program {
      seen.push(yield { do: "sleep", ns: 5_000_000 });
      yield { do: "tell", that: told };
    }
    function* waiter(): Program {
      seen.push(yield { do: "wait", until: told });
      seen.push(yield { do: "wait", until: told });
    }
    host.start(waiter(), false);
    host.start(sleeper(), false);
    host.run();
    expect(seen[0]).toBeGreaterThanOrEqual(5_000_000);
    expect(seen[1]).toBe(seen[0]! + 1_000);
    expect(seen[2]).toBe(seen[1]);
    expect(host.busyNs).toBe(4_000);
  });

  test("waiting for what never happens is an error, not a hang", () => {
    const host = new ScheduledHost(single(1), 0);
    function* waiter(): Program {
      yield { do: "wait", until: new Happening() };
    }
    host.start(waiter(), false);
    expect(() => host.run()).toThrow("all threads wait");
  });
});
