/**
 * Saves the states that the `snapshot` way in starts from: one a track, taken from the direct boot once the guest is idle at
 * its prompt. The lab is deterministic, so the digests repeat on any machine.
 *
 *   npx tsx guests/snapshots.ts            writes them beside the other images and into the manifest
 *   npx tsx guests/snapshots.ts --check    makes them again and compares the digests
 */
import { createHash } from "node:crypto";
import { readFile, rename, unlink, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { commandLine } from "@/app/guest/lab/command-line";
import { DEFAULT_COSTS, DEFAULT_SEED, START_DATE_MS } from "@/app/guest/lab/defaults";
import { nodeEnvironment } from "@/app/guest/lab/node";
import type { GuestTrack } from "@/app/sim/run/record";

const IMAGES = new URL("../public/images/", import.meta.url);
const TRACKS: readonly GuestTrack[] = ["vm", "pv"];

/** Long enough for init to finish what it does after the prompt. */
const SETTLE_NS = 500e6;
const BOOT_LIMIT_NS = 60e9;

/** Pages that the guest has given back keep their contents; zeros need no room in the file. */
const ZERO_FREE_MEMORY = `
size=$(awk '/MemFree/ { print int($2 * 0.7) }' /proc/meminfo)
mount -t tmpfs -o size=\${size}k zeros /mnt && dd if=/dev/zero of=/mnt/zeros bs=64k 2>/dev/null
umount /mnt
`;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** The state of a freshly booted guest, as the `snapshot` way in restores it. */
export async function savedState(image: string, track: GuestTrack): Promise<Uint8Array> {
  const environment = nodeEnvironment();
  const about = await environment.images.image(image);
  const config = {
    image,
    via: "direct",
    track,
    memoryMiB: about.memoryMiB,
    commandLine: commandLine(about.commandLine, track),
    seed: DEFAULT_SEED,
    startDateMs: START_DATE_MS,
    costs: DEFAULT_COSTS,
    jit: "never",
  } as const;
  const files = await environment.images.filesFor(image, "direct", track, () => {});
  const guest = await environment.createGuest(
    config,
    files,
    () => {},
    () => {},
  );
  const reason = await guest.run({ untilNs: BOOT_LIMIT_NS, stopAtReady: true });
  if (reason !== "ready")
    throw new Error(`${image} on the ${track} track did not reach its prompt: ${reason}`);
  const zeroed = await guest.exec(ZERO_FREE_MEMORY, { timeoutNs: BOOT_LIMIT_NS });
  if (zeroed.status !== 0)
    throw new Error(`zeroing free memory failed: ${new TextDecoder().decode(zeroed.stderr)}`);
  const { virtualNs } = await guest.counters();
  await guest.run({ untilNs: virtualNs + SETTLE_NS });
  const state = new Uint8Array(await guest.snapshot());
  guest.dispose();
  return state;
}

interface ManifestFile {
  path: string;
  rawSha256: string;
}

async function main(check: boolean): Promise<number> {
  const manifestUrl = new URL("manifest.json", IMAGES);
  const manifest = JSON.parse(await readFile(manifestUrl, "utf8"));
  let different = 0;
  for (const [name, image] of Object.entries<{
    agent: boolean;
    files: Record<string, ManifestFile & object>;
  }>(manifest.images)) {
    if (!image.agent) continue;
    for (const track of TRACKS) {
      const key = `snapshot-${track}`;
      const raw = await savedState(name, track);
      const before = image.files[key];
      if (check) {
        const same = before?.rawSha256 === sha256(raw);
        if (!same) different++;
        process.stdout.write(`${same ? "same     " : "different"} ${name} ${key}\n`);
        continue;
      }
      const packed = gzipSync(raw, { level: 9 });
      const path = `${name}/${key}-${sha256(packed).slice(0, 8)}.img`;
      await writeFile(new URL(path, IMAGES), packed);
      if (before !== undefined && before.path !== path)
        await unlink(new URL(before.path, IMAGES)).catch(() => {});
      image.files[key] = {
        ...before,
        path,
        bytes: packed.length,
        sha256: sha256(packed),
        rawBytes: raw.length,
        rawSha256: sha256(raw),
        licence: (image.files.direct as unknown as { licence: string }).licence,
      } as ManifestFile;
      process.stdout.write(`${path}: ${packed.length} bytes, ${raw.length} unpacked\n`);
    }
  }
  if (!check) {
    const next = new URL("manifest.json.new", IMAGES);
    await writeFile(next, `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(next, manifestUrl);
  }
  return different === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith("snapshots.ts"))
  process.exitCode = await main(process.argv.includes("--check"));
