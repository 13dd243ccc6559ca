import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Call } from "../abi/call";
import { SysError } from "../abi/errno";
import type { Cgroup } from "../cgroup/cgroup";
import { controlSubtree } from "../cgroup/control";
import { type TestTree, testTree } from "../cgroup/test-kit";
import type { Path } from "../fs/path";
import type { Process } from "../process/process";

const OWNER = { uid: 0, gid: 0, mode: 0o755 };
const PAGE = 4096;
const program = (ino: number, type = "tmpfs"): Path =>
  ({ dentry: { inode: { ino, sb: { type, device: { major: 0, minor: 1 } } } } }) as unknown as Path;

/** Runs a call to its end, letting its waits pass; answers the time they took by kind. */
function run(test: TestTree, call: Call<void>): { readonly instructions: number; readonly sleeps: number } {
  let instructions = 0;
  let sleeps = 0;
  for (let step = call.next(); !step.done; step = call.next()) {
    const wait = step.value;
    if (wait.kind === "run") instructions += wait.instructions;
    else if (wait.kind === "block") {
      sleeps++;
      test.nowNs = Math.max(test.nowNs, wait.untilNs);
    }
  }
  return { instructions, sleeps };
}

function limited(frames = 2048): { readonly test: TestTree; readonly cgroup: Cgroup } {
  const test = testTree({ frames });
  controlSubtree(test.tree, test.tree.root, "+memory");
  return { test, cgroup: test.tree.create(test.tree.root, "a", OWNER) };
}

function started(test: TestTree, cgroup: Cgroup, ino = 1): Process {
  const process = test.birth(cgroup);
  run(test, process.memory.exec(process.main, program(ino)));
  return process;
}

describe("an address space", () => {
  it("of a small program has the size that the guest's `sleep` has", () => {
    const { test, cgroup } = limited();
    const { memory } = started(test, cgroup);
    const kB = (pages: number) => pages * 4;
    expect([kB(memory.sizePages), kB(memory.rssPages)]).toEqual([852, 476]);
    expect([kB(memory.anonPages), kB(memory.filePages), kB(memory.shmemPages)]).toEqual([16, 4, 456]);
  });

  it("shares a program's pages, which are charged to the root when they lie in tmpfs", () => {
    const { test, cgroup } = limited();
    const usage = () => test.memory.usage(cgroup.memory!.group);
    const first = started(test, cgroup);
    const one = usage().current;
    const second = started(test, cgroup);
    expect([one, usage().current, usage().file]).toEqual([4, 8, 0]);
    test.death(first);
    test.death(second);
    expect(usage().current).toBe(0);
  });

  it("charges a program on disk to whom reads it first", () => {
    const { test, cgroup } = limited();
    const process = test.birth(cgroup);
    const { sleeps } = run(test, process.memory.exec(process.main, program(7, "ext4")));
    // 116 pages of the file (two of them copied), read 128 KiB at a time.
    expect([sleeps, test.memory.usage(cgroup.memory!.group).file]).toEqual([4, 116]);
    expect(process.main.majorFaults).toBe(4);
  });

  it("copies on write after a fork", () => {
    const { test, cgroup } = limited();
    const parent = started(test, cgroup);
    const handle = parent.memory.map(10 * PAGE, parent.main);
    run(test, parent.memory.touch(parent.main, handle, 0, 10 * PAGE, true));
    const before = test.memory.usage(cgroup.memory!.group).current;
    const child = parent.memory.fork(parent.main);
    // The parent's stack was copied when it returned.
    expect(test.memory.usage(cgroup.memory!.group).current).toBe(before + 1);
    run(test, child.touch(parent.main, handle, 0, 3 * PAGE, true));
    expect(test.memory.usage(cgroup.memory!.group).current).toBe(before + 4);
    child.release();
    expect(test.memory.usage(cgroup.memory!.group).current).toBe(before);
  });

  it("over memory.max the largest process is killed, and the log says so", () => {
    const { test, cgroup } = limited();
    test.tree.controllers.memory.setLimits(cgroup.memory!, { max: 64 });
    const small = started(test, cgroup);
    const big = started(test, cgroup);
    big.main.comm = "hog";
    const handle = big.memory.map(100 * PAGE, big.main);
    run(test, big.memory.touch(big.main, handle, 0, 100 * PAGE, true));
    expect([small.memory.alive, big.memory.alive, test.signals]).toEqual([
      true,
      false,
      [`${big.main.pid} oom`],
    ]);
    const { oom, oomKill } = test.memory.usage(cgroup.memory!.group).events;
    expect([oom, oomKill]).toEqual([1, 1]);
    expect(test.log[0]).toBe("hog invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0");
    expect(test.log.at(-1)).toContain(
      `Memory cgroup out of memory: Killed process ${big.main.pid} (hog) total-vm:`,
    );
  });

  it("oom_score_adj spares one process and gives up another", () => {
    const { test, cgroup } = limited();
    test.tree.controllers.memory.setLimits(cgroup.memory!, { max: 64 });
    const small = started(test, cgroup);
    const big = started(test, cgroup);
    big.oomScoreAdj = -1000;
    const handle = big.memory.map(58 * PAGE, big.main);
    run(test, big.memory.touch(big.main, handle, 0, 58 * PAGE, true));
    expect([small.memory.alive, big.memory.alive]).toEqual([false, true]);
  });

  it("over memory.high the process sleeps", () => {
    const { test, cgroup } = limited();
    test.tree.controllers.memory.setLimits(cgroup.memory!, { high: 20 });
    const process = started(test, cgroup);
    const handle = process.memory.map(200 * PAGE, process.main);
    const { sleeps } = run(test, process.memory.touch(process.main, handle, 0, 200 * PAGE, true));
    expect(sleeps).toBeGreaterThan(0);
    expect(cgroup.pressure.text("memory", test.nowNs)).not.toContain("some avg10=0.00");
  });

  it("files in memory are charged to whom writes first, stay after a removed cgroup, and go with the file", () => {
    const { test, cgroup } = limited();
    const process = test.birth(cgroup);
    const account = test.memory.pageAccount();
    account.charge(30, process.main);
    expect(test.memory.usage(cgroup.memory!.group)).toMatchObject({
      current: 30,
      shmem: 30,
      file: 30,
      anon: 0,
    });
    test.death(process);
    test.tree.remove(cgroup);
    expect([test.tree.root.dyingDescendants, test.memory.info().shmem]).toEqual([1, 30]);
    account.release(30);
    expect([test.tree.root.dyingDescendants, test.memory.info().shmem]).toEqual([0, 0]);
    test.memory.model.check();
  });

  it("gives everything back, whatever was done (law 2)", () => {
    const step = fc.record({
      kind: fc.constantFrom(
        "fork",
        "exec",
        "map",
        "touch",
        "unmap",
        "end",
        "move",
        "limit",
        "file",
        "shrink",
      ),
      who: fc.nat(6),
      amount: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const { test, cgroup } = limited(640);
        const handles = new Map<Process, number[]>();
        const account = test.memory.pageAccount();
        let inFile = 0;
        started(test, cgroup);
        for (const { kind, who, amount } of steps) {
          for (const dead of [...test.processes]) if (!dead.memory.alive) test.death(dead);
          const process = [...test.processes][who % Math.max(1, test.processes.size)];
          try {
            if (kind === "limit") test.tree.controllers.memory.setLimits(cgroup.memory!, { max: amount * 4 });
            else if (kind === "shrink" && inFile >= amount) {
              account.release(amount);
              inFile -= amount;
            }
            if (process === undefined) continue;
            if (kind === "file") {
              account.charge(1, process.main);
              inFile++;
            } else act(test, cgroup, kind, process, amount, handles);
          } catch (error) {
            if (!(error instanceof SysError)) throw error;
            expect(["ENOMEM", "EFAULT"]).toContain(error.code);
          }
          test.memory.model.check();
        }
        for (const process of [...test.processes]) test.death(process);
        account.release(inFile);
        expect(test.memory.usage(cgroup.memory!.group).current).toBe(0);
      }),
      { numRuns: 40 },
    );
  });
});

function act(
  test: TestTree,
  cgroup: Cgroup,
  kind: string,
  process: Process,
  amount: number,
  handles: Map<Process, number[]>,
): void {
  const { memory, main } = process;
  const own = handles.get(process) ?? [];
  handles.set(process, own);
  if (kind === "fork") {
    const child = test.birth(process.cgroup);
    child.memory.release();
    child.memory = memory.fork(main);
    child.memory.moveTo(child.cgroup.memory!.group);
    handles.set(child, [...own]);
  } else if (kind === "exec") {
    handles.set(process, []);
    run(test, memory.exec(main, program(1 + (amount % 3))));
  } else if (kind === "map") own.push(memory.map(amount * PAGE, main));
  else if (kind === "touch" && own.length > 0)
    run(test, memory.touch(main, own[amount % own.length]!, 0, amount * PAGE, amount % 2 === 0));
  else if (kind === "unmap" && own.length > 0) memory.unmap(own.pop()!, main);
  else if (kind === "end") test.death(process);
  else if (kind === "move") test.tree.attach(process, process.cgroup === cgroup ? test.tree.root : cgroup);
}
