/**
 * The guest's own kernel and the simulator's model of it agree: busy loops in cgroups of the real Linux guest get what
 * app/sim/cpu predicts for the same set-up.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalGuest } from "@/app/guest/local";
import { readyLinux } from "@/app/guest/v86/machine.test-kit";
import { type Loops, predict, runInGuest, type Seen } from "./guest-cgroups.test-kit";

const WINDOW_S = 2;
/** Of the guest's virtual seconds each costs about five here, and more on a busy machine. */
const TIMEOUT_MS = 300_000;
const SHARE_POINTS = 2;
/** cpu.stat counts a throttling's time when it ends, so one may fall on either side of the window's edge. */
const PERIOD_MS = 100;

const hog = (cgroup: string, nice = 0) => ({ cgroup, nice });

let guest: LocalGuest;
beforeAll(async () => {
  guest = await readyLinux({ track: "pv" });
}, TIMEOUT_MS);
afterAll(() => guest.dispose());

async function compare(setup: Loops): Promise<Seen> {
  const { seen, window } = await runInGuest(guest, setup, WINDOW_S);
  const predicted = predict(setup, window);
  const context = JSON.stringify({ seen, predicted, window });
console.log(context);
  const near = (one: number, other: number, within: number) =>
    expect(Math.abs(one - other), context).toBeLessThanOrEqual(within);
  seen.loopShares.forEach((share, loop) => {
    near(share, predicted.loopShares[loop]!, SHARE_POINTS);
  });
  for (const [path, cgroup] of Object.entries(predicted.cgroups)) {
    const { share, periods, throttled, throttledMs } = seen.cgroups[path]!;
    near(share, cgroup.share, SHARE_POINTS);
    near(periods, cgroup.periods, 1);
    near(throttled, cgroup.throttled, 1);
    near(throttledMs, cgroup.throttledMs, PERIOD_MS);
  }
  return seen;
}

describe("the guest's kernel does what app/sim/cpu predicts", () => {
  it(
    "for two cgroups of weight 100 and 300",
    async () => {
      await compare({
        cgroups: { light: { weight: 100 }, heavy: { weight: 300 } },
        loops: [hog("light"), hog("heavy")],
      });
    },
    TIMEOUT_MS,
  );

  it(
    "for a cgroup under cpu.max that is alone",
    async () => {
      await compare({ cgroups: { limited: { quotaNs: 20e6 } }, loops: [hog("limited")] });
    },
    TIMEOUT_MS,
  );

  it(
    "for loops of nice 0 and 5 under one cpu.max, beside a lighter cgroup without",
    async () => {
      await compare({
        cgroups: { limited: { weight: 300, quotaNs: 50e6 }, beside: { weight: 100 } },
        loops: [hog("limited"), hog("limited", 5), hog("beside")],
      });
    },
    TIMEOUT_MS,
  );

  it.each([
[25,100],[2,20],[5,20],[15,100],[1,10],[10,50]
])(
    "for quota %d of %d ms",
    async (q,p) => {
      await compare({ cgroups: { limited: { quotaNs: q*1e6, periodNs: p*1e6 } }, loops: [hog("limited")] });
    },
    TIMEOUT_MS,
  );
  it(
    "for cgroups in a cgroup",
    async () => {
      await compare({
        cgroups: { outer: { weight: 200 }, "outer/light": { weight: 100 }, "outer/heavy": { weight: 300 }, beside: { weight: 100 } },
        loops: [hog("outer/light"), hog("outer/heavy"), hog("beside")],
      });
    },
    TIMEOUT_MS,
  );
});
