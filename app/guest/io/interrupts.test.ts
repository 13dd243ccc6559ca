import { describe, expect, it } from "vitest";
import { interruptsBetween, interruptsOf } from "./interrupts";

const text = (timer: number, disk: number, second: number) => `           CPU0
  0:       ${timer}    XT-PIC      timer
  4:         64    XT-PIC      ttyS0
 11:       ${disk}    XT-PIC      virtio0, eth0
 14:       ${second}    XT-PIC      ata_piix
NMI:          0   Non-maskable interrupts
ERR:          0
`;

describe("/proc/interrupts", () => {
  it("is read by device, shared lines under all their names, the processor's own left out", () => {
    expect([...interruptsOf(text(250, 7, 3))]).toEqual([
      ["timer", 250],
      ["ttyS0", 64],
      ["virtio0, eth0", 7],
      ["ata_piix", 3],
    ]);
  });

  it("counts between two readings, for the devices that were asked about", () => {
    expect(interruptsBetween(text(1, 7, 3), text(9, 17, 4), /virtio/)).toBe(10);
    expect(interruptsBetween(text(1, 7, 3), text(9, 17, 4), /ata_piix|virtio/)).toBe(11);
    expect(interruptsBetween("", text(9, 17, 4), /ata_piix/)).toBe(4);
  });
});
