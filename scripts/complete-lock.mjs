// Completes package-lock.json after `npm install` on a registry that does not serve other platforms' packages: npm then leaves
// them out of the lock file, and `npm ci` refuses it. What is missing is an optional dependency whose name says for which
// platform it is; it is entered without a digest, and is never installed on another platform.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const PROCESSORS = [
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
];
const C_LIBRARIES = { musl: "musl", gnu: "glibc" };

/** What a package's name says of its platform: "@next/swc-linux-x64-musl". */
function platformOf(name) {
  if (name === "fsevents") return { os: ["darwin"] };
  const words = name.split(/[-/]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  const libc = Object.entries(C_LIBRARIES).flatMap(([word, library]) =>
    words.includes(word) ? [library] : [],
  );
  return { ...(os.length > 0 && { os }), ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }) };
}

const path = new URL("../package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(path, "utf8"));

/** Where Node would find the package from `from`, if the lock file has it. */
function isThere(name, from) {
  for (let at = from; ; at = at.slice(0, at.lastIndexOf("/node_modules/"))) {
    if (lock.packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (!at.includes("/node_modules/")) return lock.packages[`node_modules/${name}`] !== undefined;
  }
}

let added = 0;
for (const [from, entry] of Object.entries(lock.packages))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name);
    if (isThere(name, from) || (platform.os === undefined && platform.cpu === undefined)) continue;
    const exact = version.replace(/^[\^~]/, "");
    lock.packages[`node_modules/${name}`] = {
      version: exact,
      ...(entry.dev && { dev: true }),
      optional: true,
      ...platform,
    };
    added++;
  }

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms entered`);
