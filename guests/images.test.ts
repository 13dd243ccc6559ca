/** The committed images are what their manifest says, were made from the committed sources, and are small enough. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { type ImageFile, manifestSchema } from "@/app/guest/images/manifest";
import smallImages from "./small-images.json";
import { savedState } from "./snapshots";
import { sourcesSha256 } from "./sources-digest.mjs";

const folder = fileURLToPath(new URL("../public/images/", import.meta.url));
const manifest = manifestSchema.parse(JSON.parse(readFileSync(`${folder}manifest.json`, "utf8")));
const files: ImageFile[] = [
  ...Object.values(manifest.images).flatMap((image) => Object.values(image.files)),
  ...Object.values(manifest.firmware),
  ...Object.values(manifest.programs ?? {}),
];
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("public/images", () => {
  it.each(files.map((file) => [file.path, file] as const))(
    "%s is the file of the manifest",
    (_path, file) => {
      const packed = readFileSync(`${folder}${file.path}`);
      expect(packed.length).toBe(file.bytes);
      expect(sha256(packed)).toBe(file.sha256);
      expect(file.path).toContain(file.sha256.slice(0, 8));
      const raw = gunzipSync(packed);
      expect(raw.length).toBe(file.rawBytes);
      expect(sha256(raw)).toBe(file.rawSha256);
    },
  );

  it("holds nothing else, and less than 15 MB", () => {
    const found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".img"))
      .map((entry) => `${entry.parentPath.slice(folder.length)}/${entry.name}`.replace(/^\//, ""));
    expect(found.sort()).toEqual(files.map((file) => file.path).sort());
    expect(files.reduce((sum, file) => sum + file.bytes, 0)).toBeLessThan(15e6);
  });

  it.each([
    ["linux", "npm run guests"],
    ["small", "bash guests/small.sh"],
  ] as const)(
    "was built from the sources of %s in guests/: after a change there, run %s",
    (group, _command) => {
      expect(manifest.build.sourcesSha256[group]).toBe(sourcesSha256(group));
    },
  );

  it("holds the small images of guests/small-images.json, each under 128 KiB", () => {
    for (const name of Object.keys(smallImages)) {
      const { direct } = manifest.images[name]!.files;
      expect(direct!.rawBytes, name).toBeLessThan(128 * 1024);
    }
    expect(Object.keys(manifest.images).sort()).toEqual(["linux", ...Object.keys(smallImages)].sort());
  });

  it("lets a direct boot download at most 5 MB, v86 included", () => {
    const v86 = statSync(fileURLToPath(new URL("../node_modules/v86/build/v86.wasm", import.meta.url))).size;
    // v86.wasm is counted unpacked here: however it is served, it fits.
    expect(manifest.images.linux!.files.direct!.bytes + v86).toBeLessThan(5e6);
  });

  it.each(["vm", "pv"] as const)(
    "has the %s snapshot that this engine makes of the direct boot",
    async (track) => {
      const state = await savedState("linux", track);
      expect(sha256(state), "run npx tsx guests/snapshots.ts").toBe(
        manifest.images.linux!.files[`snapshot-${track}`]!.rawSha256,
      );
    },
  );
});
