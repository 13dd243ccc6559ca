/**
 * What the steps of an I/O's path cost. Four kinds: read in a source, counted in our own guest, fitted so that the path
 * reproduces a published sum, or a convention; `because` says which.
 */
import type { Constant, Figure, Source } from "./figure";
import { nsPerExit } from "./host";
import { contextSwitchNs } from "./model-costs";
import { bridgeRoundTripAdder, nativeRoundTrip } from "./published/felter-2015";
import * as disk from "./published/firecracker-disk-nsdi20";

export { contextSwitchNs as wakeNs };

function sourceOf({ origin }: Figure): Source {
  if (origin.kind !== "published") throw new Error("a source belongs to a published figure");
  return origin.source;
}

const ns = (id: string, label: string, value: number, because: string, source?: Source): Constant => ({
  id: `path.${id}`,
  label,
  value,
  unit: "ns",
  because,
  ...(source === undefined ? {} : { source }),
});

const counted = "Counted in our own Linux guest (docs/measurements.md) at one instruction a nanosecond";

const gvisor: Source = {
  title: "gVisor: KVM platform, benchmarks of a pull request",
  authors: "google/gvisor",
  where: "pull request 7370",
  table: "WorldSwitchToUserRoundtrip: 5,655 ns",
  host: "Xeon W-2135 3.7 GHz",
  url: "https://github.com/google/gvisor/pull/7370",
};

const DIRECT_EXIT_NS = 683;
const USER_ROUND_TRIP_NS = 5655;

export const directExitNs = ns(
  "directExitNs",
  "world switch of one exit, there and back",
  DIRECT_EXIT_NS,
  "2,000 cycles at 2.93 GHz.",
  nsPerExit.source,
);

export const indirectExitNs = ns(
  "indirectExitNs",
  "what one exit costs beyond the switch: handling it in the kernel, colder caches",
  nsPerExit.value - DIRECT_EXIT_NS,
  "What is left of the lab's cost of one exit, 1,500 ns, after the world switch. The source says that it may be up to ten times the direct cost.",
);

export const userHandlingNs = ns(
  "userHandlingNs",
  "handling an exit in a program rather than in the kernel",
  USER_ROUND_TRIP_NS - nsPerExit.value,
  "A round trip from the guest to a program in user space, 5,655 ns, less an exit that the kernel handles.",
  gvisor,
);

export const userRoundTripNs = ns(
  "userRoundTripNs",
  "one turn of a device model in user space",
  USER_ROUND_TRIP_NS,
  "Taken as long as a round trip from the guest to user space: it too leaves the kernel and comes back.",
  gvisor,
);

const SYSTEM_CALL_NS = 209;

export const systemCallNs = ns(
  "systemCallNs",
  "system call that does nothing",
  SYSTEM_CALL_NS,
  `${counted}: getpid.`,
);

export const fileReadNs = ns(
  "fileReadNs",
  "file and block layer of a kernel, one request",
  1205 - SYSTEM_CALL_NS,
  `${counted}: a read of 4 KiB of a file, 1,205, less an empty system call. The file was in memory, so this is a lower bound.`,
);

export const networkStackNs = ns(
  "networkStackNs",
  "network stack of a kernel, one packet one way",
  (4761 - SYSTEM_CALL_NS) / 2,
  `${counted}: half of a UDP send over loopback, 4,761, which includes the reception, less an empty system call.`,
);

export const terminalLayerNs = ns(
  "terminalLayerNs",
  "terminal layer of a kernel, one write",
  994 - SYSTEM_CALL_NS,
  `${counted}: a write to a pipe, 994, less an empty system call.`,
);

export const clockCallNs = ns(
  "clockCallNs",
  "clock_gettime, as a system call",
  426,
  `${counted}. The guest's clock stands on the time stamp counter, which it reads without an exit.`,
);

export const driverNs = ns(
  "driverNs",
  "a driver's part of one request",
  1000,
  "A convention. On bare metal it is taken from the device's share, so the whole is what was measured.",
);

export const handlerNs = ns(
  "handlerNs",
  "interrupt handler and the end of the request in the driver",
  1000,
  "A convention. On bare metal it is taken from the device's share, so the whole is what was measured.",
);

export const copyKiBNs = ns(
  "copyKiBNs",
  "copying 1 KiB in memory",
  256,
  "A convention: 128 loads and 128 stores of 8 bytes, one instruction a nanosecond.",
);

export const halfRoundTripNs = ns(
  "halfRoundTripNs",
  "half a round trip between two machines without virtualization",
  (nativeRoundTrip.value * 1000) / 2,
  "Half of 37.58 µs: a request of 100 bytes and an answer of 200, so frames of 204 bytes on average.",
  sourceOf(nativeRoundTrip),
);

export const frameOfHalfRoundTripBytes = 204;

export const wireKiBNs = ns(
  "wireKiBNs",
  "1 KiB on the wire",
  (1024 * 8) / 9.3481,
  "9,348.1 Mb/s, a TCP stream without virtualization.",
  { ...sourceOf(nativeRoundTrip), table: "nuttcp.xlsx, client to server, native: 9,348.1 Mb/s" },
);

export const bridgeNs = ns(
  "bridgeNs",
  "the host's bridge, one packet one way",
  (bridgeRoundTripAdder.value * 1000) / 2,
  "Half of what Docker's bridge with address translation adds to a round trip, 17.1 µs. A bridge without translation costs less: an upper bound.",
  sourceOf(bridgeRoundTripAdder),
);

/** A device model in user space: what it takes for one disk request, and for each page of it after the first. */
export interface DiskModelCosts {
  readonly name: string;
  readonly request: Constant;
  readonly page: Constant;
}

const FURTHER_PAGES = 31;

function fitted(
  name: string,
  id: string,
  requestNs: number,
  of4KiB: Figure,
  of128KiB: Figure,
): DiskModelCosts {
  const source = sourceOf(of4KiB);
  return {
    name,
    request: ns(
      `${id}.requestNs`,
      `${name}: one disk request in the device model`,
      requestNs,
      `Fitted: with the path's other steps, a read of 4 KiB takes ${of4KiB.value} µs more than on bare metal. It holds whatever the other steps do not name, such as waking an idle core.`,
      source,
    ),
    page: ns(
      `${id}.pageNs`,
      `${name}: each further 4 KiB of a disk request`,
      Math.round(((of128KiB.value - of4KiB.value) * 1000) / FURTHER_PAGES),
      `Fitted: a read of 128 KiB takes ${of128KiB.value} µs more than on bare metal, one of 4 KiB ${of4KiB.value} µs; over 31 pages.`,
      sourceOf(of128KiB),
    ),
  };
}

export const diskModels = {
  qemu: fitted("QEMU", "qemu", 53_300, disk.qemu4KiB, disk.qemu128KiB),
  firecracker: fitted("Firecracker", "firecracker", 38_600, disk.firecracker4KiB, disk.firecracker128KiB),
  "cloud-hypervisor": fitted(
    "Cloud Hypervisor",
    "cloudHypervisor",
    26_800,
    disk.cloudHypervisor4KiB,
    disk.cloudHypervisor128KiB,
  ),
} as const;

export type DiskModelName = keyof typeof diskModels;

export const kernelDiskModelNs = ns(
  "kernelDiskModelNs",
  "one disk request in a device model or backend in a kernel",
  diskModels["cloud-hypervisor"].request.value - USER_ROUND_TRIP_NS,
  "A convention: the least of the three fitted device models in user space, less one round trip to user space. No published row that may be used here measures it.",
);
