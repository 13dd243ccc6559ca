import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Card, type HandOutHost, type HandOutRequest, handOut } from "./hand-out";

const host: HandOutHost = { memoryFrames: 10_000, reservedFrames: 1000, hasIommu: true };
const card: Card = { name: "eth0", virtualFunctions: 3 };
const wants = (guest: string, change: Partial<HandOutRequest> = {}): HandOutRequest => ({
  guest,
  wants: "virtual-function",
  memoryFrames: 1000,
  balloonedFrames: 0,
  merged: false,
  migrates: false,
  ...change,
});

describe("handing out", () => {
  test("each guest gets a function of its own, and its memory is pinned", () => {
    const { granted, refused, pinnedFrames, freeFunctions } = handOut(host, card, [wants("a"), wants("b")]);
    expect(granted.map((grant) => [grant.guest, grant.function])).toEqual([
      ["a", "vf0"],
      ["b", "vf1"],
    ]);
    expect(granted[0]?.limits).toEqual({
      functions: 3,
      pinnedFrames: 1000,
      pinnedBytes: 4_096_000,
      overcommit: false,
      balloon: false,
      merging: false,
      liveMigration: false,
    });
    expect([refused, pinnedFrames, freeFunctions]).toEqual([[], 2000, 1]);
  });

  test("the one after the last function is refused, and those before it keep theirs", () => {
    const { granted, refused } = handOut(
      host,
      card,
      ["a", "b", "c", "d"].map((guest) => wants(guest)),
    );
    expect(granted.map(({ guest }) => guest)).toEqual(["a", "b", "c"]);
    expect(refused).toMatchObject([{ guest: "d", why: expect.stringContaining("3 virtual functions") }]);
  });

  test("a device as a whole has one owner, and its functions go with it", () => {
    const asWhole = wants("a", { wants: "device" });
    expect(handOut(host, card, [asWhole, wants("b")]).refused).toMatchObject([
      { guest: "b", why: expect.stringContaining("as a whole") },
    ]);
    expect(handOut(host, card, [wants("b"), asWhole]).refused).toMatchObject([
      { guest: "a", why: expect.stringContaining("in use by b") },
    ]);
    const plain = { name: "sata", virtualFunctions: 0 };
    expect(handOut(host, plain, [wants("a")]).refused[0]?.why).toContain("cannot be split");
    expect(handOut(host, plain, [asWhole]).granted[0]?.limits.functions).toBe(1);
  });

  test.each([
    [{ memoryFrames: 9001 }, /overcommitted/],
    [{ balloonedFrames: 1 }, /balloon/],
    [{ merged: true }, /merged/],
    [{ migrates: true }, /another host/],
  ] as const)("a guest with %j is refused", (change, why) => {
    const { granted, refused } = handOut(host, card, [wants("a", change)]);
    expect(granted).toEqual([]);
    expect(refused[0]?.why).toMatch(why);
    expect(refused[0]?.instead.length).toBeGreaterThan(10);
  });

  test("without an IOMMU nothing is handed out", () => {
    expect(handOut({ ...host, hasIommu: false }, card, [wants("a")]).refused[0]?.why).toContain("IOMMU");
  });

  test("never more functions than there are, nor more pinned frames than the host can give; everyone is answered", () => {
    const request = fc.record({
      guest: fc.constantFrom("a", "b", "c", "d", "e"),
      wants: fc.constantFrom("device" as const, "virtual-function" as const),
      memoryFrames: fc.nat(5000),
      balloonedFrames: fc.constantFrom(0, 0, 1),
      merged: fc.boolean(),
      migrates: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 12 }), fc.nat(4), (requests, virtualFunctions) => {
        const { granted, refused, pinnedFrames } = handOut(host, { name: "x", virtualFunctions }, requests);
        expect(granted.length + refused.length).toBe(requests.length);
        expect(granted.length).toBeLessThanOrEqual(Math.max(1, virtualFunctions));
        expect(new Set(granted.map((grant) => grant.function)).size).toBe(granted.length);
        expect(pinnedFrames).toBeLessThanOrEqual(host.memoryFrames - host.reservedFrames);
        expect(pinnedFrames).toBe(granted.reduce((sum, { limits }) => sum + limits.pinnedFrames, 0));
      }),
    );
  });

  test.each([-1, 0.5, Number.NaN])("%d frames are no count", (memoryFrames) => {
    expect(() => handOut(host, card, [wants("a", { memoryFrames })])).toThrow(RangeError);
  });
});
