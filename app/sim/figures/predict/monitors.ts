/** What a monitor's process keeps in memory for itself. */
import { MACHINE_KB, resident } from "../published/firecracker-memory-nsdi20";

/** Resident beyond the machine's memory, kB: of a machine whose memory is all resident. */
export const monitorOwnKb = {
  firecracker: resident.firecracker.value - MACHINE_KB,
  "cloud-hypervisor": resident["cloud-hypervisor"].value - MACHINE_KB,
  qemu: resident.qemu.value - MACHINE_KB,
} as const;
