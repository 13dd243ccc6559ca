/** Masking: one guest rewrites its operating system step by step, and the layers below are read less, until nothing of them is. */
import type { Lab } from "../lab/lab";
import { chainOf, prepare, runIn, start } from "./measure";
import { DISK_NODE, READ_FILES } from "./recipes";

export interface UpgradeStep {
  readonly what: string;
  /** The guest's own layer after the step. */
  readonly overlayBytes: number;
  /** Who answers when every file is read then: bytes by layer, from the bottom up, the own overlay last. */
  readonly readBytes: readonly number[];
}

const PARTS = 4;

/** As a package manager does it: a new file beside the old one, then its name. */
const rewritePart = (part: number): string => `set -e
mount -t ext2 ${DISK_NODE} /mnt
find /mnt -type f | sort | awk 'NR % ${PARTS} == ${part}' | while read -r file; do
  cp -p "$file" "$file.new"
  mv "$file.new" "$file"
done
umount /mnt`;

/** What no file holds: the file system's own tables, and directories. */
const REWRITE_BLOCKS = `set -e
dd if=${DISK_NODE} of=${DISK_NODE} bs=64k conv=notrunc,fsync 2> /dev/null`;

const READ = `echo 3 > /proc/sys/vm/drop_caches\n${READ_FILES}`;

const STEPS = [
  ...Array.from({ length: PARTS }, (_, part) => ({
    what: `${part + 1} of ${PARTS} parts of the files replaced`,
    script: rewritePart(part),
  })),
  { what: "every block of the disk rewritten", script: REWRITE_BLOCKS },
];

/** In a lab with `chainColumns(1)`, on the layers of the recipes. @param column a guest of its own */
export async function measureUpgrade(lab: Lab, column: string): Promise<UpgradeStep[]> {
  const { top, workload } = await prepare(lab, undefined);
  await start(lab, column, top, workload);
  const steps = [await look(lab, column, "nothing replaced")];
  for (const { what, script } of STEPS) {
    await runIn(lab, column, script);
    steps.push(await look(lab, column, what));
  }
  return steps;
}

async function look(lab: Lab, column: string, what: string): Promise<UpgradeStep> {
  const before = chainOf(lab, column).layers;
  await runIn(lab, column, READ);
  const { layers } = chainOf(lab, column);
  return {
    what,
    overlayBytes: layers.at(-1)!.fileBytes,
    readBytes: layers.map(({ readBytes }, i) => readBytes - before[i]!.readBytes),
  };
}
