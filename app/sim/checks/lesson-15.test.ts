import { describe, expect, it, test } from "vitest";
import type { ExchangeMachine, NetworkExchange } from "../run/network-record";
import { emptyRun, type LabRun } from "../run/record";
import { BYTES_TO_CARRY, CHOICE, fewTrips, HOUSE, MOST_EXITS, PAGE_BYTES, stayInside } from "./lesson-15";
import { talkMeasures } from "./lesson-15-measures";
import { answerOf, exchangeOf, guestOf, hostOf, networkRunOf, roundTrips } from "./network-fixtures";
import type { Check } from "./verdict";

const said = (check: Check, run: LabRun) => {
  const { marks, hint } = check(run);
  return [marks.filter(({ passed }) => passed).map(({ id }) => id), hint?.code];
};

const reads = (device: string, count: number) => ({ [device]: { reads: count, writes: 0 } });
const frames = (bytes: number) => ({ frames: Math.ceil(bytes / 1400), bytes });

describe("few trips", () => {
  const choice = (...exchanges: readonly NetworkExchange[]) => networkRunOf(CHOICE, ...exchanges);
  const inFrames = (there: number, back: number, exits: number) =>
    exchangeOf({
      a: guestOf({ sent: frames(there), exits: reads("virtio-net", exits) }),
      b: guestOf({ sent: frames(back) }),
    });
  const inMemory = (words: number, turns: number, timer: number) => {
    const exits = { mmio: { reads: 90_000, writes: words }, ...reads("pit", timer) };
    return exchangeOf({ a: guestOf({ exits }), b: guestOf({ exits }) }, turns);
  };

  it.each([
    ["another lab", emptyRun("test"), [[], "not-set-up"]],
    ["another set-up", networkRunOf("Two VMs on a switch", inFrames(90_000, 90_000, 1)), [[], "not-set-up"]],
    ["nothing was run", choice(), [[], "nothing-yet"]],
    ["too little", choice(inFrames(100, 100, 10)), [[], "too-few-bytes"]],
    ["a download", choice(inFrames(BYTES_TO_CARRY, 700, 10)), [[], "one-way"]],
    ["many small ones", choice(inFrames(90_000, 90_000, MOST_EXITS + 1)), [["carried"], "too-many"]],
    [
      "what came nearest counts",
      choice(inFrames(90_000, 90_000, 999), inFrames(1, 1, 1)),
      [["carried"], "too-many"],
    ],
    ["written, and never answered", choice(inMemory(90_000, 1, 0)), [[], "too-few-bytes"]],
    ["a timer that rings often", choice(inMemory(90_000, 40, MOST_EXITS)), [["carried"], "too-many"]],
  ])("%s", (_name, run, expected) => {
    expect(said(fewTrips, run)).toEqual(expected);
  });

  it.each([
    ["in frames", inFrames(BYTES_TO_CARRY, BYTES_TO_CARRY, MOST_EXITS)],
    ["in memory, whose accesses do not count", inMemory(BYTES_TO_CARRY / 4, 2, MOST_EXITS / 2)],
  ])("passes %s", (_name, exchange) => {
    expect(fewTrips(choice(exchange)).passed).toBe(true);
  });

  it("leaves out the consoles by which the scripts come", () => {
    const exits = { uart1: { reads: 9999, writes: 9999 }, "virtio-console": { reads: 9999, writes: 0 } };
    const both = { sent: frames(90_000), exits };
    expect(fewTrips(choice(exchangeOf({ a: guestOf(both), b: guestOf(both) }))).passed).toBe(true);
  });
});

describe("stay inside", () => {
  const house = (...exchanges: readonly NetworkExchange[]) => networkRunOf(HOUSE, ...exchanges);
  const page = frames(PAGE_BYTES + 4_000);
  const inside = (over: Partial<ExchangeMachine> = {}) =>
    exchangeOf({ guest: guestOf(), host: hostOf({ answer: answerOf(""), bridged: page, ...over }) });
  const outside = (lost: number, status = 0) =>
    exchangeOf({
      guest: guestOf({ answer: answerOf("", status), received: page, sent: frames(2_000), lost }),
      host: hostOf({ bridged: page, sent: page }),
    });

  it.each([
    ["another lab", emptyRun("test"), [[], "not-set-up"]],
    ["nothing was run", house(), [[], "nothing-yet"]],
    ["another page", house(inside({ bridged: frames(300) })), [[], "not-whole"]],
    ["a fetch that failed", house(inside({ answer: answerOf("", 1) })), [[], "not-whole"]],
    ["a neighbour who chats with others", house(inside({ sent: frames(10) })), [[], "left-the-house"]],
    ["only the guest", house(outside(7)), [["outside"], "left-the-house"]],
    ["only a neighbour", house(inside()), [["inside"], "only-inside"]],
    ["the guest's fetch failed", house(inside(), outside(7, 1)), [["inside"], "only-inside"]],
    ["a cable that loses nothing", house(inside(), outside(0)), [["inside"], "nothing-lost"]],
  ])("%s", (_name, run, expected) => {
    expect(said(stayInside, run)).toEqual(expected);
  });

  it("passes in either order", () => {
    expect(stayInside(house(inside(), outside(1))).passed).toBe(true);
    expect(stayInside(house(outside(1), inside())).passed).toBe(true);
  });
});

test("measures are of the kept ping-pong, the accesses to shared memory apart", () => {
  const exits = {
    mmio: { reads: 40, writes: 20 },
    pit: { reads: 0, writes: 80 },
    uart1: { reads: 9, writes: 9 },
  };
  const run: LabRun = {
    ...emptyRun("test"),
    keptExchanges: {
      "talk-shared": exchangeOf({
        a: guestOf({ answer: answerOf(roundTrips(9, "66.640")), exits }),
        b: guestOf({ answer: answerOf("neighbour: 9 rounds answered\n"), exits }),
      }),
      "talk-virtio": exchangeOf({ a: guestOf({ answer: answerOf("neighbour: no answer\n", 1) }) }),
    },
  };
  const value = (id: string) => talkMeasures[id]?.(run)?.value;
  expect(value("talk-shared-exits")).toBe(16);
  expect(value("talk-shared-accesses")).toBe(12);
  expect(value("talk-shared-us")).toBe(66.6);
  expect(value("talk-virtio-exits")).toBeUndefined();
  expect(value("talk-virtio-factor")).toBeUndefined();
});
