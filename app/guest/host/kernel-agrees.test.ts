/**
 * The guest's own kernel and the simulator's model of it agree: busy loops in cgroups of the real Linux guest get what
 * app/sim/cpu predicts for the same set-up.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LocalGuest } from "@/app/guest/local";
import { readyLinux } from "@/app/guest/v86/machine.test-kit";
import { type Loops, predict, runInGuest } from "./guest-cgroups.test-kit";

const WINDOW_S = 2;
/** A virtual second of a busy guest costs three to five of the wall clock's here, and far more on a loaded machine. */
const TIMEOUT_MS = 300_000;
const SHARE_POINTS = 2;
/** cpu.stat counts a throttling's time when it ends, so one may fall on either side of the window's edge: a period's. */
const PERIOD_MS = 100;

const hog = (cgroup: string, nice = 0) => ({ cgroup, nice });

let guest: LocalGuest;
beforeAll(async () => {
  guest = await readyLinux({ track: "pv" });
}, TIMEOUT_MS);
afterAll(() => guest.dispose());

async function compare(setup: Loops): Promise<void> {
  const { seen, window } = await runInGuest(guest, setup, WINDOW_S);
  const predicted = predict(setup, window);
  const context = JSON.stringify({ seen, predicted, window });
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

  it.each([
    ["throttled at a tick", 20, 100],
    ["that overruns to the next tick, and pays for it", 25, 100],
    ["that owes more than a period's quota", 2, 20],
  ])(
    "for a cgroup under cpu.max %s: %d of %d ms",
    async (_, quotaMs, periodMs) => {
      const limited = { quotaNs: quotaMs * 1e6, periodNs: periodMs * 1e6 };
      await compare({ cgroups: { limited }, loops: [hog("limited")] });
    },
    TIMEOUT_MS,
  );

  it(
    "for weights and nice values in a cgroup under cpu.max, beside a lighter one without",
    async () => {
      await compare({
        cgroups: {
          limited: { weight: 300, quotaNs: 50e6 },
          "limited/light": { weight: 100 },
          "limited/heavy": { weight: 300 },
          beside: { weight: 100 },
        },
        loops: [hog("limited/light"), hog("limited/heavy"), hog("limited/heavy", 5), hog("beside")],
      });
    },
    TIMEOUT_MS,
  );
});
