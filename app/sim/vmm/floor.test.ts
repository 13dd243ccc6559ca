import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  FLOOR_NETWORKS,
  type Floor,
  type FloorMachine,
  type FloorOrder,
  freeMiB,
  give,
  hasHardware,
  MOST_ORDERS,
} from "./floor";

const machine = (name: string, change: Partial<FloorMachine> = {}): FloorMachine => ({
  name,
  host: "a",
  on: true,
  memoryMiB: 1000,
  needsMiB: 400,
  balloonMiB: 500,
  network: "kvm-vhost",
  stops: 0,
  ...change,
});
const host = (name: string) => ({
  name,
  memoryMiB: 2500,
  reservedMiB: 500,
  hasIommu: true,
  virtualFunctions: 1,
});
const floor = (...machines: readonly FloorMachine[]): Floor => ({
  hosts: [host("a"), host("b")],
  machines,
  orders: [],
});
const told = (begin: Floor, ...orders: readonly FloorOrder[]): Floor => orders.reduce(give, begin);
const refusedLast = ({ orders }: Floor) => orders.at(-1)?.refused;
const named = ({ machines }: Floor, name: string) => machines.find((one) => one.name === name);

const three = floor(machine("x"), machine("y"), machine("z"));

describe("a floor of hosts and machines", () => {
  test("what is handed out pins all memory: the balloon first, and then there has to be room", () => {
    const connect = { do: "connect", machine: "x", network: "kvm-sriov" } as const;
    expect(refusedLast(give(three, connect))?.why).toContain("balloon");
    const deflated = told(three, { do: "balloon", machine: "x", mib: 0 }, connect);
    expect(refusedLast(deflated)).toBeUndefined();
    expect(named(deflated, "x")).toMatchObject({ network: "kvm-sriov", balloonMiB: 0 });
    expect(freeMiB(deflated, host("a"))).toBe(0);
    expect(refusedLast(give(deflated, { do: "balloon", machine: "x", mib: 100 }))?.why).toContain("balloon");
    expect(refusedLast(give(deflated, { do: "balloon", machine: "y", mib: 0 }))?.why).toMatch(
      /1000 MiB, and a has 500 left/,
    );
  });

  test("a machine that is not pinned, and so counted by what it holds, leaves no room for one that is", () => {
    const tight = floor(machine("x", { balloonMiB: 0 }), machine("y"), machine("z", { on: false }));
    const grown = told(
      tight,
      { do: "resize", machine: "z", mib: 600 },
      { do: "connect", machine: "z", network: "kvm-posted" },
    );
    const started = give(grown, { do: "power", machine: "z", on: true });
    expect(refusedLast(started)?.why).toMatch(/overcommitted/);
    expect(named(started, "z")?.on).toBe(false);
    const room = give(grown, { do: "balloon", machine: "x", mib: 200 });
    expect(named(give(room, { do: "power", machine: "z", on: true }), "z")?.on).toBe(true);
  });

  test("a card as a whole has one owner, a function one each; the next is refused and the owner keeps it", () => {
    const all = [machine("x", { balloonMiB: 0, memoryMiB: 500 }), machine("y", { balloonMiB: 0 })];
    const whole = give(floor(...all), { do: "connect", machine: "y", network: "kvm-passthrough" });
    const second = give(whole, { do: "connect", machine: "x", network: "kvm-sriov" });
    expect(refusedLast(second)?.why).toMatch(/card of a belongs to y as a whole/);
    expect(second.machines.map(({ network }) => network)).toEqual(["kvm-vhost", "kvm-passthrough"]);
    const changed = give(whole, { do: "connect", machine: "y", network: "kvm-sriov" });
    expect(refusedLast(changed)).toBeUndefined();
    expect(refusedLast(give(changed, { do: "connect", machine: "x", network: "kvm-sriov" }))?.why).toMatch(
      /all are in use/,
    );
  });

  test("live migration: not with hardware, whatever the other host has; and only where there is room", () => {
    const held = floor(
      machine("x", { balloonMiB: 0, network: "kvm-sriov" }),
      machine("y", { host: "b", balloonMiB: 0, network: "kvm-sriov" }),
      machine("z", { host: "b" }),
    );
    const move = { do: "migrate", machine: "x", to: "b" } as const;
    expect(refusedLast(give(held, move))?.why).toMatch(/another host while it runs/);
    const freed = give(held, { do: "connect", machine: "x", network: "kvm-virtio" });
    expect(refusedLast(give(freed, move))?.why).toMatch(/1000 MiB, and b has 500 left/);
    const moved = told(freed, { do: "balloon", machine: "x", mib: 500 }, move);
    expect(named(moved, "x")).toMatchObject({ host: "b", on: true, stops: 0 });
  });

  test("a machine that is off moves as it is, and is asked again when it is switched on", () => {
    const cold = told(
      floor(
        machine("x", { balloonMiB: 0, network: "kvm-sriov" }),
        machine("y", { host: "b", balloonMiB: 0, network: "kvm-sriov" }),
      ),
      { do: "power", machine: "x", on: false },
      { do: "migrate", machine: "x", to: "b" },
    );
    expect(named(cold, "x")).toMatchObject({ host: "b", stops: 1 });
    expect(refusedLast(give(cold, { do: "power", machine: "x", on: true }))?.why).toMatch(/all are in use/);
  });

  test("programs keep what they use, whoever asks", () => {
    expect(refusedLast(give(three, { do: "balloon", machine: "x", mib: 601 }))?.instead).toContain("600 MiB");
    expect(refusedLast(give(three, { do: "resize", machine: "x", mib: 800 }))?.why).toContain("runs with");
    const off = give(three, { do: "power", machine: "x", on: false });
    expect(named(off, "x")).toMatchObject({ balloonMiB: 0, stops: 1 });
    expect(refusedLast(give(off, { do: "resize", machine: "x", mib: 399 }))?.why).toContain("use 400 MiB");
    expect(refusedLast(give(off, { do: "balloon", machine: "x", mib: 1 }))?.why).toContain("off");
  });

  test("without an IOMMU nothing is handed out", () => {
    const bare = { ...floor(machine("x", { balloonMiB: 0 })), hosts: [{ ...host("a"), hasIommu: false }] };
    expect(
      refusedLast(give(bare, { do: "connect", machine: "x", network: "kvm-passthrough" }))?.why,
    ).toContain("IOMMU");
  });

  test("a machine or a host that is not there is an error", () => {
    expect(() => give(three, { do: "power", machine: "w", on: true })).toThrow(/no machine w/);
    expect(() => give(three, { do: "migrate", machine: "x", to: "c" })).toThrow(/no host c/);
  });

  test("whatever is ordered: no host gives more memory than it has, nor more functions; nobody with hardware has a balloon", () => {
    const who = fc.constantFrom("x", "y", "z");
    const mib = fc.integer({ min: 0, max: 1500 });
    const order: fc.Arbitrary<FloorOrder> = fc.oneof(
      fc.record({
        do: fc.constant("connect" as const),
        machine: who,
        network: fc.constantFrom(...FLOOR_NETWORKS),
      }),
      fc.record({ do: fc.constant("balloon" as const), machine: who, mib }),
      fc.record({ do: fc.constant("resize" as const), machine: who, mib }),
      fc.record({ do: fc.constant("power" as const), machine: who, on: fc.boolean() }),
      fc.record({ do: fc.constant("migrate" as const), machine: who, to: fc.constantFrom("a", "b") }),
    );
    fc.assert(
      fc.property(fc.array(order, { maxLength: 60 }), (orders) => {
        const end = told(three, ...orders);
        expect(end.orders).toHaveLength(Math.min(orders.length, MOST_ORDERS));
        for (const at of end.hosts) {
          expect(freeMiB(end, at)).toBeGreaterThanOrEqual(0);
          const holders = end.machines.filter((one) => one.on && one.host === at.name && hasHardware(one));
          expect(holders.length).toBeLessThanOrEqual(1);
          for (const one of holders) expect(one.balloonMiB).toBe(0);
        }
        for (const one of end.machines)
          expect(one.memoryMiB - one.balloonMiB).toBeGreaterThanOrEqual(one.needsMiB);
      }),
    );
  });
});
