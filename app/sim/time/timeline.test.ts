import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Timeline, type TimelineOptions } from "./timeline";
import { direct, SlowToy, Toy, type ToyState } from "./timeline-fixtures";

const OPTIONS = { stepNs: 10, checkpointNs: 25, maxCheckpoints: 5 };

const stretches = fc.array(fc.record({ ns: fc.nat(60), input: fc.nat(30) }), { maxLength: 8 });

async function play(timeline: Timeline<ToyState, number>, list: readonly { ns: number; input: number }[]) {
  for (const { ns, input } of list) {
    await timeline.advanceTo(timeline.nowNs + ns);
    await timeline.input(input);
  }
  await timeline.advanceTo(timeline.nowNs + 13);
}

for (const [kind, fresh, numRuns] of [
  ["synchronous", () => new Toy(), 100],
  ["asynchronous", () => new SlowToy(), 15],
] as const) {
  describe(`a ${kind} run`, () => {
    const start = (options: TimelineOptions = OPTIONS) => {
      const toy = fresh();
      return Timeline.start(toy, options).then((timeline) => ({ toy, timeline }));
    };

    test("is what the same inputs give without a timeline, and replays equal", async () => {
      await fc.assert(
        fc.asyncProperty(stretches, async (list) => {
          const { toy, timeline } = await start();
          await play(timeline, list);
          expect(toy.hash).toBe(direct(timeline.inputs(), timeline.endNs));
          const document = JSON.parse(JSON.stringify(timeline.export()));
          const other = await start({ stepNs: 7, checkpointNs: 1000 });
          expect(await other.timeline.replay(document)).toBe(timeline.endNs);
          expect(other.toy.hash).toBe(toy.hash);
          expect(other.timeline.export()).toEqual(document);
        }),
        { numRuns },
      );
    });

    test("sought to any moments it is what it was there, and played on it comes to the same end", async () => {
      await fc.assert(
        fc.asyncProperty(stretches, fc.array(fc.nat(100), { maxLength: 4 }), async (list, shares) => {
          const { toy, timeline } = await start();
          await play(timeline, list);
          const { hash } = toy;
          const end = timeline.endNs;
          const all = timeline.inputs();
          for (const share of shares) {
            const at = Math.floor((end * share) / 100);
            expect(await timeline.seek(at)).toBe(at);
            const past = all.filter(({ atNs }) => atNs <= at);
            expect(toy.hash).toBe(direct(past, at));
            expect(timeline.endNs).toBe(end);
            expect(timeline.inputs()).toEqual(all);
          }
          await timeline.advanceTo(end);
          expect(toy.hash).toBe(hash);
        }),
        { numRuns },
      );
    });

    test("an input in the past begins a new branch", async () => {
      await fc.assert(
        fc.asyncProperty(stretches, stretches, fc.nat(100), async (list, branch, share) => {
          const { toy, timeline } = await start();
          await play(timeline, list);
          const at = Math.floor((timeline.endNs * share) / 100);
          const past = timeline.inputs().filter(({ atNs }) => atNs <= at);
          await timeline.seek(at);
          await timeline.input(5);
          expect(timeline.endNs).toBe(at);
          expect(timeline.inputs()).toEqual([...past, { atNs: at, input: 5 }]);
          expect(timeline.checkpointTimes().every((ns) => ns <= at)).toBe(true);
          await play(timeline, branch);
          expect(toy.hash).toBe(direct(timeline.inputs(), timeline.endNs));
        }),
        { numRuns },
      );
    });

    test("a fork has the same past, and what happens to it does not happen to the original", async () => {
      await fc.assert(
        fc.asyncProperty(stretches, stretches, fc.nat(100), async (list, branch, share) => {
          const { toy, timeline } = await start();
          await play(timeline, list);
          const { hash } = toy;
          const end = timeline.endNs;
          const at = Math.floor((end * share) / 100);
          await timeline.seek(at);
          const original = {
            document: timeline.export(),
            hash: toy.hash,
            checkpoints: timeline.checkpointTimes(),
          };
          const forkToy = fresh();
          const fork = await timeline.fork(forkToy);
          expect([forkToy.hash, fork.nowNs, fork.endNs]).toEqual([toy.hash, at, at]);
          await play(fork, branch);
          expect(forkToy.hash).toBe(direct(fork.inputs(), fork.endNs));
          await fork.seek(0);
          expect({
            document: timeline.export(),
            hash: toy.hash,
            checkpoints: timeline.checkpointTimes(),
          }).toEqual(original);
          await timeline.advanceTo(end);
          expect(toy.hash).toBe(hash);
        }),
        { numRuns },
      );
    });

    test("operations that are called at once are done in turn", async () => {
      const { toy, timeline } = await start();
      const stamps = await Promise.all([
        timeline.advanceTo(50),
        timeline.input(3),
        timeline.advanceTo(80),
        timeline.input(4),
        timeline.seek(60),
        timeline.advanceTo(100),
      ]);
      expect(stamps).toEqual([50, 50, 80, 80, 60, 100]);
      const document = [
        { atNs: 50, input: 3 },
        { atNs: 80, input: 4 },
      ];
      expect(timeline.inputs()).toEqual(document);
      expect(toy.hash).toBe(direct(document, 100));
    });

    test("an advance stops between steps when it is told to, and goes on as if it had not", async () => {
      const { toy, timeline } = await start();
      let asked = 0;
      expect(await timeline.advanceTo(95, () => ++asked > 3)).toBe(30);
      expect(timeline.endNs).toBe(30);
      expect(await timeline.advanceTo(95, async () => false)).toBe(95);
      expect(toy.hash).toBe(direct([], 95));
      expect(await timeline.advanceTo(95, () => true)).toBe(95);
    });
  });
}

test("inputs of one moment keep their order, also when the moment is sought", async () => {
  const toy = new Toy();
  const timeline = await Timeline.start(toy, OPTIONS);
  for (const input of [1, 2]) await timeline.input(input);
  await timeline.advanceTo(50);
  await timeline.checkpoint();
  for (const input of [7, 8]) await timeline.input(input);
  await timeline.advanceTo(70);
  toy.log = [];
  await timeline.seek(50);
  expect(toy.log).toEqual(["50:7", "50:8"]);
  await timeline.input(9);
  toy.log = [];
  await timeline.seek(0);
  await timeline.seek(49);
  await timeline.advanceTo(60);
  expect(toy.log).toEqual(["0:1", "0:2", "50:7", "50:8", "50:9"]);
});

test("an input that the run refuses changes nothing", async () => {
  const toy = new Toy();
  const timeline = await Timeline.start(toy, OPTIONS);
  await timeline.input(1);
  await timeline.advanceTo(60);
  await timeline.seek(20);
  await expect(timeline.input(-1)).rejects.toThrow("no input -1");
  expect(timeline.export()).toEqual({ inputs: [{ atNs: 0, input: 1 }], endNs: 60 });
  expect(await timeline.advanceTo(60)).toBe(60);
});

describe("a document that cannot be", () => {
  const bad = [
    [{ inputs: [{ atNs: -1, input: 1 }], endNs: 5 }, "inputs[0].atNs is -1"],
    [
      {
        inputs: [
          { atNs: 3, input: 1 },
          { atNs: 2, input: 1 },
        ],
        endNs: 5,
      },
      "inputs[1].atNs is 2; it must be at least 3",
    ],
    [{ inputs: [{ atNs: 9, input: 1 }], endNs: 5 }, "endNs is 5"],
    [{ inputs: [], endNs: Number.NaN }, "endNs is NaN"],
    [{ inputs: [{ atNs: 9, input: -4 }], endNs: 50 }, "no input -4"],
  ] as const;
  test.each(bad)("%j is refused, and the run stays as it was", async (document, message) => {
    const toy = new Toy();
    const timeline = await Timeline.start(toy, OPTIONS);
    await play(timeline, [
      { ns: 30, input: 3 },
      { ns: 30, input: 4 },
    ]);
    await timeline.seek(40);
    const { hash } = toy;
    const before = timeline.export();
    await expect(timeline.replay(document)).rejects.toThrow(message);
    expect(timeline.export()).toEqual(before);
    expect([toy.hash, timeline.nowNs]).toEqual([hash, 40]);
    await timeline.advanceTo(73);
    expect(toy.hash).toBe(direct(before.inputs, 73));
  });
});

test("moments before the start and no moments are refused", async () => {
  const timeline = await Timeline.start(new Toy(), OPTIONS);
  await expect(timeline.seek(-1)).rejects.toThrow(RangeError);
  await expect(timeline.advanceTo(Number.NaN)).rejects.toThrow(RangeError);
  await expect(Timeline.start(new Toy(), { stepNs: 0 })).rejects.toThrow(RangeError);
});

test("a run that is not where it was sent is an error, not a wrong history", async () => {
  const toy = new Toy();
  toy.advanceTo = (toNs) => {
    toy.nowNs = toNs + 1;
  };
  const timeline = await Timeline.start(toy, OPTIONS);
  await expect(timeline.advanceTo(10)).rejects.toThrow("should be at 10 ns, it is at 11 ns");
  toy.load = () => undefined;
  await expect(timeline.seek(0)).rejects.toThrow("should be at 0 ns, it is at 11 ns");
});

/** Notices where it is stopped, as a guest does whose quantum ends there. */
class Sensitive extends Toy {
  override advanceTo(toNs: number): void {
    super.advanceTo(toNs);
    this.note(1);
  }
}

test("with aligned stops even a run that notices its stops repeats", async () => {
  const options = { ...OPTIONS, alignStops: true };
  const toy = new Sensitive();
  const timeline = await Timeline.start(toy, options);
  expect(await timeline.advanceTo(33)).toBe(40);
  await timeline.input(2);
  for (let ns = 41; ns < 200; ns += 7) await timeline.advanceTo(ns);
  const { hash } = toy;
  const other = new Sensitive();
  const replayed = await Timeline.start(other, options);
  await replayed.replay(timeline.export());
  expect(other.hash).toBe(hash);
  await timeline.seek(57);
  await timeline.advanceTo(200);
  expect(toy.hash).toBe(hash);
});
