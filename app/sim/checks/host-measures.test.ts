import { describe, expect, test } from "vitest";
import { cpuMeasures } from "./cpu-measures";
import { runOf } from "./fixtures";
import { everyHostRun, hostRun, instanceOf, recordOf, viewAt } from "./host-fixtures";
import { memoryMeasures } from "./memory-measures";

const readOff = (id: string, run = everyHostRun()) => (cpuMeasures[id] ?? memoryMeasures[id])?.(run)?.value;

describe("measures of a host", () => {
  test("a share is of the time in which everything was up", () => {
    const times = (runningNs: number) => ({ runningNs, waitingNs: 0, throttledNs: 0, sleepingNs: 0 });
    const kept = recordOf([
      viewAt(100, [instanceOf("a", { state: "starting" }), instanceOf("b")]),
      viewAt(1000, [instanceOf("a", { times: times(9e8) }), instanceOf("b")]),
      viewAt(2000, [instanceOf("a", { times: times(1.15e9) }), instanceOf("b")]),
    ]);
    expect(readOff("weights-a", hostRun(kept, { weights: kept }))).toBe(25);
  });

  test("a pause is one thread's, whatever the number of threads", () => {
    expect(readOff("bandwidth-pause")).toBe(75);
    expect(readOff("bandwidth-burst")).toBe(25);
    expect(readOff("bandwidth-web")).toBe(100);
  });

  test("a task's share is its machine's, divided among three", () => {
    expect(readOff("nested-vm")).toBe(50);
    expect(readOff("nested-task")).toBe(16.7);
    expect(readOff("nested-steal")).toBe(50);
  });

  test("a factor is of paces, a gain of free frames", () => {
    expect(readOff("narrow-factor")).toBe(100);
    expect(readOff("balloon-free-pages")).toBe(0);
    expect(readOff("balloon-cache-pages")).toBe(3000);
    expect(readOff("promised-backed")).toBe(36.6);
    expect(readOff("walk-factor")).toBe(6);
    expect(readOff("translation-machine")).toBe(2000);
  });

  test("nothing is measured of runs that were not kept", () => {
    for (const measure of Object.values({ ...cpuMeasures, ...memoryMeasures }))
      expect(measure(runOf([]))).toBeUndefined();
  });

  test("what a leak cost its neighbour is asked only where there is the neighbour", () => {
    const alone = hostRun(recordOf([viewAt(100, [instanceOf("leak", { state: "killed" })])]));
    expect(readOff("leak-cost", alone)).toBeUndefined();
    expect(readOff("leak-cost")).toBe(0);
  });

  test("every one is modelled, but for what a real guest counted itself", () => {
    for (const [id, measure] of Object.entries({ ...cpuMeasures, ...memoryMeasures }))
      expect(measure(everyHostRun())?.origin.kind, id).toBe(id === "steal-guest" ? "measured" : "modelled");
  });

  test("steal is read off what the guest printed, whatever it printed", () => {
    expect(readOff("steal-guest")).toBe(40);
    const run = everyHostRun();
    for (const stdout of [
      "",
      "cpu",
      "cpu  1 2 3\n",
      "cpu  10 0 2 50 0 0 0 10 0 0\n",
      "intr 1 2 3 4 5 6 7 8 9",
    ]) {
      const spoilt = { ...run, answers: { ...run.answers, "steal-after": { stdout, status: 0 } } };
      expect(readOff("steal-guest", spoilt)).toBeUndefined();
    }
  });
});
