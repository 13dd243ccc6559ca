/** Any record of a path lab, for properties of checks and measures. */
import fc from "fast-check";
import type { PathRun } from "../run/path-record";
import { FLOOR_NETWORKS } from "../vmm/floor";
import { IO_KINDS, ioWords } from "../vmm/io";
import { floorOf, looking, machine, runAfter } from "./path-fixtures";

const MOVING = ["db", "cache", "trade-1", "trade-2", "trade-3", "web-1", "web-2", "web-3"];
const who = fc.constantFrom(...MOVING);

const floorRun = fc
  .array(
    fc.oneof(
      fc.record({
        do: fc.constant("connect" as const),
        machine: who,
        network: fc.constantFrom(...FLOOR_NETWORKS),
      }),
      fc.record({ do: fc.constant("balloon" as const), machine: who, mib: fc.nat(600) }),
      fc.record({ do: fc.constant("power" as const), machine: who, on: fc.boolean() }),
      fc.record({ do: fc.constant("migrate" as const), machine: who, to: fc.constantFrom("old", "new") }),
    ),
    { maxLength: 12 },
  )
  .map((orders) =>
    runAfter(
      floorOf(
        { old: {}, new: {} },
        MOVING.map((name, index) =>
          machine(name, { host: index % 2 === 0 ? "old" : "new", balloonMiB: 100 }),
        ),
      ),
      ...orders,
    ),
  );

/** Making one takes longer than judging it: these are made once. */
const comparedRuns = IO_KINDS.flatMap((kind) =>
  (
    [
      ["native", "type2-virtio"],
      ["xen-pv", "xen-emulated"],
      ["kvm-vhost", undefined],
      ["kvm-sriov", "type2-emulated"],
    ] as const
  ).map(([left, right]) =>
    runAfter(looking(left, right, { io: { kind, bytes: ioWords[kind].usual }, inFlight: 4 })),
  ),
);

/** A record that some learner could have made: paths compared, or machines ordered about. */
export const anyPath: fc.Arbitrary<PathRun> = fc
  .constantFrom(...fc.sample(floorRun, { numRuns: 60, seed: 12 }), ...comparedRuns)
  .map(({ path }) => path!);
