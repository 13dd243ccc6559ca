/** `lab net` as it is typed. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readPcap } from "@/app/sim/net/pcap.test-kit";
import { callLab } from "./calls";

const folder = mkdtempSync(join(tmpdir(), "triptych-net-"));

function stepsFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("lab net", () => {
  it("runs scripts on a switch, and writes what went through it", async () => {
    const pcap = join(folder, "capture.pcap");
    const steps = stepsFile(
      "pings.json",
      JSON.stringify([
        { vm: "ping -c 1 10.0.3.1", container: "docker run --rm busybox ping -c 1 10.0.1.1" },
        { container: "echo gone >&2; exit 3" },
      ]),
    );
    const { status, stdout } = await callLab(["net", "--script", steps, "--pcap", pcap, "--json"]);
    expect(status).toBe(1);
    const { steps: results, machines, capture } = JSON.parse(stdout);
    expect(results[0].vm).toMatchObject({ status: 0, timedOut: false });
    expect(results[0].vm.stdout).toContain("1 packets received");
    expect(results[0].container.stdout).toContain("1 packets received");
    expect(results[1].container).toMatchObject({ status: 3, stderr: "gone\n" });
    expect(machines.map(({ id }: { id: string }) => id)).toEqual(["container", "vm"]);
    expect(machines[1].counters.exits.ne2k.reads).toBeGreaterThan(0);
    expect(readPcap(readFileSync(pcap)).frames).toHaveLength(capture.frames);
  }, 60_000);

  it.each([
    [["--vm", "true", "true"], 'whose script is "true"?'],
    [[], "no script"],
    [["--vm", "true", "--loss", "2"], "--loss 2: a number from 0 to 1"],
    [["--vm", "true", "--gbit", "100"], "allowed are 1, 10"],
    [["--script", "/nowhere"], "--script /nowhere"],
    [["--script", stepsFile("typo.json", '[{"vmm":"true"}]')], "step 1: vmm is no machine"],
  ])("refuses %j, saying why", async (args, why) => {
    const { status, stderr } = await callLab(["net", ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
  });
});
