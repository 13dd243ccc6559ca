/** The media take what was measured, in the order in which they are asked, and go on from a saved state. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hddRevolution, ramCopyMiB } from "../figures/storage";
import type { Medium } from "../vmm/devices";
import { type DiskModel, type DiskRequest, diskModel } from "./service-time";

const KIB = 1024;
const SIZE = 64 * KIB * KIB;

const read = (offset: number, bytes: number): DiskRequest => ({ kind: "read", offset, bytes });

/** Reads a second when `depth` are always in flight. */
function readsPerSecond(model: DiskModel, bytes: number, depth: number): number {
  const inFlight: number[] = [];
  for (let i = 0; i < depth; i++) inFlight.push(model.submit(read(0, bytes), 0));
  const warmUp = 10 * depth;
  const counted = 20_000;
  let startNs = 0;
  let nowNs = 0;
  for (let done = 0; done < warmUp + counted; done++) {
    inFlight.sort((a, b) => a - b);
    nowNs = inFlight.shift()!;
    if (done === warmUp) startNs = nowNs;
    inFlight.push(model.submit(read(0, bytes), nowNs));
  }
  return (counted - 1) / ((nowNs - startNs) / 1e9);
}

describe("the solid-state disk", () => {
  it.each([
    [4, 1, 16_473],
    [4, 32, 301_182],
    [128, 1, 4_739],
    [128, 32, 13_182],
  ])("reads %i KiB with %i in flight as often as was measured", (kib, depth, published) => {
    expect(readsPerSecond(diskModel("ssd", SIZE), kib * KIB, depth) / published).toBeCloseTo(1, 2);
  });

  it("does more in flight at once, until the link is full", () => {
    const rates = [1, 2, 4, 8, 16, 32].map((depth) => readsPerSecond(diskModel("ssd", SIZE), 4 * KIB, depth));
    for (let i = 1; i < rates.length; i++) expect(rates[i]).toBeGreaterThan(rates[i - 1]!);
    expect(rates[3]! / rates[0]!).toBeCloseTo(8, 0);
  });
});

describe("the hard disk", () => {
  it("takes half a revolution and a seek for a random read, and nothing but the platter for the next bytes", () => {
    const model = diskModel("hdd", SIZE);
    let nowNs = 0;
    let offset = 0;
    for (let i = 0; i < 500; i++) {
      offset = (offset + 27_644_437 * 512) % (SIZE - 4 * KIB);
      nowNs = model.submit(read(offset, 4 * KIB), nowNs) + 10_000;
    }
    const meanNs = nowNs / 500;
    expect(meanNs).toBeGreaterThan(1_000_000 + hddRevolution.value / 2);
    expect(meanNs).toBeLessThan(16_000_000 + hddRevolution.value / 2);
    const streamedFrom = nowNs;
    for (let i = 0; i < 16; i++)
      nowNs = model.submit(read(offset + (i + 1) * 4 * KIB, 4 * KIB), nowNs) + 1_000;
    expect(nowNs - streamedFrom).toBeLessThan(hddRevolution.value / 8);
  });

  it("misses a revolution with each write that follows another", () => {
    const model = diskModel("hdd", SIZE);
    const write = (offset: number, nowNs: number) =>
      model.submit({ kind: "write", offset, bytes: 512 }, nowNs);
    const first = write(0, 0);
    const second = write(512, first + 10_000);
    expect((second - first) / hddRevolution.value).toBeCloseTo(1, 2);
  });
});

it("memory takes what copying takes", () => {
  const model = diskModel("ram", SIZE);
  expect(model.submit(read(0, KIB * KIB), 1000)).toBe(Math.ceil(1000 + ramCopyMiB.value));
});

const requests = fc.array(
  fc.record({
    kind: fc.constantFrom("read" as const, "write" as const, "flush" as const, "discard" as const),
    offset: fc.integer({ min: 0, max: SIZE / 512 - 2048 }).map((sector) => sector * 512),
    bytes: fc.integer({ min: 1, max: 2048 }).map((sectors) => sectors * 512),
    laterNs: fc.integer({ min: 0, max: 2_000_000 }),
  }),
  { maxLength: 60 },
);

describe.each<Medium>(["ram", "ssd", "hdd"])("%s", (medium) => {
  it("answers in whole nanoseconds that have not passed, and goes on from a saved state", () => {
    fc.assert(
      fc.property(requests, fc.nat(), (list, cut) => {
        const one = diskModel(medium, SIZE);
        let other = diskModel(medium, SIZE);
        let nowNs = 0;
        let latestNs = 0;
        list.forEach(({ laterNs, ...request }, i) => {
          nowNs += laterNs;
          if (i === cut % list.length) {
            const state = JSON.parse(JSON.stringify(other.save()));
            other = diskModel(medium, SIZE);
            other.load(state);
          }
          const endNs = one.submit(request, nowNs);
          expect(other.submit(request, nowNs)).toBe(endNs);
          expect(Number.isSafeInteger(endNs)).toBe(true);
          expect(endNs).toBeGreaterThanOrEqual(nowNs);
          if (request.kind === "flush") expect(endNs).toBeGreaterThanOrEqual(latestNs);
          latestNs = Math.max(latestNs, endNs);
        });
      }),
    );
  });
});
