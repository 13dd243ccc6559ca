/** The engine against stock v86 on the same image: boot, speed of a busy loop, and what a snapshot saves. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine } from "@/app/guest/lab/command-line";
import { nodeImages } from "@/app/guest/lab/node";
import type { GuestTrack } from "@/app/sim/run/record";
import { type BenchResult, compared } from "./result";

const ROUNDS = 5;
const child = (name: string) => fileURLToPath(new URL(`child/${name}`, import.meta.url));

function run(command: string, args: readonly string[]): Record<string, unknown> {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", timeout: 120_000 });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${stderr}`);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
}

const times = (answer: Record<string, unknown>) => answer as { bootMs: number; compiledMs: number };

async function prepare(track: GuestTrack) {
  const images = nodeImages();
  const [image, files] = [
    await images.image("linux"),
    await images.filesFor("linux", "direct", track, () => {}),
  ];
  const elf = join(mkdtempSync(join(tmpdir(), "triptych-bench-")), "direct.elf");
  writeFileSync(elf, new Uint8Array(files.multiboot!));
  const stock = (task: string) =>
    run("node", [child("stock.mjs"), task, elf, track, commandLine(image.commandLine, track)]);
  const ours = (task: string) => run("node", ["--import", "tsx", child("ours.ts"), task, track]);
  return { stock, ours };
}

/** Both boots in turns, so that a slow minute of the machine falls on both. */
export async function guestBench(say: (line: string) => void): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const track of ["vm", "pv"] as const) {
    const { stock, ours } = await prepare(track);
    const own: number[] = [];
    const base: number[] = [];
    const resumed: number[] = [];
    const booted: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      say(`${track} boot, round ${i + 1} of ${ROUNDS}`);
      base.push(stock("boot").bootMs as number);
      const [direct, snapshot] = [ours("boot"), ours("resume")].map(times);
      own.push(direct!.bootMs);
      // Guests of a page share one compiled module, so here its compilation counts for neither.
      booted.push(direct!.bootMs - direct!.compiledMs);
      resumed.push(snapshot!.bootMs - snapshot!.compiledMs);
    }
    results.push(
      compared(
        `boot-${track}`,
        "wall time from power-on to the prompt, direct, compilation included",
        "ms",
        own,
        { what: "stock v86, its own loop and compiler, nothing counted", runs: base },
        { ratio: 0.6, lower: true },
      ),
      compared(
        `snapshot-${track}`,
        "wall time from a saved state to the prompt, construction included",
        "ms",
        resumed,
        { what: "our direct boot", runs: booted },
        { ratio: 0.2, lower: true },
      ),
    );
  }
  const { stock, ours } = await prepare("vm");
  say("busy loop");
  const rates = { own: [] as number[], base: [] as number[] };
  for (let i = 0; i < 4; i++) {
    rates.base.push(...(stock("spin").rates as number[]));
    rates.own.push(...(ours("spin").rates as number[]));
  }
  const millions = (values: readonly number[]) => values.map((value) => value / 1e6);
  results.push(
    compared(
      "busy-loop",
      "instructions a second in a busy loop of the guest",
      "MIPS",
      millions(rates.own),
      { what: "stock v86", runs: millions(rates.base) },
      { ratio: 0.95, lower: false },
    ),
  );
  return results;
}
