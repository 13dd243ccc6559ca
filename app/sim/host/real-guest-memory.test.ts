/** What the host makes of the pages that it sees in real guests. Doubles show pages and note what they are charged. */
import { expect, it } from "vitest";
import { copyNs, zeroFillNs } from "../figures/memory";
import { type HostScenarioInput, scenario } from "../scenario/schema";
import { Host } from "./host";
import { hostView } from "./host-view";
import type { QuantumOutcome, RealRunnable } from "./runnable";

const MS = 1e6;
const PAGES = 64;

/** Sleeps, and at each multiple of 100 ms shows its pages. */
class Showing implements RealRunnable {
  readonly kind = "real";
  chargedNs = 0;
  pages = Float64Array.from({ length: PAGES }, (_, page) => (page < PAGES / 2 ? 1000 + page : 0));

  charge(ns: number): void {
    this.chargedNs += ns;
  }

  async quantum(fromNs: number): Promise<QuantumOutcome> {
    return {
      usedNs: 0,
      spent: [],
      next: { state: "sleeping", untilNs: fromNs + 100 * MS },
      instructions: 0,
      exits: {},
      ready: fromNs === 0,
      pages: this.pages.slice(),
    };
  }
}

function hostWith(memoryMiB: number, over: Partial<HostScenarioInput> = {}) {
  const guests: Showing[] = [];
  const unused = () => {
    throw new Error("not in this test");
  };
  const host = new Host(
    scenario.parse({
      version: 1,
      name: "pages",
      durationMs: 10_000,
      host: { cores: 1, memoryMiB, contextSwitchNs: 0, migrationNs: 0 },
      instances: ["a", "b"].map((name) => ({ name, kind: "vm", guest: "linux" })),
      ...over,
    }),
    {
      start: () => {
        const guest = new Showing();
        guests.push(guest);
        return guest;
      },
      snapshot: unused,
      vcpu: unused,
      type: unused,
      inflate: unused,
      exec: unused,
      stop: () => {},
    },
  );
  const run = async (toNs: number) => {
    while (!host.advance(toNs)) await host.answers();
  };
  return { host, guests, run };
}

it("a page that holds something has a frame, a page of zeros none, and the guest pays for the faults", async () => {
  const { host, guests, run } = hostWith(32);
  await run(50 * MS);
  const frames = [...host.instances[0]!.memory.ramFrames()];
  expect(frames.filter((frame) => frame >= 0)).toHaveLength(PAGES / 2);
  expect(frames.slice(PAGES / 2)).toEqual(Array(PAGES / 2).fill(-1));
  expect(guests.map(({ chargedNs }) => chargedNs)).toEqual(Array(2).fill((PAGES / 2) * zeroFillNs.value));
});

it("equal pages become one frame; who writes has a frame of its own again, and pays for the copy", async () => {
  const { host, guests, run } = hostWith(32);
  await run(50 * MS);
  host.apply({ do: "merging", run: true });
  await run(500 * MS);
  const [a, b] = host.instances;
  const shared = [...a!.memory.ramFrames().subarray(0, PAGES / 2)];
  expect([...b!.memory.ramFrames().subarray(0, PAGES / 2)]).toEqual(shared);
  expect(host.memory.view()).toMatchObject({ mergedFrames: PAGES / 2, pagesSharing: PAGES / 2 });

  host.apply({ do: "merging", run: false });
  const before = guests.map(({ chargedNs }) => chargedNs);
  guests[1]!.pages[3] = 9999;
  await run(650 * MS);
  expect(a!.memory.ramFrames()[3]).toBe(shared[3]);
  expect(b!.memory.ramFrames()[3]).not.toBe(shared[3]);
  expect(b!.memory.ramFrames()[4]).toBe(shared[4]);
  expect(hostView(host).merging.brokenShares).toBe(1);
  expect(guests.map(({ chargedNs }, guest) => chargedNs - before[guest]!)).toEqual([0, copyNs.value]);
});

it("a host that does not promise so much ends the guest, and goes on", async () => {
  // Half of this is promised: enough for the program that emulates a machine, not for the machine's memory beside it.
  const { host, run } = hostWith(32, {
    host: { cores: 1, memoryMiB: 5.46, overcommit: "never" },
    instances: [{ name: "a", kind: "vm", guest: "linux" }],
  });
  await run(1000 * MS);
  expect(host.nowNs).toBe(1000 * MS);
  expect(host.instances[0]!.state).toBe("killed");
  expect(
    hostView(host)
      .marks.map(({ text }) => text)
      .join(),
  ).toContain("does not promise 64 pages");
});
