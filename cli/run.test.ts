/** `lab run`: scenarios headless, twice the same, and what it says of those that cannot be used. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callLab, type Outcome, spawnLab } from "./calls";

async function scenarioFile(document: unknown): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "triptych-")), "scenario.json");
  await writeFile(path, typeof document === "string" ? document : JSON.stringify(document));
  return path;
}

const called = new Map<string, Promise<Outcome>>();

/** Once for all tests that look at what it left. */
function callOnce(args: readonly string[]): Promise<Outcome> {
  const key = args.join(" ");
  const outcome = called.get(key) ?? callLab(args);
  called.set(key, outcome);
  return outcome;
}

describe("lab run", () => {
  it.each([
    ["noisy-neighbour", 1500],
    ["memory-runs-out", 3000],
    ["two-guests", 250],
  ])("prints the same for docs/scenarios/%s.json each time", async (name, ms) => {
    const args = ["run", `docs/scenarios/${name}.json`, "--json", "--ms", `${ms}`];
    const first = name === "memory-runs-out" ? spawnLab(args) : await callLab(args);
    const second = await callOnce(args);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(second.stdout).toBe(first.stdout);
    const { view, sums } = JSON.parse(first.stdout);
    const total = Object.values(view.byMode as Record<string, number>).reduce((sum, ns) => sum + ns, 0);
    expect(total).toBe(view.nowNs * view.cores);
    expect(sums.nowNs).toBe(view.nowNs);
  });

  it("shows what happened: the leak is killed, its neighbour is not", async () => {
    const { stdout } = await callOnce([
      "run",
      "docs/scenarios/memory-runs-out.json",
      "--json",
      "--ms",
      "3000",
    ]);
    const { view } = JSON.parse(stdout);
    const byName = Object.fromEntries(view.instances.map((one: { name: string }) => [one.name, one]));
    expect(byName.leak).toMatchObject({ state: "killed", memory: { events: { oomKill: 1 } } });
    expect(byName.neighbour).toMatchObject({ state: "running", memory: { events: { oomKill: 0 } } });
    expect(byName.machine.memory.balloonPages).toBe(2048);
  });

  it("another seed is another run, and --ms another length", async () => {
    const args = ["run", "docs/scenarios/noisy-neighbour.json", "--json", "--ms", "500"];
    const one = await callLab(args);
    const two = await callLab([...args, "--seed", "8"]);
    expect(JSON.parse(one.stdout).view.nowNs).toBe(500e6);
    expect(two.stdout).not.toBe(one.stdout);
  });

  it.each([
    ["not JSON", /not a JSON document/],
    [{ version: 1, name: "x", durationMs: 1, host: { cores: 500 } }, /host\.cores: must be at most 128/],
    [
      { version: 1, name: "x", durationMs: 1, instances: [{ name: "a", kind: "zone" }] },
      /instances\.0\.kind: must be one of "container", "vm", "pv"/,
    ],
  ])("names the field and what is allowed, and exits with 2: %#", async (document, message) => {
    const outcome = await callLab(["run", await scenarioFile(document), "--json"]);
    expect(outcome).toMatchObject({ status: 2, stdout: "" });
    expect(outcome.stderr).toMatch(message);
  });
});
