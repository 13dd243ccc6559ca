/**
 * A fresh process with the lab's engine; the counterpart of stock.mjs.
 *   tsx ours.ts <boot|spin|resume> <track>
 * Prints one JSON line. Times run from just before v86's wasm is compiled; its module is loaded before, as in stock.mjs.
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { nodeImages } from "@/app/guest/lab/node";
import { LocalGuest } from "@/app/guest/local";
import { linuxConfig, nextTurn, text } from "@/app/guest/v86/machine.test-kit";
import { nodeModule } from "@/app/guest/v86/node-parts";
import type { GuestTrack } from "@/app/sim/run/record";

const [task, trackName] = process.argv.slice(2);
const track = trackName as GuestTrack;
const via = task === "resume" ? "snapshot" : "direct";

const config = await linuxConfig({ track, via });
const files = await nodeImages().filesFor("linux", via, track, () => {});
const module = await nodeModule();
const bytes = new Uint8Array(
  await readFile(
    createRequire(import.meta.url)
      .resolve("v86")
      .replace(/libv86\.mjs$/, "v86.wasm"),
  ),
);

const started = performance.now();
const wasm = await WebAssembly.compile(bytes);
const compiledMs = performance.now() - started;
let shown = "";
let bootMs: number | undefined;
const guest = await LocalGuest.create({ module, wasm }, config, files, nextTurn, (event) => {
  if (event.type !== "console" || bootMs !== undefined) return;
  shown += text(event.bytes);
  // As in stock.mjs: the moment at which the prompt is on the console.
  if (/(^|[\r\n])# /.test(shown)) bootMs = performance.now() - started;
});
const builtMs = performance.now() - started;
const reason = await guest.run({ untilNs: 60e9, stopAtReady: true });
if (reason !== "ready") throw new Error(`no prompt: ${reason}`);

if (task === "spin") {
  guest.type(new TextEncoder().encode("spin 600 >/dev/null\n"));
  const advance = async (wallMs: number) => {
    const from = await guest.counters();
    const at = performance.now();
    while (performance.now() - at < wallMs)
      await guest.run({ untilNs: (await guest.counters()).virtualNs + 50e6 });
    return ((await guest.counters()).instructions - from.instructions) / ((performance.now() - at) / 1000);
  };
  await advance(1500);
  const rates = [await advance(700), await advance(700), await advance(700)];
  console.log(JSON.stringify({ rates }));
} else console.log(JSON.stringify({ bootMs, compiledMs, builtMs }));
process.exit(0);
