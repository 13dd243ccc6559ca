// Writes a brotli and a gzip copy beside what compresses, so that a static server need not do it for each visitor. Guest
// images are compressed already.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const COMPRESSIBLE = /\.(html|js|mjs|css|json|svg|txt|wasm|xml|webmanifest|md)$/;
const SMALLEST_BYTES = 1024;

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);
const folder = process.argv[2] ?? "out";

const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));

for (const file of files) {
  const bytes = await readFile(file);
  if (bytes.length < SMALLEST_BYTES) continue;
  const quality = bytes.length > 500_000 ? 9 : 11;
  await writeFile(
    `${file}.br`,
    await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
  );
  await writeFile(`${file}.gz`, await gzipped(bytes, { level: 9 }));
}
