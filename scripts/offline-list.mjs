// Writes out/offline.json: what the service worker keeps of the site once a visitor is idle. Of the guest images, those that most
// boots begin from; the large ones of the other ways in are kept when they have been used.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const folder = process.argv[2] ?? "out";
const KEPT =
  /^_next\/static\/|^v86\/|^images\/(manifest\.json$|bios\/|small\/|linux\/direct-)|^icon\.svg$|(^|\/)index\.html$/;

const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .filter((path) => KEPT.test(path))
  .sort();

// A name without a digest says nothing of what is in the file.
const hash = createHash("sha256");
for (const file of files) hash.update(file).update(await readFile(join(folder, file)));

const list = {
  digest: hash.digest("hex"),
  paths: files.map((file) => file.replace(/index\.html$/, "")),
};
await writeFile(join(folder, "offline.json"), `${JSON.stringify(list)}\n`);
console.log(`offline.json: ${files.length} files`);
