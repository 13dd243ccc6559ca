// usage: node publish.mjs <stage folder> <images folder> [--check] [--small]
// Compresses what build.sh (or, with --small, small.sh) left in the stage folder, names every file after its digest, moves it
// into place and writes the manifest last. Keys of the manifest that this file does not know (snapshots, say) survive; files that nothing names go.
// With --check nothing is written: prints same or different per file and exits 1 if anything differs.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { sha256, sourcesSha256 } from "./sources-digest.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const [stage, images, ...options] = process.argv.slice(2);
const group = options.includes("--small") ? "small" : "linux";
const manifestPath = path.join(images, "manifest.json");
const old = fs.existsSync(manifestPath) ? JSON.parse(fs.readFileSync(manifestPath, "utf8")) : {};

const linuxLicence = "GPL-2.0-only AND GPL-2.0-or-later AND MIT";

function compress(name, folder, licence) {
  const rawPath = path.join(stage, name);
  const raw = fs.readFileSync(rawPath);
  const bytes = execFileSync("gzip", ["-9", "-n", "-c", rawPath], { maxBuffer: 1 << 28 });
  const digest = sha256(bytes);
  const entry = {
    path: `${folder}/${name}-${digest.slice(0, 8)}.img`,
    bytes: bytes.length,
    sha256: digest,
    rawBytes: raw.length,
    rawSha256: sha256(raw),
    licence,
  };
  return { entry, bytes };
}

/** What is no machine, and is handed to a Linux guest. */
const smallPrograms = ["neighbour"];

const smallImages = JSON.parse(fs.readFileSync(path.join(here, "small-images.json"), "utf8"));

const built =
  group === "small"
    ? Object.fromEntries(
        [...Object.keys(smallImages), ...smallPrograms].map((name) => [name, compress(name, "small", "MIT")]),
      )
    : {
        direct: compress("direct", "linux", linuxLicence),
        bzimage: compress("bzimage", "linux", linuxLicence),
        seabios: compress("seabios", "bios", "LGPL-3.0-only"),
        vgabios: compress("vgabios", "bios", "LGPL-2.1-or-later"),
      };

const published =
  group === "small"
    ? {
        ...Object.fromEntries(
          Object.keys(smallImages).map((name) => [name, old.images?.[name]?.files.direct]),
        ),
        ...old.programs,
      }
    : { ...old.images?.linux?.files, ...old.firmware };

function check() {
  let different = 0;
  for (const [name, { entry }] of Object.entries(built)) {
    const same = published[name]?.sha256 === entry.sha256 && published[name]?.rawSha256 === entry.rawSha256;
    console.log(`${same ? "same" : "different"}  ${name}  ${entry.sha256}`);
    if (!same) different++;
  }
  const sameSources = old.build?.sourcesSha256[group] === sourcesSha256(group);
  console.log(`${sameSources ? "same" : "different"}  sources`);
  return different || !sameSources ? 1 : 0;
}

function sources() {
  const lines = fs
    .readFileSync(path.join(here, "packages.txt"), "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  const packages = lines.map((line) => {
    const [, name, version, licence, digest, file] = line.split(" ");
    const source = { "linux-source-6.1": "linux", "musl-dev:i386": "musl" }[name] ?? name;
    return {
      name: source,
      version,
      package: name,
      licence,
      origin: `https://packages.debian.org/source/bookworm/${source}`,
      file,
      sha256: digest,
    };
  });
  return [
    ...packages,
    {
      name: "triptych-guest-programs",
      version: "1",
      package: null,
      licence: "the project's",
      origin: "guests/",
    },
  ];
}

function toolchain() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills this in
  const format = "${Version}";
  const version = (name) =>
    `${name} ${execFileSync("dpkg-query", ["-W", "-f", format, name], { encoding: "utf8" })}`;
  return ["gcc-12", "binutils", "libgcc-12-dev:amd64", "lib32gcc-12-dev", "gzip"].map(version);
}

function place({ entry, bytes }) {
  const target = path.join(images, entry.path);
  if (!fs.existsSync(target) || sha256(fs.readFileSync(target)) !== entry.sha256) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(`${target}.tmp`, bytes);
    fs.renameSync(`${target}.tmp`, target);
  }
  console.log(`${entry.path}  ${entry.bytes} bytes (${entry.rawBytes} raw)`);
}

function imagesOfGroup() {
  const markPort = Number(
    /TRIPTYCH_MARK_PORT (0x[0-9a-f]+)/.exec(fs.readFileSync(path.join(here, "programs/mark.h"), "utf8"))[1],
  );
  if (group === "small")
    return Object.fromEntries(
      Object.entries(smallImages).map(([name, image]) => [
        name,
        {
          commandLine: { common: "", vm: "", pv: "" },
          ...image,
          agent: false,
          markPort,
          files: { direct: built[name].entry },
        },
      ]),
    );
  const linux = {
    title: "Linux",
    description:
      "One small 32-bit Linux for the VM and the PV track: every namespace, cgroup v2, emulated and virtio drivers, busybox.",
    memoryMiB: 32,
    tracks: ["vm", "pv"],
    ready: "prompt",
    agent: true,
    markPort,
    commandLine: JSON.parse(fs.readFileSync(path.join(here, "linux/command-line.json"), "utf8")),
    files: { ...old.images?.linux?.files, direct: built.direct.entry, bzimage: built.bzimage.entry },
  };
  return { linux: { ...old.images?.linux, ...linux } };
}

const firmwareOfGroup = () =>
  group === "small" ? {} : { seabios: built.seabios.entry, vgabios: built.vgabios.entry };

const programsOfGroup = () =>
  group === "small" ? Object.fromEntries(smallPrograms.map((name) => [name, built[name].entry])) : {};

function writeManifest() {
  const manifest = {
    ...old,
    schema: 1,
    images: { ...old.images, ...imagesOfGroup() },
    firmware: { ...old.firmware, ...firmwareOfGroup() },
    programs: { ...old.programs, ...programsOfGroup() },
    sources: sources(),
    toolchain: toolchain(),
    build: {
      command: "npm run guests",
      sourcesSha256: { ...old.build?.sourcesSha256, [group]: sourcesSha256(group) },
    },
  };
  fs.writeFileSync(`${manifestPath}.tmp`, `${JSON.stringify(manifest, null, 2)}\n`);
  fs.renameSync(`${manifestPath}.tmp`, manifestPath);
}

function removeStale() {
  const named = new Set(Object.values(built).map(({ entry }) => entry.path));
  const ours = new RegExp(`^(${Object.keys(built).join("|")})-[0-9a-f]{8}\\.img$`);
  for (const folder of new Set([...named].map((file) => path.dirname(file)))) {
    for (const file of fs.readdirSync(path.join(images, folder)))
      if (ours.test(file) && !named.has(`${folder}/${file}`)) fs.rmSync(path.join(images, folder, file));
  }
}

if (options.includes("--check")) process.exit(check());
Object.values(built).forEach(place);
writeManifest();
removeStale();
