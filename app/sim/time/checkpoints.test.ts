import { describe, expect, test } from "vitest";
import { Timeline } from "./timeline";
import { direct, Toy } from "./timeline-fixtures";

describe("checkpoints", () => {
  test("are bounded in number, keep the start and the newest, and lie further apart with age", async () => {
    const timeline = await Timeline.start(new Toy(), { stepNs: 10, checkpointNs: 10, maxCheckpoints: 16 });
    for (const end of [1000, 20_000]) {
      await timeline.advanceTo(end);
      const times = timeline.checkpointTimes();
      expect(times.length).toBe(16);
      expect([times[0], times.at(-1)]).toEqual([0, end]);
      for (let i = 1; i < times.length; i++) {
        // 16 geometric gaps over 2000 spacings would each be 0.66 of their age; thinning may leave twice that.
        const age = end - times[i]! + 10;
        expect(times[i]! - times[i - 1]!).toBeLessThanOrEqual(2 * age);
      }
    }
  });

  test("are bounded in bytes; only the start stays if no more fits", async () => {
    const roomy = await Timeline.start(new Toy(), { stepNs: 10, checkpointNs: 10, maxBytes: 450 });
    await roomy.advanceTo(500);
    expect(roomy.checkpointBytes()).toBe(400);
    expect(roomy.checkpointTimes().at(-1)).toBe(500);
    const toy = new Toy();
    const tight = await Timeline.start(toy, { stepNs: 10, checkpointNs: 10, maxBytes: 150 });
    await tight.advanceTo(500);
    expect(tight.checkpointTimes()).toEqual([0]);
    await tight.seek(300);
    expect(toy.hash).toBe(direct([], 300));
  });

  test("are taken again in a new branch and in a replay", async () => {
    const timeline = await Timeline.start(new Toy(), { stepNs: 10, checkpointNs: 100, maxCheckpoints: 100 });
    await timeline.advanceTo(1000);
    await timeline.seek(250);
    await timeline.input(1);
    await timeline.advanceTo(450);
    expect(timeline.checkpointTimes()).toEqual([0, 100, 200, 300, 400]);
    await timeline.replay({ inputs: [], endNs: 250 });
    expect(timeline.checkpointTimes()).toEqual([0, 100, 200]);
  });

  test("spare the replay: a seek goes back no further than the one before it", async () => {
    const toy = new Toy();
    const timeline = await Timeline.start(toy, { stepNs: 10, checkpointNs: 100, maxCheckpoints: 100 });
    await timeline.advanceTo(1000);
    const stops: number[] = [];
    const advance = toy.advanceTo.bind(toy);
    toy.advanceTo = (toNs) => {
      stops.push(toNs);
      return advance(toNs);
    };
    await timeline.seek(725);
    expect(stops).toEqual([710, 720, 725]);
    // From here it is nearer than from the checkpoint at 700.
    await timeline.seek(735);
    expect(stops.slice(3)).toEqual([730, 735]);
    await timeline.seek(105);
    expect(stops.slice(5)).toEqual([105]);
    // The checkpoint at 900 is nearer than 105.
    await timeline.seek(915);
    expect(stops.slice(6)).toEqual([910, 915]);
  });
});
