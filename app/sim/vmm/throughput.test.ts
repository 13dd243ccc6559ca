import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrangementById, arrangements } from "./arrangements";
import { modelledRows } from "./modelled-rows";
import { pathOf } from "./path";
import { bulk } from "./throughput";

const at = (id: string) => arrangementById(id)!;
const MIB = 1 << 20;

describe("bulk transfers", () => {
  test("one request at a time takes its path, to the nanosecond", () => {
    for (const arrangement of arrangements) {
      const io = { kind: "disk-read", bytes: 65_536 } as const;
      const { requestNs } = bulk(io, arrangement, 1);
      expect(Math.abs(requestNs - pathOf(io, arrangement).totalNs.value), arrangement.id).toBeLessThan(1);
    }
  });

  test("C-F5: a stream over vhost keeps 99 % of the wire", () => {
    for (const kind of ["packet-out", "packet-in"] as const) {
      const stream = (id: string) => bulk({ kind, bytes: 1514 }, at(id), 44).mbPerSecond;
      expect(stream("kvm-vhost") / stream("native"), kind).toBeGreaterThanOrEqual(0.99);
      expect(stream("kvm-emulated") / stream("native"), kind).toBeLessThan(0.1);
    }
  });

  test("C-F6: QEMU's work on reads of 1 MiB leaves room for the 801.9 MB/s that were measured", () => {
    const { busyMsPerMiB } = bulk({ kind: "disk-read", bytes: MIB }, at("kvm-virtio"), 32);
    expect(MIB / 1000 / busyMsPerMiB.value).toBeGreaterThan(801.9);
  });

  test("more in flight is never slower, and never needs more exits for a MiB; an emulated device has no queue", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...arrangements),
        fc.constantFrom("disk-read", "packet-out", "packet-in"),
        fc.integer({ min: 1, max: 63 }),
        (arrangement, kind, inFlight) => {
          const io = { kind, bytes: kind === "disk-read" ? 4096 : 1514 } as const;
          const [few, more] = [bulk(io, arrangement, inFlight), bulk(io, arrangement, inFlight + 1)];
          expect(more.requestNs).toBeLessThanOrEqual(few.requestNs * 1.001);
          expect(more.exits).toBeLessThanOrEqual(few.exits);
          if (arrangement.interface === "emulated") expect(more.exits).toBe(few.exits);
        },
      ),
    );
  });

  test("the disk is the limit where nothing else is: 301,182 reads of 4 KiB a second with 32 in flight", () => {
    const perSecond = 1e9 / bulk({ kind: "disk-read", bytes: 4096 }, at("native"), 32).requestNs;
    expect(perSecond).toBeLessThanOrEqual(301_182 * 1.01);
  });

  test.each([0, -1, 1.5, 1025, Number.NaN])("%d in flight is refused", (inFlight) => {
    expect(() => bulk({ kind: "disk-read", bytes: 4096 }, at("native"), inFlight)).toThrow(/in flight/);
  });
});

describe("modelled rows", () => {
  test("name passthrough, posted interrupts and a virtual function, and are modelled throughout", () => {
    const rows = modelledRows({ kind: "disk-read", bytes: 4 * MIB });
    expect(rows.map(({ arrangement }) => arrangement)).toEqual([
      "kvm-passthrough",
      "kvm-posted",
      "kvm-sriov",
    ]);
    for (const { exits, interrupts, virtualNs } of rows)
      for (const figure of [exits, interrupts, virtualNs]) expect(figure.origin.kind).toBe("modelled");
    expect(rows.map(({ exits }) => exits.value)).toEqual([96, 32, 32]);
  });

  test("a size that its requests do not divide is read to the end", () => {
    const [row] = modelledRows({ kind: "disk-write", bytes: 3 * 128 * 1024 + 512 });
    expect(row?.interrupts.value).toBe(4);
  });

  test("1,000 pings cost 1,000 times one", () => {
    const [one] = modelledRows({ kind: "ping", count: 1 });
    const [all] = modelledRows({ kind: "ping", count: 1000 });
    expect(all?.virtualNs.value).toBeCloseTo(1000 * one!.virtualNs.value, 3);
    expect(all?.exits.value).toBe(1000 * one!.exits.value);
  });

  test("a stream takes at least its time on the wire, and fewer exits the more frames share an interrupt", () => {
    const [each] = modelledRows({ kind: "net-receive", bytes: 4 * MIB });
    const [shared] = modelledRows({ kind: "net-receive", bytes: 4 * MIB, inFlight: 16 });
    expect(shared!.exits.value * 10).toBeLessThan(each!.exits.value);
    expect(shared!.virtualNs.value / 1e9).toBeGreaterThan((4 * MIB * 8) / 10e9);
  });

  test.each([
    [{ kind: "ping", count: 0 }, /amount/],
    [{ kind: "disk-read", bytes: 1000 }, /multiple of 512/],
    [{ kind: "disk-read", bytes: 4096, requestBytes: 7 }, /multiple of 512/],
  ] as const)("%j is refused", (workload, words) => {
    expect(() => modelledRows(workload)).toThrow(words);
  });
});
