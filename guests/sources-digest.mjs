// The digests that tie public/images/manifest.json to the sources, one for each group of images that is built apart: SHA-256
// over the sorted list of (path, sha256) of the files under guests/ that go into the group. Texts, what is built, what runs on the lab's
// engine (snapshots have a test of their own) and what only packs the images go into neither. As a program it prints them.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const SMALL = /^(freestanding|unikernel|tern|neighbour)\/|^small(-images\.json|\.sh)$/;
const PACKING = /^(publish|sources-digest)\.mjs$/;

const GROUPS = {
  linux: (name) => !SMALL.test(name),
  small: (name) => SMALL.test(name) || name === "programs/mark.h",
};

function files(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? files(full) : [full];
  });
}

export function sourcesSha256(group, root = here) {
  const lines = files(root)
    .map((file) => [path.relative(root, file).split(path.sep).join("/"), file])
    .filter(([name]) => !/\.(md|ts|tern|elf)$/.test(name) && !PACKING.test(name) && GROUPS[group](name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, file]) => `${sha256(fs.readFileSync(file))}  guests/${name}\n`);
  return sha256(lines.join(""));
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  for (const group of Object.keys(GROUPS)) console.log(`${sourcesSha256(group)}  ${group}`);
