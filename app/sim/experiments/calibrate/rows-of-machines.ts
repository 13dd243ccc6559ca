/** Calibration: boots, memory, disks and networks of the monitors. */
import { type Figure, published } from "../../figures/figure";
import * as boots from "../../figures/published/firecracker-boots-nsdi20";
import * as disk from "../../figures/published/firecracker-disk-nsdi20";
import * as fio from "../../figures/published/firecracker-fio-nsdi20";
import * as memory from "../../figures/published/firecracker-memory-nsdi20";
import * as net from "../../figures/published/firecracker-net-nsdi20";
import { quantile } from "../predict/closed-network";
import { FIO_VMMS, type FioVmm, fioRun } from "../predict/fio";
import { iperfGbps } from "../predict/iperf";
import { BOOT_VMMS, storm } from "../predict/parallel-boot";
import { MEMORY_VMMS, vmMemory } from "../predict/vm-memory";
import { type CalibrationRow, suggested, usual } from "./calibration-row";

const PROFILES = ["m5d-metal", "haswell-4", "nehalem-8"] as const;
const BLOCKS = ["4k", "128k"] as const;

function serialBoots(): readonly CalibrationRow[] {
  const row = (
    profile: boots.BootProfile,
    vmm: string,
    part: string,
    ms: number,
    model: number,
  ): CalibrationRow => ({
    id: `parallel-boot.${profile}-${vmm}-${part}`,
    scenario: "parallel-boot",
    what: `${vmm} on ${profile}, one at a time, ${part}, median`,
    use: "fitted",
    published: published(ms, "ms", boots.bootSource(profile, `serial boot, ${vmm}, ${part}: median`)),
    model,
    tolerance: suggested(0.05, "C-FC1"),
  });
  return PROFILES.flatMap((profile) =>
    BOOT_VMMS.flatMap((vmm) => {
      const run = storm(profile, vmm, 1);
      const whole = row(
        profile,
        vmm,
        "whole",
        boots.serialBoots[profile][vmm].p50,
        quantile(run.wallMs, 0.5),
      );
      if (vmm !== "firecracker") return [whole];
      return [whole, row(profile, vmm, "guest", boots.guestParts[profile].p50, quantile(run.guestMs, 0.5))];
    }),
  );
}

function publishedStorm(): readonly CalibrationRow[] {
  const run = storm("haswell-4", "cloud-hypervisor", 50);
  return [
    {
      id: "parallel-boot.storm-median",
      scenario: "parallel-boot",
      what: "cloud-hypervisor on haswell-4, 50 outstanding, median",
      use: "fitted",
      published: boots.stormMedian,
      model: quantile(run.wallMs, 0.5),
      tolerance: usual,
    },
    {
      id: "parallel-boot.storm-p99",
      scenario: "parallel-boot",
      what: "cloud-hypervisor on haswell-4, 50 outstanding, p99",
      use: "checked",
      published: boots.stormP99,
      model: quantile(run.wallMs, 0.99),
      tolerance: usual,
    },
  ];
}

function memories(): readonly CalibrationRow[] {
  const tolerance = suggested(0.15, "C-FC3");
  const ofVmms = MEMORY_VMMS.flatMap((vmm): readonly CalibrationRow[] => {
    const model = vmMemory(vmm, 128);
    return [
      {
        id: `vm-memory.overhead-${vmm}`,
        scenario: "vm-memory",
        what: `${vmm}, machine of 128 MiB, overhead`,
        use: "input",
        published: memory.overhead[vmm],
        model: model.overheadKb,
        tolerance,
      },
      {
        id: `vm-memory.resident-${vmm}`,
        scenario: "vm-memory",
        what: `${vmm}, machine of 128 MiB, resident`,
        use: "input",
        published: memory.resident[vmm],
        model: model.residentKb,
        tolerance,
      },
    ];
  });
  const guest = vmMemory("firecracker", 128);
  return [
    ...ofVmms,
    {
      id: "vm-memory.guest-total",
      scenario: "vm-memory",
      what: "guest of 128 MiB, MemTotal",
      use: "input",
      published: memory.guestMemTotal,
      model: guest.guestMemTotalKb,
      tolerance: usual,
    },
    {
      id: "vm-memory.guest-free",
      scenario: "vm-memory",
      what: "guest of 128 MiB, MemFree",
      use: "input",
      published: memory.guestMemFree,
      model: guest.guestMemFreeKb,
      tolerance: usual,
    },
  ];
}

const ADDERS: Readonly<Record<fio.Block, Readonly<Record<Exclude<FioVmm, "metal">, Figure>>>> = {
  "4k": {
    firecracker: disk.firecracker4KiB,
    "cloud-hypervisor": disk.cloudHypervisor4KiB,
    qemu: disk.qemu4KiB,
  },
  "128k": {
    firecracker: disk.firecracker128KiB,
    "cloud-hypervisor": disk.cloudHypervisor128KiB,
    qemu: disk.qemu128KiB,
  },
};

function disks(): readonly CalibrationRow[] {
  const rows: CalibrationRow[] = [];
  const add = (id: string, what: string, use: CalibrationRow["use"], row: Figure, model: number): void => {
    rows.push({ id: `fio.${id}`, scenario: "fio", what, use, published: row, model, tolerance: usual });
  };
  for (const block of BLOCKS) {
    const metalUs = fioRun("metal", block, 1).meanNs / 1000;
    for (const vmm of FIO_VMMS) {
      const run = fioRun(vmm, block, 1);
      const what = `${vmm}, random read of ${block}, depth 1`;
      const p99 = quantile(run.roundsNs, 0.99) / 1000;
      add(`${vmm}-${block}-1`, what, "fitted", fio.one[block][vmm].iops, run.perSecond);
      add(
        `${vmm}-${block}-1-p99`,
        `${what}, p99`,
        vmm === "metal" || block === "128k" ? "fitted" : "checked",
        fio.one[block][vmm].p99,
        p99,
      );
      if (vmm === "metal") continue;
      rows.push({
        id: `fio.${vmm}-${block}-adder`,
        scenario: "fio",
        what: `${what}: what it adds`,
        use: "fitted",
        published: ADDERS[block][vmm],
        model: run.meanNs / 1000 - metalUs,
        tolerance: suggested(0.15, "C-FC4"),
      });
    }
    const many = fioRun("metal", block, 32);
    const what = `metal, random read of ${block}, depth 32`;
    add(`metal-${block}-32`, what, "fitted", fio.thirtyTwo[block].iops, many.perSecond);
    add(
      `metal-${block}-32-p99`,
      `${what}, p99`,
      block === "4k" ? "fitted" : "checked",
      fio.thirtyTwo[block].p99,
      quantile(many.roundsNs, 0.99) / 1000,
    );
  }
  return rows;
}

function networks(): readonly CalibrationRow[] {
  return (["firecracker", "cloud-hypervisor", "qemu"] as const).flatMap((vmm) =>
    (["rx", "tx"] as const).map((direction) => ({
      id: `iperf.${vmm}-${direction}-1`,
      scenario: "iperf",
      what: `${vmm} on m5d-metal, ${direction}, 1 stream`,
      use: "input" as const,
      published: net.oneStream[vmm][direction],
      model: iperfGbps("m5d-metal", vmm, direction, 1),
      tolerance: usual,
    })),
  );
}

export const rowsOfMachines = (): readonly CalibrationRow[] => [
  ...serialBoots(),
  ...publishedStorm(),
  ...memories(),
  ...disks(),
  ...networks(),
];
