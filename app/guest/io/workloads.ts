/** The transfers that `lab io` compares, as scripts of the guest, and the devices that can carry each. */
import type { DiskInterface, MachineDevices } from "@/app/sim/vmm/devices";
import { DEFAULT_DISK_BYTES } from "@/app/sim/vmm/devices";

const MIB = 2 ** 20;
const TRANSFER_BYTES = 4 * MIB;
export const PINGS = 1_000;
const CONSOLE_BYTES = 64 * 1024;
/** ICMP echo with busybox's 56 bytes: Ethernet, IP and ICMP headers and the data, there and back. */
const PING_BYTES = 2 * (14 + 20 + 8 + 56);

export type WorkloadId = "disk-read" | "disk-write" | "net-receive" | "net-send" | "ping" | "console";

/** A device as one of a pair: what the machine has instead of the VM track's own, and whom the guest's kernel calls it. */
export interface Contender {
  readonly name: string;
  readonly devices: Partial<MachineDevices>;
  /** Names in the exit counters. */
  readonly exits: readonly string[];
  /** Names in /proc/interrupts. */
  readonly interrupts: RegExp;
}

export interface Workload {
  readonly id: WorkloadId;
  readonly title: string;
  readonly bytes: number;
  readonly contenders: readonly Contender[];
  /** Done before anything is counted. */
  prepare(contender: Contender): string;
  /** What is counted. */
  run(contender: Contender): string;
  /** What the neighbour on the switch does meanwhile; a workload without one needs no network. */
  readonly neighbour?: { readonly prepare: string; readonly during: string };
}

const NEIGHBOUR = "10.0.0.9";
const GUEST = "10.0.0.1";
const SINK_PORT = 9000;

const disk = (name: DiskInterface, exits: readonly string[], interrupts: RegExp): Contender => ({
  name,
  devices: { disk: { interface: name, medium: "ssd", sizeBytes: DEFAULT_DISK_BYTES } },
  exits,
  interrupts,
});

const IDE = ["ide0", "ide1"];
const DISKS: readonly Contender[] = [
  disk("ide-pio", IDE, /ata_piix/),
  disk("ide-dma", IDE, /ata_piix/),
  disk("virtio-blk", ["virtio-blk"], /virtio/),
];

const CARDS: readonly Contender[] = [
  { name: "ne2k", devices: { net: "ne2k" }, exits: ["ne2k"], interrupts: /eth0/ },
  { name: "virtio-net", devices: { net: "virtio-net" }, exits: ["virtio-net"], interrupts: /virtio|eth0/ },
];

const CONSOLES: readonly Contender[] = [
  { name: "uart", devices: { console: "uart" }, exits: ["uart0"], interrupts: /ttyS0/ },
  {
    name: "virtio-console",
    devices: { console: "virtio-console" },
    exits: ["virtio-console"],
    interrupts: /virtio/,
  },
];

const nodeOf = ({ name }: Contender): string => (name === "virtio-blk" ? "/dev/vda" : "/dev/sda");
const blocks = (bytes: number): number => bytes / (64 * 1024);
const network = () => `ip addr add ${GUEST}/24 dev eth0 && ip link set eth0 up`;
const addressed = `ip addr add ${NEIGHBOUR}/24 dev eth0; ip link set eth0 up`;

export const WORKLOADS: readonly Workload[] = [
  {
    id: "disk-read",
    title: "read from the disk",
    bytes: TRANSFER_BYTES,
    contenders: DISKS,
    prepare: () => ":",
    run: (contender) =>
      `dd if=${nodeOf(contender)} of=/dev/null bs=64k count=${blocks(TRANSFER_BYTES)} 2>/dev/null`,
  },
  {
    id: "disk-write",
    title: "written to the disk",
    bytes: TRANSFER_BYTES,
    contenders: DISKS,
    prepare: () => ":",
    run: (contender) =>
      `dd if=/dev/zero of=${nodeOf(contender)} bs=64k count=${blocks(TRANSFER_BYTES)} conv=fsync 2>/dev/null`,
  },
  {
    id: "net-receive",
    title: "received over TCP",
    bytes: TRANSFER_BYTES,
    contenders: CARDS,
    prepare: network,
    run: () => `wget -q -O /dev/null http://${NEIGHBOUR}/file`,
    neighbour: {
      prepare: `${addressed}; mkdir /www; dd if=/dev/zero of=/www/file bs=64k count=${blocks(TRANSFER_BYTES)} 2>/dev/null; httpd -h /www`,
      during: ":",
    },
  },
  {
    id: "net-send",
    title: "sent over TCP",
    bytes: TRANSFER_BYTES,
    contenders: CARDS,
    prepare: network,
    run: () =>
      `sleep 0.1; dd if=/dev/zero bs=64k count=${blocks(TRANSFER_BYTES)} 2>/dev/null | nc ${NEIGHBOUR} ${SINK_PORT}`,
    neighbour: { prepare: addressed, during: `nc -l -p ${SINK_PORT} > /dev/null` },
  },
  {
    id: "ping",
    title: "as pings",
    bytes: PINGS * PING_BYTES,
    contenders: CARDS,
    prepare: network,
    run: () => `ping -q -c ${PINGS} -i 0.01 ${NEIGHBOUR}`,
    neighbour: { prepare: addressed, during: ":" },
  },
  {
    id: "console",
    title: "to the console",
    bytes: CONSOLE_BYTES,
    contenders: CONSOLES,
    prepare: () => `dd if=/dev/zero bs=1k count=${CONSOLE_BYTES / 1024} 2>/dev/null | tr '\\0' x > /tmp/text`,
    run: () => "cat /tmp/text > /dev/console",
  },
];
