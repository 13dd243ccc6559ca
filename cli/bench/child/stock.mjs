// A fresh process with stock v86: its own loop, its asynchronous compiler, nothing counted.
//   node stock.mjs <boot|spin> <image.elf> <vm|pv> <command line>
// Prints one JSON line. Times run from just before the constructor, the compilation of its wasm included.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { V86 } from "v86";

const [task, image, track, cmdline] = process.argv.slice(2);
const file = readFileSync(image);
const built = createRequire(import.meta.url)
  .resolve("v86")
  .replace(/libv86\.mjs$/, "v86.wasm");
const wasm = readFileSync(built);
const devices =
  track === "pv"
    ? { net_device: { type: "virtio" }, virtio_console: true, virtio_balloon: true, filesystem: {} }
    : { net_device: { type: "ne2k" }, uart1: true };

const started = performance.now();
let exports;
const emulator = new V86({
  ...devices,
  wasm_fn: async (imports) => {
    exports = (await WebAssembly.instantiate(wasm, imports)).instance.exports;
    return exports;
  },
  multiboot: { buffer: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) },
  memory_size: 32 << 20,
  vga_memory_size: 1 << 18,
  cmdline,
  autostart: true,
  disable_keyboard: true,
  disable_mouse: true,
  disable_speaker: true,
});

let console_ = "";
const heard = [];
const hear = (text) => {
  console_ += text;
  for (const look of [...heard]) look();
};
emulator.add_listener("serial0-output-byte", (byte) => track === "vm" && hear(String.fromCharCode(byte)));
emulator.add_listener(
  "virtio-console0-output-bytes",
  (bytes) => track === "pv" && hear(String.fromCharCode(...bytes)),
);
const waitFor = (pattern) =>
  new Promise((resolve) => {
    const look = () => {
      if (!pattern.test(console_)) return;
      heard.splice(heard.indexOf(look), 1);
      resolve();
    };
    heard.push(look);
    look();
  });
const type = (text) =>
  track === "pv"
    ? emulator.bus.send("virtio-console0-input-bytes", new TextEncoder().encode(text))
    : emulator.serial0_send(text);

await waitFor(/(^|[\r\n])# /);
const bootMs = performance.now() - started;
if (task === "boot") {
  console.log(JSON.stringify({ bootMs }));
  process.exit(0);
}

type("spin 600 >/dev/null\n");
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const instructions = () => emulator.get_instruction_counter() >>> 0;
await sleep(1500);
const rates = [];
for (let i = 0; i < 3; i++) {
  const [from, at] = [instructions(), performance.now()];
  await sleep(700);
  rates.push(((instructions() - from) >>> 0) / ((performance.now() - at) / 1000));
}
console.log(JSON.stringify({ rates }));
process.exit(0);
