// The digest that ties public/images/manifest.json to the sources: SHA-256 over the sorted list of (path, sha256) of the files
// under guests/, but for texts and for what runs on the lab's engine (snapshots have a test of their own). As a program it
// prints it.
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

function files(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? files(full) : [full];
  });
}

export function sourcesSha256(root = here) {
  const lines = files(root)
    .filter((file) => !/\.(md|ts)$/.test(file))
    .map((file) => [path.relative(root, file).split(path.sep).join("/"), file])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, file]) => `${sha256(fs.readFileSync(file))}  guests/${name}\n`);
  return sha256(lines.join(""));
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url))
  console.log(sourcesSha256());
