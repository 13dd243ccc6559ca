import { describe, expect, it } from "vitest";
import { containerStart } from "@/app/sim/checks/lesson-01-fixtures";
import type { BootRecord, Via } from "@/app/sim/run/record";
import { caveat, finding, sleepers } from "./finding";

const boot = (virtualMs: number, via: Via = "direct"): BootRecord => ({
  image: "linux",
  via,
  track: "vm",
  seed: 1,
  memoryMiB: 64,
  virtualMs,
  idleMs: 0,
  instructions: 0,
  exits: {},
  phases: [],
  pagesTouched: 0,
});

describe("finding", () => {
  it("says how much longer the slower one takes, whichever column it is in", () => {
    const slow = { name: "VM", boot: boot(800) };
    const fast = { name: "PV", boot: boot(400) };
    const title = "VM takes 2.0 times as long as PV to its prompt: 800.00 ms against 400.00 ms";
    expect(finding([slow, fast])).toBe(title);
    expect(finding([fast, slow])).toBe(title);
  });

  it("does not put a factor on a small difference", () => {
    const title = finding([
      { name: "VM", boot: boot(412) },
      { name: "PV", boot: boot(400) },
    ]);
    expect(title).toBe("VM takes a little longer than PV to its prompt: 412.00 ms against 400.00 ms");
  });

  it("claims no difference where there is none", () => {
    expect(
      finding([
        { name: "VM", boot: boot(400) },
        { name: "PV", boot: boot(400.5) },
      ]),
    ).toBe("VM and PV take the same time to the prompt");
  });
});

describe("caveat", () => {
  it("warns when the ways in differ, and only then", () => {
    const vm = { name: "VM", boot: boot(800, "bios") };
    const pv = { name: "PV", boot: boot(400) };
    expect(caveat([vm, pv])).toContain("VM: BIOS, PV: Direct");
    expect(caveat([pv, pv])).toBe("");
  });
});

describe("a container among them", () => {
  const container = { name: "Container", boot: containerStart({ virtualMs: 65, idleNs: 2e6 }) };
  const pv = { name: "PV", boot: boot(13) };

  it("is compared by its time, and said to need a kernel that is up", () => {
    expect(finding([container, pv])).toBe(
      "Container takes 5.0 times as long as PV to its prompt: 65.00 ms against 13.00 ms",
    );
    expect(caveat([container, pv])).toBe(
      "A container starts on a kernel that is up already, whose own boot is not in its bar.",
    );
    expect(caveat([container])).toBe("");
    expect(sleepers([container, pv])).toContain("Container 2.00 ms");
  });
});

describe("sleepers", () => {
  it("names the boots that slept, and says nothing when none did", () => {
    const asleep = { name: "VM", boot: { ...boot(189), idleMs: 172.4 } };
    const awake = { name: "PV", boot: boot(12) };
    expect(sleepers([asleep, awake])).toBe(
      "Asleep for part of it, waiting for a device or a timer: VM 172.40 ms.",
    );
    expect(sleepers([awake])).toBe("");
  });
});
