import { expect, test } from "vitest";
import type { HostView, InstanceView } from "@/app/sim/host/view";
import { RecentTimes } from "./recent";

const viewAt = (nowNs: number, runningNs: number): HostView =>
  ({
    nowNs,
    merging: { cpuNs: nowNs / 50 },
    instances: [
      { times: { runningNs, waitingNs: nowNs - runningNs, throttledNs: 0, sleepingNs: 0 } } as InstanceView,
    ],
  }) as unknown as HostView;

test("the last second, when a run is longer than that", () => {
  const recent = new RecentTimes();
  // A quarter of the first two seconds, then three quarters.
  const running = (ns: number) => 0.25 * Math.min(ns, 2e9) + 0.75 * Math.max(0, ns - 2e9);
  for (let ns = 0; ns <= 4e9; ns += 20e6) recent.push(viewAt(ns, running(ns)));
  const { runningNs, waitingNs, lengthNs } = recent.of(viewAt(4e9, running(4e9)), 0);
  expect(lengthNs).toBeGreaterThanOrEqual(1e9);
  expect(lengthNs).toBeLessThan(1.06e9);
  expect(runningNs / lengthNs).toBeCloseTo(0.75, 6);
  expect(runningNs + waitingNs).toBeCloseTo(lengthNs, 3);
});

test("all of it, while the run is shorter", () => {
  const recent = new RecentTimes();
  recent.push(viewAt(0, 0));
  recent.push(viewAt(0.4e9, 0.1e9));
  expect(recent.of(viewAt(0.4e9, 0.1e9), 0)).toMatchObject({ lengthNs: 0.4e9, runningNs: 0.1e9 });
});

test("going back forgets what lies ahead", () => {
  const recent = new RecentTimes();
  for (let ns = 0; ns <= 5e9; ns += 50e6) recent.push(viewAt(ns, ns));
  recent.push(viewAt(0.5e9, 0.5e9));
  for (let ns = 0.5e9; ns <= 3e9; ns += 50e6) recent.push(viewAt(ns, 0.5e9));
  expect(recent.of(viewAt(3e9, 0.5e9), 0).runningNs).toBe(0);
});

test("the merger's part of a core", () => {
  const recent = new RecentTimes();
  for (let ns = 0; ns <= 2e9; ns += 20e6) recent.push(viewAt(ns, 0));
  expect(recent.mergingPercent(viewAt(2e9, 0))).toBeCloseTo(2, 6);
  expect(new RecentTimes().mergingPercent(viewAt(0, 0))).toBe(0);
});
