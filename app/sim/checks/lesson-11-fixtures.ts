/** What the runs of lesson 11 keep, for tests of its measures. */
import type { ExitsByDevice, ProbeAnswer } from "../run/record";

/** A line of /sys/block/<disk>/stat. */
export const statLine = (reads: number, sectors: number): string =>
  `${[reads, 0, sectors, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0].join("        ")}\n`;

const report = (reads: number, sectors: number, interrupts: number, device: string): string =>
  `${statLine(reads, sectors)} 14:  ${interrupts}    XT-PIC      ${device}\n 15:  3    XT-PIC      ata_piix\n`;

/** The disk by its three interfaces: exits, interrupts, instructions, ns. */
const DISKS = [
  ["pio", "ide0", "ata_piix", 304_182, 2304, 10_000_000, 470e6],
  ["dma", "ide0", "ata_piix", 234, 9, 6_400_000, 8e6],
  ["virtio", "virtio-blk", "virtio0", 18, 9, 1_850_000, 2.5e6],
] as const;

const answer = (instructions: number, virtualNs: number, exits: ExitsByDevice, stdout = ""): ProbeAnswer => ({
  stdout,
  status: 0,
  instructions,
  virtualNs,
  exits: { ...exits, uart1: { reads: 100, writes: 30 } },
});

export const reads = (device: string, count: number): ExitsByDevice => ({
  [device]: { reads: count, writes: 0 },
});

/** About as they were counted on the real guest. */
export const ioAnswers: Readonly<Record<string, ProbeAnswer>> = {
  ...Object.fromEntries(
    DISKS.flatMap(([name, device, driver, exits, interrupts, instructions, virtualNs]) => [
      [`io-${name}-nothing`, answer(1_000_000, 1e6, {}, report(1, 8, 2, driver) + report(1, 8, 2, driver))],
      [
        `io-${name}-read`,
        answer(
          1_000_000 + instructions,
          1e6 + virtualNs,
          reads(device, exits),
          report(1, 8, 2, driver) + report(10, 2312, 2 + interrupts, driver),
        ),
      ],
    ]),
  ),
  "io-pc-nothing": answer(400_000, 6e5, {}),
  "io-pc-text": answer(900_000, 8e6, reads("uart0", 4624)),
  "io-pc-packets": answer(3_800_000, 1e9, reads("ne2k", 24_576)),
  "io-honest-nothing": answer(400_000, 4e5, reads("virtio-console", 14)),
  "io-honest-text": answer(900_000, 9e5, reads("virtio-console", 18)),
  "io-honest-packets": answer(3_800_000, 1e9, {
    ...reads("virtio-net", 128),
    ...reads("virtio-console", 18),
  }),
};
