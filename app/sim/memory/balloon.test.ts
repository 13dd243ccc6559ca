import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nsPerExit } from "../figures/host";
import { Balloon, type BalloonSettings, DEFAULT_BALLOON } from "./balloon";

type Use = "free" | "cache" | "anon" | "ballooned";

/** A guest that gives free pages first, then its page cache, then as many anonymous pages as its swap holds. */
class Guest {
  readonly use: Use[];
  /** The host's frames behind its pages. */
  readonly touched: boolean[];
  swapped = 0;
  readonly given: Use[] = [];

  constructor(
    free: number,
    cache: number,
    anon: number,
    readonly swapPages = 0,
  ) {
    this.use = [
      ...Array<Use>(free).fill("free"),
      ...Array<Use>(cache).fill("cache"),
      ...Array<Use>(anon).fill("anon"),
    ];
    this.touched = this.use.map((use) => use !== "free");
  }

  get pages(): number {
    return this.use.length;
  }

  available(): number {
    const count = { free: 0, cache: 0, anon: 0, ballooned: 0 };
    for (const use of this.use) count[use]++;
    return count.free + count.cache + Math.min(count.anon, this.swapPages - this.swapped);
  }

  take(): number {
    const from = (["free", "cache", "anon"] as const).find((use) => this.use.includes(use))!;
    const page = this.use.indexOf(from);
    if (from === "anon") this.swapped++;
    this.given.push(from);
    this.use[page] = "ballooned";
    return page;
  }

  giveBack(page: number): void {
    this.use[page] = "free";
  }

  isTouched(page: number): boolean {
    return this.touched[page]!;
  }

  release(page: number): void {
    this.touched[page] = false;
  }
}

function balloonOf(guest: Guest, settings: Partial<BalloonSettings> = {}) {
  return new Balloon(guest, guest, { ...DEFAULT_BALLOON, ...settings });
}

/** Wakes the driver until it waits; answers when that is and the time of its exits. */
function drive(balloon: Balloon, fromNs = 0) {
  let ns = 0;
  for (let nowNs = fromNs; ; ) {
    const step = balloon.wake(nowNs);
    ns += step.ns;
    if (step.exits === 0) return { ns, nowNs, nextWakeNs: step.nextWakeNs };
    if (step.nextWakeNs === Number.POSITIVE_INFINITY) return { ns, nowNs, nextWakeNs: step.nextWakeNs };
    nowNs = step.nextWakeNs;
  }
}

describe("balloon", () => {
  it("sends 256 pages a message, an exit each", () => {
    const guest = new Guest(0, 2000, 0);
    const balloon = balloonOf(guest);
    balloon.setTarget(1000);
    expect(balloon.wake(7)).toEqual({
      ns: nsPerExit.value,
      exits: 1,
      nextWakeNs: 7 + nsPerExit.value,
      pages: 256,
    });
    drive(balloon, 7 + nsPerExit.value);
    expect(balloon.pages).toBe(1000);
    expect(balloon.exits).toBe(4);
    expect(balloon.freedFrames).toBe(1000);
    expect(guest.touched.filter(Boolean).length).toBe(1000);
    balloon.setTarget(0);
    expect(drive(balloon)).toMatchObject({ ns: 4 * nsPerExit.value, nextWakeNs: Number.POSITIVE_INFINITY });
    expect(balloon.exits).toBe(8);
    expect(guest.use.filter((use) => use === "free").length).toBe(1000);
    // No frame comes back before a touch.
    expect(guest.touched.filter(Boolean).length).toBe(1000);
  });

  it("frees no frame for pages that the guest never touched", () => {
    const guest = new Guest(300, 10, 0);
    const balloon = balloonOf(guest);
    balloon.setTarget(305);
    drive(balloon);
    expect(balloon.pages).toBe(305);
    expect(balloon.freedFrames).toBe(5);
  });

  it("takes free pages, then page cache, then what the swap holds; then waits 200 ms", () => {
    const guest = new Guest(2, 3, 4, 2);
    const balloon = balloonOf(guest);
    balloon.setTarget(9);
    expect(drive(balloon)).toMatchObject({
      nowNs: nsPerExit.value,
      nextWakeNs: nsPerExit.value + 200_000_000,
    });
    expect(guest.given).toEqual(["free", "free", "cache", "cache", "cache", "anon", "anon"]);
    expect(balloon.pages).toBe(7);
    guest.use[8] = "free";
    drive(balloon, 300_000_000);
    expect(balloon.pages).toBe(8);
  });

  it("looks for a new target only when it polls", () => {
    const guest = new Guest(10, 0, 0);
    const balloon = balloonOf(guest, { pollNs: 1e9 });
    expect(balloon.wake(0)).toMatchObject({ exits: 0, nextWakeNs: 1e9 });
    balloon.setTarget(5);
    expect(balloon.wake(5e8)).toMatchObject({ exits: 0, pages: 0, nextWakeNs: 1e9 });
    expect(balloon.wake(1e9)).toMatchObject({ exits: 1, pages: 5, nextWakeNs: 2e9 });
  });

  it("gives pages back to a guest out of memory, if that was agreed, and does not take them again at once", () => {
    const agreed = balloonOf(new Guest(600, 0, 0), { deflateOnOom: true });
    agreed.setTarget(300);
    drive(agreed);
    expect(agreed.outOfMemory()).toEqual({ pages: 256, ns: nsPerExit.value, exits: 1 });
    expect(agreed.pages).toBe(44);
    expect(agreed.wake(1e9)).toMatchObject({ exits: 0, nextWakeNs: Number.POSITIVE_INFINITY });
    expect(agreed.outOfMemory().pages).toBe(44);
    expect(agreed.outOfMemory()).toEqual({ pages: 0, ns: 0, exits: 0 });
    agreed.setTarget(300);
    drive(agreed);
    expect(agreed.pages).toBe(300);

    agreed.setTarget(600);
    agreed.wake(2e9);
    expect(agreed.pages).toBe(556);
    expect(agreed.outOfMemory().pages).toBe(256);
    expect(agreed.wake(3e9).pages).toBe(256);

    const strict = balloonOf(new Guest(600, 0, 0));
    strict.setTarget(300);
    drive(strict);
    expect(strict.outOfMemory().pages).toBe(0);
    expect(strict.pages).toBe(300);
  });

  it("refuses a target that the guest does not have", () => {
    const balloon = balloonOf(new Guest(5, 0, 0));
    for (const target of [-1, 6, 1.5, Number.NaN]) {
      expect(() => balloon.setTarget(target)).toThrow("the target must be a whole number from 0 to 5 pages");
    }
    expect(balloon.targetPages).toBe(0);
  });

  it("holds exactly the pages that it says it holds, and continues from saved state", () => {
    const step = fc.oneof(
      fc.record({ target: fc.integer({ min: 0, max: 700 }) }),
      fc.record({ wakes: fc.integer({ min: 1, max: 3 }) }),
      fc.constant("oom" as const),
    );
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.constantFrom(0, 5000),
        fc.array(step, { maxLength: 20 }),
        (deflateOnOom, pollNs, steps) => {
          const guest = new Guest(200, 300, 200, 100);
          const other = new Guest(200, 300, 200, 100);
          const balloon = balloonOf(guest, { deflateOnOom, pollNs });
          let copy = balloonOf(other, { deflateOnOom, pollNs });
          let nowNs = 0;
          for (const each of steps) {
            const saved = structuredClone(copy.save());
            copy = balloonOf(other, { deflateOnOom, pollNs });
            copy.load(saved);
            for (const one of [balloon, copy]) {
              if (each === "oom") one.outOfMemory();
              else if ("target" in each) one.setTarget(each.target);
              else for (let n = 0; n < each.wakes; n++) one.wake(nowNs + n * 3000);
            }
            nowNs += 10_000;
            expect(copy.save()).toEqual(balloon.save());
            expect(other.use).toEqual(guest.use);
            expect(balloon.pages).toBe(guest.use.filter((use) => use === "ballooned").length);
            const ballooned = guest.use.map((use) => use === "ballooned");
            expect(guest.use.map((_, page) => copy.isBallooned(page))).toEqual(ballooned);
            expect(guest.use.map((_, page) => balloon.isBallooned(page))).toEqual(ballooned);
            expect(guest.touched.some((touched, page) => touched && ballooned[page])).toBe(false);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
