/** Images that QEMU's tools make and work on, for ours to read. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draw, drawBase, drawOptions, pick } from "@/app/sim/storage/qcow2/workload.test-kit";
import type { SeededRandom } from "@/app/sim/time/random";
import { drawLargest, type Made, writeOut } from "./ours";
import { succeed, tool } from "./tools";

/** One thing for qemu-io to do on a disk of `size` bytes. */
function ioCommand(random: SeededRandom, size: number, clusterBytes: number): string {
  const unit = pick(random, [1, 512, clusterBytes]);
  const offset = Math.min(size - 1, Math.floor(draw(random, size) / unit) * unit);
  const length = Math.min(
    size - offset,
    Math.max(1, Math.ceil(draw(random, 4 * clusterBytes) / unit) * unit),
  );
  const range = `${offset} ${length}`;
  const kind = pick(random, ["write", "write", "zero", "unmap", "discard", "compress", "pattern"]);
  const byte = draw(random, 256);
  if (kind === "zero") return `write -z ${range}`;
  if (kind === "unmap") return `write -z -u ${range}`;
  if (kind === "discard") return `discard ${range}`;
  if (kind === "pattern") return `write -P ${byte} ${offset} 1`;
  const cluster = Math.floor(offset / clusterBytes) * clusterBytes;
  if (kind === "compress") return `write -c -P ${byte} ${cluster} ${Math.min(clusterBytes, size - cluster)}`;
  return `write -P ${byte} ${range}`;
}

/** For -o. */
export function optionList(options: ReturnType<typeof drawOptions>): string {
  const { version, clusterBytes, refcountBits, lazyRefcounts, extendedL2, compressionType } = options;
  const list = [`compat=${version === 2 ? "0.10" : "1.1"}`, `cluster_size=${clusterBytes}`];
  if (version === 3)
    list.push(
      `refcount_bits=${refcountBits}`,
      `lazy_refcounts=${lazyRefcounts ? "on" : "off"}`,
      `extended_l2=${extendedL2 ? "on" : "off"}`,
      `compression_type=${compressionType}`,
    );
  return list.join(",");
}

/** One image, or one on a raw one, worked on by qemu-io; perhaps with a snapshot in the middle. */
export async function makeTheirs(random: SeededRandom, folder: string): Promise<Made> {
  const options = drawOptions(random, drawLargest(random));
  const { size, clusterBytes = 65536 } = options;
  const path = join(folder, "theirs.qcow2");
  const backing: string[] = [];
  if (draw(random, 2)) {
    writeOut(join(folder, "base.raw"), drawBase(random, size).file);
    backing.push("-b", "base.raw", "-F", "raw");
  }
  const preallocation = backing.length === 0 && !options.extendedL2 && draw(random, 8) === 0;
  const list = `${optionList(options)}${preallocation ? ",preallocation=metadata" : ""}`;
  await succeed("qemu-img", ["create", "-q", "-f", "qcow2", "-o", list, ...backing, path, String(size)]);
  const told = [list, ...backing, String(size)];
  if (options.version === 3 && draw(random, 4) === 0) {
    await succeed("qemu-img", ["bitmap", "--add", path, "since"]);
    told.push("bitmap");
  }
  const snapshots = new Map<string, string>();
  for (let round = draw(random, 3); round >= 0; round--) {
    const commands = Array.from({ length: 1 + draw(random, 12) }, () =>
      ioCommand(random, size, clusterBytes),
    );
    told.push(...commands);
    // Commands that the image cannot do, such as writing compressed over data, fail and change nothing.
    await succeed("qemu-io", ["-f", "qcow2", ...commands.flatMap((one) => ["-c", one]), path]).catch(
      () => {},
    );
    if (round > 0 && options.refcountBits !== 1 && draw(random, 2)) {
      const name = `s${round}`;
      const { status } = await tool("qemu-img", ["snapshot", "-q", "-c", name, path]);
      // Narrow refcounts may have no room for it.
      if (status !== 0) continue;
      snapshots.set(name, join(folder, `${name}.raw`));
      await succeed("qemu-img", [
        "convert",
        "-f",
        "qcow2",
        "-O",
        "raw",
        "-l",
        name,
        path,
        snapshots.get(name)!,
      ]);
      told.push(`snapshot ${name}`);
    }
  }
  const raw = join(folder, "plain.raw");
  await succeed("qemu-img", ["convert", "-f", "qcow2", "-O", "raw", path, raw]);
  // Without holes, which QEMU tells of in a map and ours cannot see.
  writeFileSync(path, readFileSync(path));
  return { path, raw, snapshots, told: told.join("; ") };
}
