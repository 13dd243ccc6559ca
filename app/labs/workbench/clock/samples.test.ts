import { expect, test } from "vitest";
import { burstsOf, type Sample, Samples } from "./samples";

const sample = (atNs: number, crossings = 0): Sample => ({
  atNs,
  crossings,
  instructions: 10 * atNs,
  idleNs: 1,
  pages: 2,
  consoleBytes: 3,
});

test("what was at a moment is the last sample before it", () => {
  const samples = new Samples();
  for (const atNs of [100, 200, 300]) samples.add(sample(atNs));
  expect(samples.at(99)).toBeUndefined();
  expect(samples.at(100)).toEqual(sample(100));
  expect(samples.at(299)).toEqual(sample(200));
  expect(samples.at(1e9)).toEqual(sample(300));
});

test("a run without end keeps its beginning, its present, and evenly what lies between", () => {
  const samples = new Samples(64);
  const present: boolean[] = [];
  for (let atNs = 0; atNs <= 100_000; atNs += 7) {
    samples.add(sample(atNs));
    present.push(samples.last?.atNs === atNs);
  }
  expect(present).not.toContain(false);
  expect(samples.count).toBeLessThanOrEqual(64);
  expect(samples.count).toBeGreaterThan(24);
  expect(samples.get(0).atNs).toBe(0);
  for (let index = 1; index < samples.count; index++) {
    const gapNs = samples.get(index).atNs - samples.get(index - 1).atNs;
    expect(gapNs).toBeGreaterThan(0);
    expect(gapNs).toBeLessThan(100_000 / 10);
  }
});

test("a start that is to be kept stays sample by sample, however long the run", () => {
  const samples = new Samples(64);
  for (let atNs = 0; atNs < 10; atNs++) samples.add(sample(atNs));
  samples.keep();
  for (let atNs = 10; atNs <= 50_000; atNs += 7) samples.add(sample(atNs));
  expect(Array.from({ length: 10 }, (_, index) => samples.get(index).atNs)).toEqual([...Array(10).keys()]);
  for (let index = 11; index < samples.count; index++)
    expect(samples.get(index).atNs - samples.get(index - 1).atNs).toBeLessThan(5000);
});

test("after going back to a saved state the samples beyond it are gone", () => {
  const samples = new Samples();
  for (const atNs of [100, 200, 300]) samples.add(sample(atNs));
  samples.forgetAfter(250);
  expect(samples.last?.atNs).toBe(200);
  samples.add(sample(210));
  expect([samples.at(1000)?.atNs, samples.count]).toEqual([210, 3]);
});

test("a burst is where the boundary is crossed much more often than in the run", () => {
  const samples = new Samples();
  let crossings = 0;
  for (let n = 0; n <= 20; n++) {
    crossings += n === 12 ? 5000 : 10;
    samples.add(sample(n * 1e6, crossings));
  }
  const [burst, ...others] = burstsOf(samples);
  expect(others).toEqual([]);
  expect(burst).toMatchObject({ atNs: 11e6, crossings: 5000 });
  expect(burst?.times).toBeGreaterThan(15);
});

test("sleep between two crossings does not make a burst of what was done awake", () => {
  const samples = new Samples();
  for (let n = 0; n <= 10; n++) samples.add({ ...sample(n * 1e6, n * 300), idleNs: 0 });
  samples.add({ ...sample(60e6, 3300), idleNs: 49e6 });
  expect(burstsOf(samples)).toEqual([]);
});

test("nor do the timer's exits of a guest that sleeps nearly always", () => {
  const samples = new Samples();
  for (let n = 0; n <= 20; n++) samples.add({ ...sample(n * 1e6, n * 100), idleNs: 0 });
  for (let n = 1; n <= 20; n++)
    samples.add({ ...sample(20e6 + n * 3e9, 2000 + n * 228), idleNs: n * (3e9 - 0.1e6) });
  expect(burstsOf(samples)).toEqual([]);
});

test("a run that crosses it evenly, or hardly at all, has no bursts", () => {
  const even = new Samples();
  const quiet = new Samples();
  for (let n = 0; n < 50; n++) {
    even.add(sample(n * 1e6, n * 1000));
    quiet.add(sample(n * 1e6, n > 25 ? 100 : 0));
  }
  expect([burstsOf(even), burstsOf(quiet), burstsOf(new Samples())]).toEqual([[], [], []]);
});
