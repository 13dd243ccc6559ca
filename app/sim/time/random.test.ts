import fc from "fast-check";
import { expect, test } from "vitest";
import { SeededRandom } from "./random";

const draw = (random: SeededRandom, count = 8) => Array.from({ length: count }, () => random.int32());

test("the numbers of a seed stay what they were: saved guests depend on them", () => {
  const random = SeededRandom.fromSeed(1);
  const state = random.state();
  expect(state).toEqual([-1, -2, 1, 0]);
  expect(draw(random, 3)).toEqual([-2, -16908320, -12581567]);
  expect([random.fraction(), random.fraction()]).toEqual([0.7192454405594617, 0.11944892862811685]);
  expect(draw(SeededRandom.fromState(state), 3)).toEqual([-2, -16908320, -12581567]);
});

test("a split generator depends on seed and name only", () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), fc.string(), fc.nat(50), (seed, a, b, drawn) => {
      const early = SeededRandom.fromSeed(seed).split(a);
      const parent = SeededRandom.fromSeed(seed);
      draw(parent, drawn);
      draw(parent.split(b));
      expect(draw(parent.split(a))).toEqual(draw(early));
    }),
  );
});

test("splitting draws nothing from the parent", () => {
  const parent = SeededRandom.fromSeed(7);
  parent.split("disk");
  expect(draw(parent)).toEqual(draw(SeededRandom.fromSeed(7)));
});

test("names, seeds and levels give different numbers", () => {
  const first = new Set<string>();
  let made = 0;
  for (let seed = 0; seed < 20; seed++) {
    const root = SeededRandom.fromSeed(seed);
    const add = (random: SeededRandom) => {
      first.add(draw(random, 2).join());
      made++;
    };
    add(root);
    for (let i = 0; i < 100; i++) add(root.split(`task-${i}`));
    for (let i = 0; i < 20; i++) add(root.split("task-1").split(`task-${i}`));
  }
  expect(first.size).toBe(made);
});

test("neighbouring names are not correlated: their bits agree half of the time", () => {
  const root = SeededRandom.fromSeed(1);
  let agree = 0;
  const names = 500;
  for (let i = 0; i < names; i++) {
    const a = draw(root.split(`vcpu${i}`), 4);
    const b = draw(root.split(`vcpu${i + 1}`), 4);
    a.forEach((word, at) => {
      for (let difference = ~(word ^ b[at]!); difference !== 0; difference &= difference - 1) agree++;
    });
  }
  // 64,000 fair coins: standard deviation 126.
  expect(Math.abs(agree - 32_000)).toBeLessThan(5 * 126);
});

test("saved and restored, it goes on and splits as before; restored from a bare state it does not split", () => {
  const random = SeededRandom.fromSeed(3).split("net");
  draw(random, 5);
  const saved = random.save();
  const restored = SeededRandom.fromSaved(saved);
  expect(draw(restored)).toEqual(draw(random));
  expect(draw(restored.split("a"))).toEqual(draw(random.split("a")));
  expect(saved).toEqual(SeededRandom.fromSaved(saved).save());
  expect(() => SeededRandom.fromState(saved.state).split("a")).toThrow("does not know its seed");
});

test("exponential numbers have the distribution's mean, variance and median", () => {
  const random = SeededRandom.fromSeed(5);
  const count = 50_000;
  let sum = 0;
  let squares = 0;
  let belowMedian = 0;
  for (let i = 0; i < count; i++) {
    const x = random.exponential(10);
    sum += x;
    squares += x * x;
    if (x < 10 * Math.LN2) belowMedian++;
  }
  const mean = sum / count;
  // Standard errors: mean 10/√n = 0.045; variance 100·√(8/n) = 1.3; share 0.5/√n = 0.0022. Four of them.
  expect(Math.abs(mean - 10)).toBeLessThan(0.18);
  expect(Math.abs(squares / count - mean * mean - 100)).toBeLessThan(5.2);
  expect(Math.abs(belowMedian / count - 0.5)).toBeLessThan(0.009);
});
