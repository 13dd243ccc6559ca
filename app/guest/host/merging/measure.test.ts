/** Merging on live guests: exactly what is equal is merged, writes stay with who wrote, and each broken share is paid for. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copyNs } from "@/app/sim/figures/memory";
import { nodeHostEnvironment } from "../node";
import { MergingBench } from "./bench";
import { compareMemories } from "./comparison";
import { bootAll, settle } from "./measure";
import { mergeScenario } from "./setups";
import { measureWithin } from "./within";

const fast = { seed: 1, pagesToScan: 1000, sleepMs: 20, zeroPages: false, workload: "true" } as const;

describe("guests that were booted separately", () => {
  let bench: MergingBench;
  let earlier: readonly Float64Array[];
  let framesBefore: number;

  beforeAll(async () => {
    bench = await MergingBench.start(mergeScenario("booted-separately", 2, 1), nodeHostEnvironment());
    await bootAll(bench);
    framesBefore = bench.view.memory.freeFrames;
    bench.order({ do: "merging", run: true, pagesToScan: 1000, sleepMs: 20 });
    ({ earlier } = await settle(bench));
  });
  afterAll(() => bench.dispose());

  it("share the frames of what is equal to the byte, and of nothing else", async () => {
    const fork = await bench.fork();
    try {
      await fork.look();
      const { sharedFrames, wronglyShared, missed } = compareMemories(await fork.memories(), earlier);
      expect([wronglyShared, missed]).toEqual([0, 0]);
      expect(sharedFrames).toBeGreaterThan(1000);
    } finally {
      fork.dispose();
    }
    const { memory, merging } = bench.view;
    expect(memory.freeFrames - framesBefore).toBe(memory.pagesSharing);
    expect(merging.cpuNs).toBeGreaterThan(0);
  });

  it("never see each other's writes: a write breaks the share, and its guest pays", async () => {
    const read = "md5sum /etc/profile | cut -c1-32";
    const theirs = (await bench.ask(1, read)).stdout;
    expect((await bench.ask(0, read)).stdout).toBe(theirs);
    const before = bench.view;
    const hypervisorNs = () => bench.view.instances.map(({ byMode }) => byMode.hypervisor ?? 0);
    const paid = hypervisorNs();
    await bench.ask(0, "echo mine >> /etc/profile; pagepattern 64 random -s 1");
    await bench.advance(520);
    expect((await bench.ask(0, read)).stdout).not.toBe(theirs);
    expect((await bench.ask(1, read)).stdout).toBe(theirs);

    const broken = bench.view.merging.brokenShares - before.merging.brokenShares;
    expect(broken).toBeGreaterThan(20);
    const charged = hypervisorNs().map((ns, index) => ns - paid[index]!);
    expect(charged[0]! + charged[1]!).toBeGreaterThanOrEqual(broken * copyNs.value);
    expect(charged[0]).toBeGreaterThan(charged[1]!);

    const fork = await bench.fork();
    try {
      await fork.look();
      const now = await fork.memories();
      expect(
        compareMemories(
          now,
          now.map(({ hashes }) => hashes),
        ).wronglyShared,
      ).toBe(0);
    } finally {
      fork.dispose();
    }
  });
});

it("inside one guest its own KSM finds what programs offer, the host's merger that and more", async () => {
  const { pagesEach, own, host } = await measureWithin(
    { ...fast, kind: "same-snapshot", guests: 1 },
    nodeHostEnvironment(),
  );
  expect(own).toMatchObject({ pagesShared: pagesEach, pagesSharing: pagesEach });
  expect(own.hostFramesFreed).toBeLessThanOrEqual(0);
  expect(host.pagesSharing).toBeGreaterThan(pagesEach);
});
