/** Random histories of one small machine keep law 2, the limits and the protection, and continue equally from a save. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ANON, NONE } from "./frames";
import { HostMemory, NO_MEMORY } from "./host-memory";

type Step =
  | {
      readonly do: "map";
      readonly space: number;
      readonly pages: number;
      readonly kind: number;
      readonly huge: boolean;
    }
  | {
      readonly do: "touch";
      readonly space: number;
      readonly page: number;
      readonly run: number;
      readonly write: boolean;
    }
  | { readonly do: "contents"; readonly space: number; readonly page: number; readonly content: number }
  | { readonly do: "read"; readonly cgroup: number; readonly page: number; readonly write: boolean }
  | { readonly do: "fork"; readonly space: number; readonly other: number }
  | { readonly do: "unmap"; readonly space: number; readonly other: number }
  | { readonly do: "kill"; readonly space: number; readonly other: number }
  | { readonly do: "merge"; readonly space: number; readonly other: number }
  | { readonly do: "discard"; readonly space: number; readonly page: number; readonly pages: number }
  | { readonly do: "limit"; readonly cgroup: number; readonly name: number; readonly pages: number }
  | { readonly do: "regroup"; readonly cgroup: number };

const small = fc.nat(30);
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("map" as const),
      space: small,
      pages: fc.integer({ min: 1, max: 700 }),
      kind: fc.nat(2),
      huge: fc.boolean(),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("touch" as const),
      space: small,
      page: fc.nat(300),
      run: fc.integer({ min: 1, max: 400 }),
      write: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("contents" as const),
      space: small,
      page: fc.nat(300),
      content: fc.nat(5),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("read" as const),
      cgroup: small,
      page: fc.nat(699),
      write: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("fork" as const, "unmap" as const, "kill" as const, "merge" as const),
      space: small,
      other: fc.nat(300),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("discard" as const),
      space: small,
      page: fc.nat(300),
      pages: fc.integer({ min: 1, max: 100 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("limit" as const),
      cgroup: small,
      name: fc.nat(4),
      pages: fc.nat(800),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("regroup" as const), cgroup: small }) },
);

const LONG = { minLength: 20, maxLength: 80, size: "max" } as const;
const SHORT = { minLength: 10, maxLength: 40, size: "max" } as const;

/** What a machine that a history runs on needs to remember; everything else is in HostMemory. */
class Play {
  readonly memory: HostMemory;
  cgroups: number[] = [];
  files: number[] = [];

  constructor(swapPages: number, hugePages: boolean) {
    this.memory = new HostMemory({ frames: 1200, kernelFrames: 60, swapPages, hugePages });
    const top = this.memory.addCgroup();
    this.cgroups = [top, this.memory.addCgroup(top), this.memory.addCgroup(top), this.memory.addCgroup()];
    this.files = [this.memory.openFile("host", "libc", 700, 1), this.memory.openFile("host", "log", 700, 2)];
    for (const cgroup of this.cgroups) {
      const space = this.memory.addSpace(cgroup);
      this.memory.map(space, { pages: 600, kind: "anonymous", huge: true, mergeable: true });
    }
  }

  step(step: Step): string {
    const { memory } = this;
    if (step.do === "limit") {
      const name = (["min", "low", "high", "max", "swapMax"] as const)[step.name]!;
      memory.setLimits(this.cgroups[step.cgroup % this.cgroups.length]!, { [name]: step.pages });
      return "";
    }
    if (step.do === "read") {
      const { kind } = memory.readFile(
        this.cgroups[step.cgroup % this.cgroups.length]!,
        this.files[1]!,
        step.page,
        step.write,
      );
      return kind;
    }
    if (step.do === "regroup") {
      // A cgroup without processes and children is removed, and another takes its place.
      const at = step.cgroup % this.cgroups.length;
      const id = this.cgroups[at]!;
      const { children, parent } = memory.machine.cgroups.get(id);
      if (children.length > 0 || [...memory.machine.spaces.inCgroup(id)].length > 0) return "";
      memory.removeCgroup(id);
      this.cgroups[at] = memory.addCgroup(parent);
      memory.addSpace(this.cgroups[at]!);
      return "";
    }
    const spaces = [...memory.machine.spaces.all()];
    const space = spaces[step.space % Math.max(1, spaces.length)];
    if (!space) {
      memory.addSpace(this.cgroups[0]!);
      return "";
    }
    if (step.do === "map") {
      const kind = (["anonymous", "private-file", "shared-file"] as const)[step.kind]!;
      return String(
        memory.map(space.id, {
          pages: step.pages,
          kind,
          huge: step.huge,
          file: kind === "anonymous" ? NONE : this.files[0]!,
        }),
      );
    }
    if (step.do === "kill") {
      if (step.other % 4 === 0) memory.kill(space.id);
      return "";
    }
    if (step.do === "fork") {
      if (spaces.length > 12) return "";
      const child = memory.fork(space.id);
      if (child === NO_MEMORY) return "refused";
      return `${memory.forkCostNs}`;
    }
    const regions = space.regions;
    if (regions.length === 0) return "";
    if (step.do === "unmap")
      return String(memory.unmap(space.id, regions[step.other % regions.length]!.start));
    if (step.do === "merge") return this.merge(space.id, spaces[step.other % spaces.length]!.id, step.other);
    const region = regions[(step.page >> 4) % regions.length]!;
    const page = region.start + (step.page % region.pages);
    if (step.do === "discard")
      return String(memory.discard(space.id, page, Math.min(step.pages, region.start + region.pages - page)));
    if (step.do === "contents") return JSON.stringify(memory.setContents(space.id, [page], [step.content]));
    let outcome = "";
    for (let at = page; at < Math.min(page + step.run, region.start + region.pages); at++) {
      const result = memory.touch(space.id, at, step.write);
      outcome += JSON.stringify(result);
      if (result.kind === "oom") break;
    }
    return outcome;
  }

  /** Merges the same page of two processes, as same-page merging would. */
  private merge(left: number, right: number, at: number): string {
    const { machine } = this.memory;
    const pages = [left, right].map((id) => {
      const space = machine.spaces.get(id);
      const entry = machine.spaces.find(space, at % 600);
      return { space, entry, frame: entry === NONE ? NONE : machine.tables.target[entry]! };
    });
    const [a, b] = pages;
    if (!a || !b || a.frame < 0 || b.frame < 0 || a.entry === b.entry || a.frame === b.frame) return "";
    for (const page of pages) machine.splitHuge(page.frame);
    if (machine.frames.state[a.frame] !== ANON || machine.frames.state[b.frame] !== ANON) return "";
    machine.makeMerged(a.frame);
    machine.replace(b.space, b.entry, a.frame, 0);
    return "merged";
  }
}

/** Beyond its max a cgroup may only have cached pages under memory.min of a cgroup below it, with no process left to kill. */
function expectWithinMax(memory: HostMemory, id: number): void {
  const { cgroups, spaces } = memory.machine;
  const { current, limits } = cgroups.get(id);
  if (current <= limits.max) return;
  const below = cgroups.subtree(id);
  const processes = below.flatMap((cgroup) => [...spaces.inCgroup(cgroup)]).map((space) => spaces.get(space));
  expect(processes.filter((space) => space.anonPages + space.filePages + space.swapPages > 0)).toEqual([]);
  const protectedPages = below.slice(1).reduce((sum, cgroup) => sum + cgroups.get(cgroup).limits.min, 0);
  expect(current).toBeLessThanOrEqual(protectedPages);
}

test("random histories keep law 2 and every memory.max", () => {
  fc.assert(
    fc.property(fc.array(steps, LONG), fc.constantFrom(0, 300), fc.boolean(), (history, swap, huge) => {
      const play = new Play(swap, huge);
      for (const step of history) {
        play.step(step);
        play.memory.check();
        for (const id of play.cgroups) expectWithinMax(play.memory, id);
      }
    }),
    { numRuns: 8 },
  );
});

test("a history goes on from a saved state as it would have without", () => {
  fc.assert(
    fc.property(fc.array(steps, SHORT), fc.array(steps, SHORT), (before, after) => {
      const play = new Play(200, true);
      for (const step of before) play.step(step);
      const saved = play.memory.save();
      const cgroups = [...play.cgroups];
      const restored = new Play(200, true);
      const outcomes = [...after].map((step) => play.step(step));
      restored.memory.load(saved);
      restored.cgroups = cgroups;
      restored.memory.check();
      expect(after.map((step) => restored.step(step))).toEqual(outcomes);
      expect(isDeepStrictEqual(restored.memory.save(), play.memory.save())).toBe(true);
    }),
    { numRuns: 8 },
  );
});
