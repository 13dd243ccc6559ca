/** Records of a network for tests of checks and measures: an exchange in a few lines. */
import type { ExchangeMachine, NetworkExchange } from "../run/network-record";
import { emptyRun, type LabRun } from "../run/record";

const NONE = { frames: 0, bytes: 0 };

/** A real guest that has done nothing. */
export const guestOf = (over: Partial<ExchangeMachine> = {}): ExchangeMachine => ({
  exits: {},
  instructions: 0,
  sent: NONE,
  received: NONE,
  lost: 0,
  ...over,
});

/** A machine with the simulated kernel that has done nothing. */
export const hostOf = (over: Partial<ExchangeMachine> = {}): ExchangeMachine => ({
  calls: 0,
  sent: NONE,
  received: NONE,
  lost: 0,
  bridged: NONE,
  ...over,
});

export const answerOf = (stdout: string, status = 0): NonNullable<ExchangeMachine["answer"]> => ({
  script: "script",
  stdout,
  stderr: "",
  status,
});

export const exchangeOf = (machines: NetworkExchange["machines"], turns = 0): NetworkExchange => ({
  virtualNs: 1e6,
  machines,
  turns,
});

export const networkRunOf = (setup: string, ...exchanges: readonly NetworkExchange[]): LabRun => ({
  ...emptyRun("test"),
  network: { setup, seed: 1, exchanges },
});

/** What guests/neighbour says. */
export const roundTrips = (rounds: number, us = "50.000"): string =>
  `neighbour: ${rounds} rounds of 0 bytes, ${us} us a round trip, 0 looks, 0 sent again\n`;

/** A run that holds every exchange that lesson 15 keeps. */
export const everyNetworkRun = (): LabRun => ({
  ...emptyRun("test"),
  keptExchanges: Object.fromEntries(
    ["ne2k", "ne2k-big", "virtio", "virtio-big", "bridge", "shared", "shared-slow"].map((path) => [
      `talk-${path}`,
      exchangeOf({
        a: guestOf({ answer: answerOf(roundTrips(9)), exits: { mmio: { reads: 10, writes: 10 } } }),
      }),
    ]),
  ),
});
