/** Images made by running the real guest: an operating system, a database on it, a web server on that. Scripts of its shell. */
import { DEFAULT_DISK_BYTES, type DiskSetup, NO_LAYERS } from "@/app/sim/vmm/devices";
import type { Action } from "../lab/state";

export const DISK_NODE = "/dev/vda";

const mounted = (work: string): string => `set -e
mount -t ext2 ${DISK_NODE} /mnt
${work}
umount /mnt`;

export interface Recipe {
  readonly name: string;
  /** What it is made on. */
  readonly on: string;
  readonly script: string;
}

const ROWS = 50_000;
const ROWS_A_PAGE = 1_000;

/** From the bottom up. */
export const RECIPES: readonly Recipe[] = [
  {
    name: "os",
    on: NO_LAYERS,
    script: `mke2fs -F ${DISK_NODE} > /dev/null 2>&1\n${mounted("cp -a /bin /sbin /etc /usr /init /mnt")}`,
  },
  {
    name: "database",
    on: "os",
    script: mounted(`mkdir -p /mnt/var/db
seq -w ${ROWS} > /mnt/var/db/table
tac /mnt/var/db/table > /mnt/var/db/index`),
  },
  {
    name: "web-server",
    on: "database",
    script: mounted(`mkdir -p /mnt/srv/www
split -l ${ROWS_A_PAGE} /mnt/var/db/table /mnt/srv/www/page-
ls /mnt/srv/www > /tmp/pages && mv /tmp/pages /mnt/srv/www/index.html`),
  },
];

/** A disk that begins on the chain. */
export const diskOn = (chain: string, sizeBytes: number = DEFAULT_DISK_BYTES): DiskSetup => ({
  interface: "virtio-blk",
  medium: "ssd",
  sizeBytes,
  chain,
});

/** Makes a layer in the column's machine, boot included. */
export const make = (column: string, { name, on, script }: Recipe): readonly Action[] => [
  { do: "boot", column, via: "direct", devices: { disk: diskOn(on) } },
  { do: "script", column, script, as: `made-${name}` },
  { do: "seal", column, as: name },
];

/** What a guest does with its disk: it reads everything, and writes some that is its own. */
export interface Workload {
  readonly read: string;
  write(guest: number): string;
}

/** On the file system that the recipes make. */
export const READ_FILES = mounted("find /mnt -type f | sort | xargs cat | md5sum");

export const FILES: Workload = {
  read: READ_FILES,
  write: (guest) =>
    mounted(`mkdir -p /mnt/var/log
seq ${guest} 10000 > /mnt/var/log/access
echo "guest ${guest}" > /mnt/etc/hostname`),
};

/** On a disk of which nothing is known. */
export const BLOCKS: Workload = {
  read: `dd if=${DISK_NODE} bs=64k 2> /dev/null | md5sum`,
  write: (guest) => `echo "guest ${guest}" | dd of=${DISK_NODE} conv=notrunc,fsync 2> /dev/null`,
};
