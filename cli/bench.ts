/** `npm run -s bench -- [name] [--json]`: benchmarks. Exit codes: 0 measured, 1 a goal was missed, 2 bad usage. */
import { containerBench } from "./bench/containers";
import { experimentBench } from "./bench/experiments";
import { guestBench } from "./bench/guest";
import { hostBench } from "./bench/host";
import { pageBench } from "./bench/page";
import type { BenchResult } from "./bench/result";
import { storageBench } from "./bench/storage";

type Bench = (say: (line: string) => void) => Promise<BenchResult[]>;

const BENCHES: Readonly<Record<string, { readonly about: string; readonly parts: readonly Bench[] }>> = {
  guest: {
    about: "the engine against stock v86, and the page's main thread while a guest boots",
    parts: [guestBench, pageBench],
  },
  engine: { about: "only the engine against stock v86", parts: [guestBench] },
  page: { about: "only the built page in Chromium", parts: [pageBench] },
  containers: {
    about: "the simulated kernel: forks, starts, 5,000 living containers",
    parts: [containerBench],
  },
  experiments: {
    about: "a density sweep in the page, frames while guests boot, JavaScript and paints of each built page",
    parts: [experimentBench],
  },
  host: { about: "the modelled host: decisions, containers, merging, replay, memory", parts: [hostBench] },
  storage: {
    about: "disk images in chains of 1, 10 and 100 against qemu-img; hashing of guests' pages",
    parts: [storageBench],
  },
};

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => !arg.startsWith("--"));
  const unknown =
    names.find((name) => BENCHES[name] === undefined) ??
    args.find((arg) => arg.startsWith("--") && arg !== "--json");
  if (unknown !== undefined) {
    const known = Object.entries(BENCHES).map(([name, { about }]) => `  ${name.padEnd(13)}${about}`);
    process.stderr.write(
      `bench: "${unknown}" is not known. bench [name] [--json]; names:\n${known.join("\n")}\n`,
    );
    return 2;
  }
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const results: BenchResult[] = [];
  for (const name of names.length === 0 ? ["guest"] : names)
    for (const part of BENCHES[name]!.parts) results.push(...(await part(say)));
  if (args.includes("--json")) process.stdout.write(`${JSON.stringify({ results }, null, 2)}\n`);
  else for (const result of results) process.stdout.write(`${line(result)}\n`);
  return results.every((result) => result.met) ? 0 : 1;
}

function line({ name, what, value, unit, baseline, ratio, goal, met }: BenchResult): string {
  const against =
    baseline === undefined
      ? ""
      : ` against ${baseline.value} ${unit} (${baseline.what})${ratio === undefined ? "" : `: ratio ${ratio}`}`;
  return `${met ? "met   " : "missed"} ${name}: ${value} ${unit}${against}; goal ${goal}. ${what}`;
}

process.exitCode = await main(process.argv.slice(2));
