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
  }, 180_000);

  it("passes messages to a neighbour and back, over paths that are asked for", async () => {
    const pingPong = (paths: string) =>
      callLab(["net", "pingpong", "--path", paths, "--rounds", "20", "--json"]);
    const { status, stdout } = await pingPong("virtio-net,bridge,simulated-bridge");
    expect(status).toBe(0);
    const { paths } = JSON.parse(stdout);
    expect(paths.map(({ path, rounds }: { path: string; rounds: number }) => [path, rounds])).toEqual([
      ["virtio-net", 20],
      ["bridge", 20],
      ["simulated-bridge", 21],
    ]);
    expect(JSON.parse((await pingPong("bridge")).stdout).paths).toEqual([paths[1]]);
    const [cards, bridge, simulated] = paths;
    // Neighbours on a bridge need neither a card nor the switch.
    expect([bridge.frames, simulated.frames, simulated.exitsEach]).toEqual([0, 0, 0]);
    expect(cards.frames).toBeGreaterThan(40);
    expect(cards.exitsEach).toBeGreaterThan(5);
    expect(bridge.exitsEach).toBeLessThan(1);
    expect(bridge.roundTripUs).toBeLessThan(cards.roundTripUs);
  }, 180_000);

  it("lets two guests share memory, and their scripts talk through it", async () => {
    const pong = ["--vm", "neighbour pong shared rounds=3 bytes=8 every=50"];
    const ping = ["--pv", "neighbour ping shared rounds=3 bytes=8 every=50"];
    const { status, stdout } = await callLab(["net", ...pong, ...ping, "--shared", "vm,pv", "--json"]);
    expect(status).toBe(0);
    const [{ vm, pv }] = JSON.parse(stdout).steps;
    expect(vm.stdout).toBe("neighbour: 3 rounds answered\n");
    expect(pv.stdout).toMatch(/^neighbour: 3 rounds of 8 bytes, /);
  }, 180_000);

  it.each([
    [["--vm", "true", "--shared", "vm,pv"], "--shared vm,pv: two guests that have scripts are wanted"],
    [
      ["pingpong", "--path", "shared-unikernel", "--bytes", "8"],
      "--bytes 8: over shared-unikernel at most 0",
    ],
    [["--vm", "true", "true"], 'whose script is "true"?'],
    [[], "no script"],
    [["--vm", "true", "--loss", "2"], "--loss 2: a number from 0 to 1"],
    [["--vm", "true", "--gbit", "100"], "allowed are 1, 10"],
    [["pingpong", "--path", "pigeon"], "--path pigeon: allowed are ne2k, virtio-net"],
    [["--script", "/nowhere"], "--script /nowhere"],
    [["--script", stepsFile("typo.json", '[{"vmm":"true"}]')], "step 1: vmm is no machine"],
  ])("refuses %j, saying why", async (args, why) => {
    const { status, stderr } = await callLab(["net", ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(why);
  });
});
