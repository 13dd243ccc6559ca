import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nsPerExit } from "../figures/host";
import * as cost from "../figures/paths";
import * as felter from "../figures/published/felter-2015";
import type { ExitsByDevice } from "../run/record";
import { type Arrangement, arrangementById, arrangements, servedBy } from "./arrangements";
import { heldRows } from "./held-against";
import { IO_KINDS, type Io, ioWords } from "./io";
import { pathOf } from "./path";

const at = (id: string): Arrangement => {
  const found = arrangementById(id);
  if (found === undefined) throw new Error(id);
  return found;
};
const totalUs = (io: Io, id: string): number => pathOf(io, at(id)).totalNs.value / 1000;
const read = (bytes: number): Io => ({ kind: "disk-read", bytes });

/** A request of 100 bytes comes in, an answer of 200 goes out; headers of 54. */
const roundTripUs = (id: string): number =>
  totalUs({ kind: "packet-in", bytes: 154 }, id) + totalUs({ kind: "packet-out", bytes: 254 }, id);

const anyIo: fc.Arbitrary<Io> = fc.constantFrom(...IO_KINDS).chain((kind) => {
  const { least, most, step } = ioWords[kind];
  return fc.integer({ min: least / step, max: most / step }).map((n) => ({ kind, bytes: n * step }));
});
const anyArrangement = fc.constantFrom(...arrangements);

describe("held against published rows", () => {
  test("C-F4: nothing is fitted to the round trip over virtio and vhost", () => {
    expect(roundTripUs("native")).toBeCloseTo(felter.nativeRoundTrip.value, 6);
    const rows = heldRows().filter(({ fitted }) => !fitted);
    expect(rows.map(({ published, toleranceUs }) => [published.value, toleranceUs])).toEqual([[30.36, 3]]);
  });

  test.each(heldRows())("C-F4, C-FC4: $what", ({ modelled, published, toleranceUs }) => {
    expect(toleranceUs).toBeLessThanOrEqual(Math.max(3, 0.15 * published.value));
    expect(Math.abs(modelled.value - published.value)).toBeLessThanOrEqual(toleranceUs);
  });

  test("bare metal takes what was published", () => {
    expect(totalUs(read(4096), "native")).toBeCloseTo(1e6 / 16_473, 6);
    expect(totalUs(read(128 * 1024), "native")).toBeCloseTo(1e6 / 4_739, 6);
  });

  test("an exit costs what the lab charges for one, in two parts; one that goes to a program, gVisor's round trip", () => {
    const exit = cost.directExitNs.value + cost.indirectExitNs.value;
    expect(exit).toBe(nsPerExit.value);
    expect(exit + cost.userHandlingNs.value).toBe(5655);
  });
});

describe("any path", () => {
  test("its total is the sum of its steps, and so are its counts", () => {
    fc.assert(
      fc.property(anyIo, anyArrangement, (io, arrangement) => {
        const path = pathOf(io, arrangement);
        const sum = (of: (step: (typeof path.steps)[number]) => number) =>
          path.steps.reduce((all, step) => all + of(step), 0);
        expect(path.totalNs.value).toBeCloseTo(
          sum(({ cost: c }) => c.value),
          6,
        );
        expect(path.exits.value).toBe(sum(({ exits }) => exits.value));
        expect(path.copies).toBe(sum(({ copies }) => copies));
        expect(path.busyNs.value).toBeLessThanOrEqual(path.totalNs.value + 1e-9);
      }),
    );
  });

  test("no step costs less than nothing, and each says why it costs what it does", () => {
    fc.assert(
      fc.property(anyIo, anyArrangement, (io, arrangement) => {
        for (const step of pathOf(io, arrangement).steps) {
          expect(step.cost.value, `${step.who}: ${step.what}`).toBeGreaterThanOrEqual(0);
          if (step.cost.origin.kind !== "modelled") throw new Error("a cost is modelled");
          expect(step.cost.origin.from.length > 0 || step.cost.value === 0).toBe(true);
        }
      }),
    );
  });

  test("begins and ends with who asked, except where a device does", () => {
    for (const kind of IO_KINDS.filter((k) => k.startsWith("disk") || k === "clock-read"))
      for (const arrangement of arrangements) {
        const { steps } = pathOf({ kind, bytes: ioWords[kind].usual }, arrangement);
        expect([steps[0]?.who, steps.at(-1)?.who], arrangement.id).toEqual(["program", "program"]);
      }
  });

  test("more bytes never cost less, nor need fewer exits", () => {
    const two = anyIo.chain((io) =>
      fc.tuple(
        fc.constant(io),
        anyIo.filter(({ kind, bytes }) => kind === io.kind && bytes >= io.bytes),
      ),
    );
    fc.assert(
      fc.property(two, anyArrangement, ([small, large], arrangement) => {
        const [less, more] = [pathOf(small, arrangement), pathOf(large, arrangement)];
        expect(more.totalNs.value).toBeGreaterThanOrEqual(less.totalNs.value - 1e-6);
        expect(more.exits.value).toBeGreaterThanOrEqual(less.exits.value);
      }),
      { numRuns: 40 },
    );
  });
});

describe("arrangements among themselves", () => {
  const sameIo = anyIo;
  const exitsOf = (io: Io, id: string) => pathOf(io, at(id)).exits.value;

  test("passthrough and virtual functions never have more exits than emulation or virtio, nor fewer than no boundary", () => {
    fc.assert(
      fc.property(sameIo, fc.constantFrom("kvm-passthrough", "kvm-posted", "kvm-sriov"), (io, id) => {
        expect(exitsOf(io, id)).toBeLessThanOrEqual(exitsOf(io, "kvm-emulated"));
        if (io.kind.startsWith("disk"))
          expect(exitsOf(io, id)).toBeLessThanOrEqual(exitsOf(io, "kvm-virtio"));
        expect(exitsOf(io, "native")).toBe(0);
      }),
    );
  });

  test("every guest pays at least what a process pays; posted interrupts never cost more", () => {
    fc.assert(
      fc.property(sameIo, anyArrangement, (io, arrangement) => {
        const total = pathOf(io, arrangement).totalNs.value;
        expect(total).toBeGreaterThanOrEqual(pathOf(io, at("native")).totalNs.value - 1e-6);
      }),
    );
    for (const kind of IO_KINDS) {
      const io = { kind, bytes: ioWords[kind].usual };
      expect(totalUs(io, "kvm-posted"), kind).toBeLessThanOrEqual(totalUs(io, "kvm-passthrough"));
    }
  });

  test("only the split driver and Xen's device models go through a driver domain, only type 2 and KVM through the host's kernel", () => {
    for (const arrangement of arrangements.filter(({ host }) => host !== "native" && host !== "container")) {
      const worlds = new Set(pathOf(read(4096), arrangement).steps.map(({ world }) => world));
      expect(worlds.has("hypervisor"), arrangement.id).toBe(arrangement.host === "xen");
      expect(worlds.has("driver-domain"), arrangement.id).toBe(
        arrangement.host === "xen" && arrangement.interface !== "hardware",
      );
      expect(worlds.has("host-kernel"), arrangement.id).toBe(arrangement.host !== "xen");
    }
  });

  test("consoles and clocks are not handed out, and the path says so", () => {
    expect(servedBy(at("kvm-sriov"), "console-line").note).toContain("kvm-virtio");
    expect(servedBy(at("kvm-sriov"), "disk-read").note).toBeUndefined();
    expect(exitsOf({ kind: "console-line", bytes: 65 }, "xen-sriov")).toBe(
      exitsOf({ kind: "console-line", bytes: 65 }, "xen-pv"),
    );
  });
});

describe("counts of a run", () => {
  const line: Io = { kind: "console-line", bytes: 65 };

  test("the driver's way of working agrees with what our guest was counted at", () => {
    const both = (io: Io, id: string) => {
      const { steps } = pathOf(io, at(id));
      return steps.filter(({ what }) => /write|read/.test(what)).map(({ exits }) => exits.value);
    };
    expect(both(line, "kvm-emulated").filter((n) => n > 0)).toEqual([69, 19]);
    expect(both({ kind: "console-byte", bytes: 1 }, "kvm-emulated").filter((n) => n > 0)).toEqual([3, 5]);
    expect(both({ kind: "packet-out", bytes: 1042 }, "kvm-emulated").filter((n) => n > 0)).toEqual([279, 5]);
    expect(both({ kind: "packet-in", bytes: 1042 }, "kvm-emulated").filter((n) => n > 1)).toEqual([290]);
  });

  test("replace the modelled ones, for the device that the path drives, and only there", () => {
    const exits: ExitsByDevice = {
      uart0: { reads: 950, writes: 3450 },
      "virtio-console": { reads: 50, writes: 100 },
      pit: { reads: 7, writes: 512 },
    };
    const counted = { exits, operations: 50 };
    const emulated = pathOf(line, at("kvm-emulated"), counted);
    expect(
      emulated.steps.filter(({ exits: e }) => e.origin.kind === "measured").map((s) => s.exits.value),
    ).toEqual([69, 19]);
    const virtio = pathOf(line, at("kvm-virtio"), counted);
    expect(
      virtio.steps.filter(({ exits: e }) => e.origin.kind === "measured").map((s) => s.exits.value),
    ).toEqual([2, 1]);
    expect(pathOf(read(4096), at("kvm-virtio"), counted)).toEqual(pathOf(read(4096), at("kvm-virtio")));
    expect(pathOf(line, at("native"), counted)).toEqual(pathOf(line, at("native")));
  });

  test("more exits never cost less", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("kvm-emulated", "xen-emulated", "type2-emulated"),
        fc.nat(10_000),
        fc.nat(10_000),
        fc.nat(10_000),
        (id, reads, writes, more) => {
          const path = (extra: number) =>
            pathOf(line, at(id), {
              exits: { uart0: { reads: reads + extra, writes: writes + extra } },
              operations: 10,
            });
          expect(path(more).totalNs.value).toBeGreaterThanOrEqual(path(0).totalNs.value);
          expect(path(more).exits.value).toBeCloseTo(path(0).exits.value + (2 * more) / 10, 6);
        },
      ),
    );
  });
});

test.each([
  [{ kind: "disk-read", bytes: 100 }, /multiple of 512/],
  [{ kind: "disk-read", bytes: -512 }, /multiple of 512/],
  [{ kind: "packet-in", bytes: 9000 }, /60 to 1,514/],
  [{ kind: "console-line", bytes: Number.NaN }, /2 to 4,096/],
] as const)("%j is refused", (io, words) => {
  expect(() => pathOf(io, at("native"))).toThrow(words);
});
