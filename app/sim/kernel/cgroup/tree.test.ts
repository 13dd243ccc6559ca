import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SysError } from "../abi/errno";
import type { Cgroup } from "./cgroup";
import { controlSubtree, makeThreaded } from "./control";
import { CONTROLLERS } from "./controllers";
import { nearest } from "./nearest";
import { type TestTree, testTree } from "./test-kit";
import { canBeThreadRoot, isThreadedCgroup, isValidDomain } from "./threaded";

const OWNER = { uid: 0, gid: 0, mode: 0o755 };
const failure = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof SysError) return error.code;
    throw error;
  }
};

describe("the cgroup tree", () => {
  it("counts limits of depth and of descendants", () => {
    const { tree } = testTree();
    const a = tree.create(tree.root, "a", OWNER);
    a.maxDepth = 1;
    const b = tree.create(a, "b", OWNER);
    expect(failure(() => tree.create(b, "c", OWNER))).toBe("EAGAIN");
    a.maxDepth = Number.POSITIVE_INFINITY;
    a.maxDescendants = 1;
    expect(failure(() => tree.create(a, "c", OWNER))).toBe("EAGAIN");
    tree.remove(b);
    expect(failure(() => tree.create(a, "c", OWNER))).toBeUndefined();
  });

  it("shows paths from a namespace's root", () => {
    const { tree } = testTree();
    const a = tree.create(tree.root, "a", OWNER);
    const b = tree.create(a, "b", OWNER);
    const x = tree.create(tree.root, "x", OWNER);
    const y = tree.create(x, "y", OWNER);
    expect([b.pathFrom(tree.root), b.pathFrom(a), b.pathFrom(b), tree.root.pathFrom(tree.root)]).toEqual([
      "/a/b",
      "/b",
      "/",
      "/",
    ]);
    expect([y.pathFrom(b), a.pathFrom(b), tree.root.pathFrom(b), y.pathFrom(a)]).toEqual([
      "/../../x/y",
      "/..",
      "/../..",
      "/../x/y",
    ]);
  });

  it("refuses a fork over pids.max, here or above, and counts that where it was tried", () => {
    const { tree, birth, log } = testTree();
    controlSubtree(tree, tree.root, "+pids");
    const a = tree.create(tree.root, "a", OWNER);
    controlSubtree(tree, a, "+pids");
    const b = tree.create(a, "b", OWNER);
    a.pids!.max = 1;
    birth(b);
    expect(failure(() => birth(b))).toBe("EAGAIN");
    expect([a.pids!.refused, b.pids!.refused, a.tasks]).toEqual([0, 1, 1]);
    expect([a.pids!.peak, b.pids!.peak]).toEqual([1, 2]);
    expect(log).toEqual(["cgroup: fork rejected by pids controller in /a/b"]);
  });

  it("freezes sleeping tasks at once and running ones when they rest", () => {
    const { tree, birth } = testTree();
    const a = tree.create(tree.root, "a", OWNER);
    const asleep = birth(a);
    const runs = birth(a);
    asleep.main.state = "S";
    tree.freezer.set(a, true);
    expect(a.frozen).toBe(false);
    tree.freezer.rested(runs.main);
    expect([a.frozen, tree.freezer.holds(runs.main)]).toEqual([true, true]);
    const below = tree.create(a, "b", OWNER);
    expect(below.frozen).toBe(true);
    tree.freezer.set(a, false);
    expect([a.frozen, below.frozen, tree.freezer.holds(runs.main)]).toEqual([false, false, false]);
  });

  it("divides cores: empty sets inherit, partitions take theirs away", () => {
    const { tree, birth, cpu } = testTree({ cpus: 4 });
    controlSubtree(tree, tree.root, "+cpuset");
    const a = tree.create(tree.root, "a", OWNER);
    const b = tree.create(tree.root, "b", OWNER);
    const process = birth(a);
    tree.controllers.cpuset.setCpus(a, [1, 2]);
    expect(cpu.cpusOf.get(process.main)).toEqual([1, 2]);
    expect(failure(() => tree.controllers.cpuset.setCpus(a, []))).toBe("ENOSPC");
    tree.controllers.cpuset.setPartition(a, "root");
    expect([a.cpuset!.invalid, b.cpuset!.effectiveCpus, tree.root.cpuset!.effectiveCpus]).toEqual([
      undefined,
      [0, 3],
      [0, 3],
    ]);
    tree.controllers.cpuset.setPartition(a, "member");
    expect(b.cpuset!.effectiveCpus).toEqual([0, 1, 2, 3]);
    tree.controllers.cpuset.setPartition(b, "root");
    expect(b.cpuset!.invalid).toBe("cpuset.cpus is empty");
  });

  it("keeps its invariants whatever is done to it", () => {
    const step = fc.record({
      kind: fc.constantFrom(
        ...(["make", "make", "attach", "attach", "birth", "birth", "control"] as const),
        ...(["remove", "death", "freeze", "thread"] as const),
      ),
      which: fc.nat(30),
      other: fc.nat(30),
      words: fc.array(
        fc
          .tuple(fc.constantFrom("+", "-"), fc.constantFrom(...CONTROLLERS))
          .map(([sign, name]) => sign + name),
        { minLength: 1, maxLength: 3 },
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 80 }), (steps) => {
        const test = testTree();
        steps.forEach(({ kind, which, other, words }, index) => {
          act(test, kind, which, other, words);
          if (index % 16 === 15) verify(test);
        });
        verify(test);
        test.memory.model.check();
        for (const process of [...test.processes]) test.death(process);
        const cgroups = [...test.tree.root.subtree()].reverse();
        for (const cgroup of cgroups) if (cgroup.parent !== undefined) test.tree.remove(cgroup);
        expect([test.tree.root.tasks, test.tree.root.descendants, test.cpu.groups.size]).toEqual([0, 0, 1]);
      }),
      { numRuns: 40 },
    );
  });
});

function act(test: TestTree, kind: string, which: number, other: number, words: readonly string[]): void {
  const { tree, processes } = test;
  const cgroups = [...tree.root.subtree()];
  const cgroup = cgroups[which % cgroups.length]!;
  const process = [...processes][other % Math.max(1, processes.size)];
  failure(() => {
    if (kind === "make") tree.create(cgroup, `c${other % 4}`, OWNER);
    else if (kind === "remove") tree.remove(cgroup);
    else if (kind === "control") controlSubtree(tree, cgroup, words.join(" "));
    else if (kind === "thread") makeThreaded(tree, cgroup);
    else if (kind === "freeze" && cgroup !== tree.root) tree.freezer.set(cgroup, other % 2 === 0);
    else if (kind === "birth") test.birth(process?.cgroup);
    else if (kind === "death" && process) test.death(process);
    else if (kind === "attach" && process && mayHold(cgroup)) tree.attach(process, cgroup);
  });
}

const mayHold = (cgroup: Cgroup) =>
  isValidDomain(cgroup.domain) &&
  (canBeThreadRoot(cgroup) || isThreadedCgroup(cgroup) || cgroup.subtreeControl.size === 0);

function verify({ tree, processes, cpu, memory }: TestTree): void {
  for (const cgroup of tree.root.subtree()) {
    const below = [...cgroup.subtree()];
    const inside = [...processes].filter((process) => process.cgroup.within(cgroup));
    expect(cgroup.populated).toBe(inside.length > 0);
    expect(cgroup.tasks).toBe(inside.length);
    expect(cgroup.descendants).toBe(below.length - 1);
    for (const name of CONTROLLERS) {
      expect(cgroup.has(name)).toBe(tree.available(cgroup).has(name));
      if (cgroup.subtreeControl.has(name)) expect(cgroup.has(name)).toBe(true);
    }
    const holdsDomain = [...cgroup.subtreeControl].some((name) => name === "memory" || name === "io");
    if (cgroup.parent && holdsDomain) expect(cgroup.processes.size).toBe(0);
    for (const process of cgroup.processes) {
      expect(cpu.groupOf.get(process.main) ?? 0).toBe(nearest(cgroup, "cpu").group);
      expect(memory.model.machine.spaces.get(process.memory.number).cgroup).toBe(
        nearest(cgroup, "memory").group,
      );
    }
    const held = cgroup.freezing > 0;
    expect(held).toBe([...cgroup.upwards()].some(({ freeze }) => freeze));
    if (cgroup.frozen) expect(held && below.every(({ frozen }) => frozen)).toBe(true);
  }
}
