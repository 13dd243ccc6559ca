// Finds QEMU's disk image tools, the oracle of app/sim/storage, and says which; installs them where there are none.
import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";

const TOOLS = ["qemu-img", "qemu-io"];

/** The version, or undefined if a tool does not run. */
function version() {
  const found = TOOLS.map((tool) => spawnSync(tool, ["--version"], { encoding: "utf8" }));
  return found.every(({ status }) => status === 0) ? found[0].stdout.split("\n")[0] : undefined;
}

function tryToInstall(report) {
  report("No qemu-img and qemu-io found: installing them (apt-get install qemu-utils).");
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const run = (...command) => {
    const [program, ...args] = [...asRoot, ...command];
    return spawnSync(program, args, { stdio: "inherit" }).status === 0;
  };
  run("apt-get", "update");
  return run("apt-get", "install", "-y", "--no-install-recommends", "qemu-utils");
}

/** `report` is told what was found. Throws if there are no tools and none can be installed. */
export function findQemuTools(report = console.log) {
  let found = version();
  if (found === undefined && tryToInstall(report)) found = version();
  if (found === undefined)
    throw new Error("No qemu-img and qemu-io: install Debian's qemu-utils, or what your system calls it.");
  report(`Disk image tools: ${found}.`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) findQemuTools();
