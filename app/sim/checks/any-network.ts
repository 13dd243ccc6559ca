/** Any record of a network lab, for properties of checks and measures. */
import fc from "fast-check";
import type { NetworkExchange, NetworkRun } from "../run/network-record";
import { CHOICE, HOUSE } from "./lesson-15";
import { answerOf, exchangeOf, guestOf, hostOf, roundTrips } from "./network-fixtures";

const bytes = fc.constantFrom(0, 100, 30_000, 70_000);
const count = bytes.map((all) => ({ frames: Math.ceil(all / 1400), bytes: all }));
const answer = fc
  .record({ stdout: fc.constantFrom("", roundTrips(20), "65536\n"), status: fc.constantFrom(0, 1) })
  .map(({ stdout, status }) => answerOf(stdout, status));
const common = { sent: count, received: count, lost: fc.nat(2), answer };

const guest = fc
  .record({
    ...common,
    exits: fc.dictionary(
      fc.constantFrom("mmio", "pit", "virtio-net", "uart1", "__proto__"),
      fc.record({ reads: fc.constantFrom(0, 100, 7_000), writes: fc.constantFrom(0, 100, 7_000) }),
    ),
  })
  .map(guestOf);
const host = fc.record({ ...common, bridged: count }).map(hostOf);

export const anyExchange: fc.Arbitrary<NetworkExchange> = fc
  .tuple(
    fc.dictionary(fc.constantFrom("a", "b", "guest", "host", "__proto__"), fc.oneof(guest, host)),
    fc.nat(3),
  )
  .map(([machines, turns]) => exchangeOf(machines, turns));

export const anyNetwork: fc.Arbitrary<NetworkRun> = fc.record({
  setup: fc.constantFrom(CHOICE, HOUSE, "other"),
  seed: fc.constant(1),
  exchanges: fc.array(anyExchange, { maxLength: 3 }),
});
