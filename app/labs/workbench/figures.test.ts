import { describe, expect, it } from "vitest";
import type { GuestColumnState } from "@/app/guest/lab/state";
import type { BootRecord } from "@/app/sim/run/record";
import { bootMsFigure, bootSegments, deviceRows } from "./figures";

const boot: BootRecord = {
  image: "linux",
  via: "direct",
  track: "vm",
  seed: 1,
  memoryMiB: 32,
  virtualMs: 10,
  idleMs: 4.5,
  instructions: 4_000_000,
  exits: { uart0: { reads: 500, writes: 500 } },
  phases: [{ name: "kernel", virtualMs: 10, instructions: 4_000_000 }],
  pagesTouched: 100,
};

const column = (change: Partial<GuestColumnState>): GuestColumnState =>
  ({
    boot: undefined,
    phases: [],
    counters: { virtualNs: 0, instructions: 0 },
    ...change,
  }) as GuestColumnState;

describe("bootMsFigure", () => {
  it("shows the arithmetic, the guest's sleep included", () => {
    const { origin } = bootMsFigure(boot, { nsPerInstruction: 1, nsPerExit: 1500 });
    expect(origin).toMatchObject({
      kind: "modelled",
      how: expect.stringContaining("4,000,000 instructions, 1,000 exits, 4.50 ms asleep"),
    });
  });

  it("names the costs of the scenario, not the usual ones", () => {
    const { origin } = bootMsFigure(boot, { nsPerInstruction: 2, nsPerExit: 10 });
    expect(origin).toMatchObject({ from: [{ value: 2 }, { value: 10 }] });
  });
});

describe("bootSegments", () => {
  it("lets the last phase grow while the guest boots", () => {
    const phases = [
      { name: "firmware", fromNs: 0, fromInstructions: 0 },
      { name: "kernel", fromNs: 2e6, fromInstructions: 500 },
    ] as const;
    const counters = { virtualNs: 5e6, instructions: 900, exits: {}, idleNs: 0 };
    expect(bootSegments(column({ phases, counters }))).toEqual([
      { name: "firmware", virtualMs: 2, instructions: 500 },
      { name: "kernel", virtualMs: 3, instructions: 400 },
    ]);
  });

  it("takes the record once there is one", () => {
    expect(bootSegments(column({ boot }))).toBe(boot.phases);
  });
});

describe("deviceRows", () => {
  it("puts most exits first, equal ones by name, and leaves out devices without any", () => {
    const rows = deviceRows({
      pit: { reads: 1, writes: 1 },
      dma: { reads: 2, writes: 0 },
      vga: { reads: 0, writes: 9 },
      rtc: { reads: 0, writes: 0 },
    });
    expect(rows.map(({ device }) => device)).toEqual(["vga", "dma", "pit"]);
  });
});
