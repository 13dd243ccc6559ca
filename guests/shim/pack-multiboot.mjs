// usage: node pack-multiboot.mjs <shim.elf> <vmlinux> <out>
// One ELF with the loadable segments of both files at their physical addresses and the shim's entry point. The shim comes
// first, so that the multiboot header lies within the first 8 KiB, where v86 looks for it.
import fs from "node:fs";

const PT_LOAD = 1;
const EHDR = 52;
const PHDR = 32;

function load(path) {
  const file = fs.readFileSync(path);
  const segments = [];
  for (let i = 0; i < file.readUInt16LE(44); i++) {
    const at = file.readUInt32LE(28) + i * PHDR;
    if (file.readUInt32LE(at) !== PT_LOAD) continue;
    const offset = file.readUInt32LE(at + 4);
    const size = file.readUInt32LE(at + 16);
    segments.push({
      address: file.readUInt32LE(at + 12),
      data: file.subarray(offset, offset + size),
      memory: file.readUInt32LE(at + 20),
    });
  }
  return { entry: file.readUInt32LE(24), segments };
}

const [shimPath, vmlinuxPath, outPath] = process.argv.slice(2);
const shim = load(shimPath);
const segments = [...shim.segments, ...load(vmlinuxPath).segments];

const header = Buffer.alloc(EHDR + PHDR * segments.length);
header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
header.writeUInt16LE(2, 16); // executable
header.writeUInt16LE(3, 18); // i386
header.writeUInt32LE(1, 20);
header.writeUInt32LE(shim.entry, 24);
header.writeUInt32LE(EHDR, 28);
header.writeUInt16LE(EHDR, 40);
header.writeUInt16LE(PHDR, 42);
header.writeUInt16LE(segments.length, 44);
header.writeUInt16LE(40, 46);

const align = (n) => (n + 15) & ~15;
let offset = align(header.length);
segments.forEach(({ address, data, memory }, i) => {
  [PT_LOAD, offset, address, address, data.length, memory, 7, 16].forEach((value, k) => {
    header.writeUInt32LE(value, EHDR + i * PHDR + k * 4);
  });
  offset = align(offset + data.length);
});
const image = Buffer.alloc(offset);
image.set(header);
for (const [i, { data }] of segments.entries()) image.set(data, header.readUInt32LE(EHDR + i * PHDR + 4));
fs.writeFileSync(outPath, image);
