/**
 * The simulated kernel: a fork, exec and wait, a process in namespaces of its own, and `docker run`, each by wall time; and what
 * 5,000 living containers take of our heap. Where the real guest can do the same, it is the baseline.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { RealWorld } from "../conformance/real";
import { type BenchResult, bounded, compared } from "./result";

const ROUNDS = 3;
const FORKS = 300;
const STARTS = 60;
const ALIVE = 5_000;
const PROCESSES = 2_000;
const LONGEST_CHILD_MS = 1_200_000;

type Child = (
  task: string,
  count: number,
) => { readonly ms: number; readonly bytes: number; readonly alive: number };

async function bundled(into: string): Promise<Child> {
  const file = join(into, "containers.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("child/containers.ts", import.meta.url))],
    outfile: file,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "error",
  });
  return (task, count) => {
    const { stdout, stderr, status } = spawnSync(
      "node",
      ["--expose-gc", "--max-old-space-size=4096", file, task, String(count)],
      { encoding: "utf8", timeout: LONGEST_CHILD_MS },
    );
    if (status !== 0) throw new Error(`${task} ${count} failed: ${stderr}`);
    return JSON.parse(stdout.trim().split("\n").at(-1)!);
  };
}

/** The same loop in the real guest, wall ms. */
async function inGuest(world: RealWorld, command: string, count: number): Promise<number> {
  const source = `${command}; i=0; while [ $i -lt ${count} ]; do ${command}; i=$((i + 1)); done`;
  const began = performance.now();
  const { status } = await world.run(new TextEncoder().encode(source));
  if (status !== 0) throw new Error(`the guest answered ${status}`);
  return performance.now() - began;
}

export async function containerBench(say: (line: string) => void): Promise<BenchResult[]> {
  const folder = mkdtempSync(join(tmpdir(), "triptych-bench-"));
  try {
    const child = await bundled(folder);
    const world = await RealWorld.boot();
    const rate = (count: number, ms: number) => (1000 * count) / ms;
    const rounds = async (name: string, task: string, command: string, count: number) => {
      const own: number[] = [];
      const guest: number[] = [];
      for (let round = 1; round <= ROUNDS; round++) {
        say(`${name}, round ${round} of ${ROUNDS}`);
        own.push(rate(count, child(task, count).ms));
        guest.push(rate(count, await inGuest(world, command, count)));
      }
      return { own, guest };
    };
    const forks = await rounds("fork", "fork", "/bin/true", FORKS);
    const unshare = "unshare -m -u -i -n -p -C -f --mount-proc /bin/true";
    const starts = await rounds("namespaces", "namespaces", unshare, STARTS);
    world.dispose();
    say("docker run");
    const docker = Array.from({ length: ROUNDS }, () => rate(STARTS, child("docker", STARTS).ms));
    say(`${ALIVE} containers alive`);
    const alive = child("alive", ALIVE);
    say(`${PROCESSES} processes alive`);
    const processes = child("processes", PROCESSES);
    const guestToo = "the same loop in the real guest in v86";
    return [
      compared(
        "containers.fork",
        "fork, exec and wait of /bin/true a wall second",
        "a second",
        forks.own,
        { what: guestToo, runs: forks.guest },
        { ratio: 1, lower: false },
      ),
      compared(
        "containers.namespaces",
        "processes with six namespaces and a proc of their own, started a wall second",
        "a second",
        starts.own,
        { what: guestToo, runs: starts.guest },
        { ratio: 1, lower: false },
      ),
      compared(
        "containers.docker-run",
        "docker run --rm busybox true a wall second",
        "a second",
        docker,
        { what: "the start by hand with unshare, simulated too", runs: starts.own },
        { ratio: 0.02, lower: false },
      ),
      compared(
        "containers.alive",
        `heap of one of ${alive.alive} living containers`,
        "bytes",
        [alive.bytes],
        { what: "one sleeping process without namespaces, shim or root of its own", runs: [processes.bytes] },
        { ratio: 20, lower: true },
      ),
      bounded(
        "containers.alive-count",
        `containers missing of ${ALIVE} that were to live at once`,
        "count",
        [ALIVE - alive.alive],
        0,
      ),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
