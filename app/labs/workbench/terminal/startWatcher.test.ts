import { describe, expect, it } from "vitest";
import type { PowerState } from "@/app/sim/run/record";
import { startWatcher } from "./startWatcher";

const restarts = (first: PowerState, ...seen: PowerState[]) => seen.map(startWatcher(first));

describe("startWatcher", () => {
  it("sees one machine in one boot", () => {
    expect(restarts("off", "loading", "booting", "running", "crashed")).toEqual([false, false, false, false]);
  });

  it("sees another machine when the off between them was too short to be reported", () => {
    expect(restarts("running", "loading", "booting")).toEqual([true, false]);
    expect(restarts("crashed", "booting")).toEqual([true]);
  });

  it("sees a restored machine once", () => {
    expect(restarts("running", "off", "off", "running")).toEqual([true, false, false]);
  });

  it("does not take a pause during the boot for a new machine", () => {
    expect(restarts("booting", "paused", "booting", "running", "paused", "running")).not.toContain(true);
  });
});
