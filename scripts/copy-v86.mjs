// Puts v86, as installed, where the page can fetch it: bundlers follow its Node branches and break (docs/dependencies.md).
import { copyFile, mkdir } from "node:fs/promises";

const from = new URL("../node_modules/v86/build/", import.meta.url);
const to = new URL("../public/v86/", import.meta.url);
await mkdir(to, { recursive: true });
for (const name of ["libv86.mjs", "v86.wasm"]) await copyFile(new URL(name, from), new URL(name, to));
