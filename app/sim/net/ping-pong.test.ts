import { expect, it } from "vitest";
import type { NetworkExchange } from "../run/network-record";
import { accessesEach, exitsEach, pingPongOf } from "./ping-pong";

const NONE = { frames: 0, bytes: 0 };

const exchangeSaying = (stdout: string): NetworkExchange => ({
  virtualNs: 1e6,
  turns: 0,
  machines: {
    b: {
      exits: { mmio: { reads: 10, writes: 10 } },
      instructions: 1000,
      sent: { frames: 3, bytes: 200 },
      received: NONE,
      lost: 0,
    },
    a: {
      answer: { script: "", stdout, stderr: "", status: 0 },
      exits: {
        mmio: { reads: 10, writes: 0 },
        uart1: { reads: 500, writes: 500 },
        pit: { reads: 0, writes: 30 },
      },
      instructions: 2000,
      sent: { frames: 4, bytes: 300 },
      received: NONE,
      lost: 0,
    },
  },
});

it("adds up both ends without their consoles, whatever program says how long it took", () => {
  const trips = pingPongOf(
    exchangeSaying("neighbour: 9 rounds of 64 bytes, 12.050 us a round trip, 30 looks, 0 sent again\n"),
  )!;
  expect(trips).toEqual({
    rounds: 9,
    bytes: 64,
    roundTripUs: 12.05,
    exits: { mmio: { reads: 20, writes: 10 }, pit: { reads: 0, writes: 30 } },
    instructions: 3000,
    frames: 7,
  });
  expect([exitsEach(trips), accessesEach(trips)]).toEqual([6, 3]);
  const ping =
    "PING 172.17.0.3 (172.17.0.3): 8 data bytes\n\n--- 172.17.0.3 ping statistics ---\n21 packets transmitted, 20 packets received, 4% packet loss\nround-trip min/avg/max = 0.010/0.018/0.050 ms\n";
  expect(pingPongOf(exchangeSaying(ping))).toMatchObject({ rounds: 20, bytes: 8, roundTripUs: 18 });
});

it("knows of no round trip where none came back", () => {
  for (const said of [
    "",
    "neighbour: no answer: does the neighbour run pong?\n",
    "5 packets transmitted, 0 packets received\n",
  ])
    expect(pingPongOf(exchangeSaying(said))).toBeUndefined();
});
