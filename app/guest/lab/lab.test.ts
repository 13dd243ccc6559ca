/** The lab as its users hold it: columns that boot, fail, stop, save and come back, and the record of all that. */
import { describe, expect, it } from "vitest";
import { parseRun } from "@/app/sim/run/parse";
import { ImageError, ImageStore } from "../images/store";
import { DEFAULT_COSTS, DEFAULT_SEED } from "./defaults";
import { Lab } from "./lab";
import { createNodeLab, nodeEnvironment } from "./node";
import type { Scenario } from "./state";

const scenario: Scenario = {
  id: "test",
  seed: DEFAULT_SEED,
  costs: DEFAULT_COSTS,
  columns: [
    { id: "vm", track: "vm", image: "linux", via: "snapshot" },
    { id: "pv", track: "pv", image: "linux", via: "snapshot" },
  ],
};

const uptime = "cat /proc/uptime > /root/note\n";
const readNote = { id: "note", column: "vm", script: "cat /root/note 2>/dev/null" };

describe("a lab", () => {
  it("records each boot that reached its prompt, in the order in which they were ordered", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("pv");
    await lab.boot("vm");
    await lab.boot("vm", "direct");
    const { boots, guests } = lab.record();
    expect(boots.map(({ track, via }) => `${track} ${via}`)).toEqual([
      "pv snapshot",
      "vm snapshot",
      "vm direct",
    ]);
    expect(guests.map(({ column, state }) => `${column} ${state}`)).toEqual(["vm running", "pv running"]);
    expect(guests[0]?.boot).toEqual(boots[2]);
    expect(guests[0]?.console).toContain("# ");
    lab.dispose();
  });

  it("keeps the same column state object until something changes, as views want it", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("vm");
    expect(lab.columns()).toBe(lab.columns());
    expect(lab.column("vm")).toBe(lab.column("vm"));
    const before = lab.column("pv");
    lab.setVia("vm", "bios");
    expect(lab.column("pv")).toBe(before);
    expect(lab.column("vm")).toMatchObject({ via: "bios" });
    lab.dispose();
  });

  it("names what is wrong with a boot in that column, and boots again", async () => {
    let broken = true;
    const { images } = nodeEnvironment();
    const read = (images as unknown as { read: ConstructorParameters<typeof ImageStore>[0] }).read;
    const flaky = new ImageStore((path, onBytes, fresh) => {
      if (broken && path.endsWith(".img")) throw new ImageError("gone", path, "wait");
      return read(path, onBytes, fresh);
    });
    const lab = new Lab(scenario, nodeEnvironment(flaky));
    await expect(lab.boot("vm")).rejects.toThrow("gone");
    expect(lab.column("vm")).toMatchObject({ power: "off", error: { what: "gone", whatToDo: "wait" } });
    expect(lab.column("pv").error).toBeUndefined();
    broken = false;
    await lab.boot("vm");
    expect(lab.column("vm")).toMatchObject({ power: "running", error: undefined });
    expect(lab.record().boots).toHaveLength(1);
    lab.dispose();
  });

  it("that is stopped while it boots is off, without an error, and leaves no boot in the record", async () => {
    const lab = createNodeLab(scenario);
    const booting = lab.boot("vm");
    lab.stop("vm");
    await expect(booting).rejects.toThrow(/was stopped/);
    expect(lab.column("vm")).toMatchObject({ power: "off", error: undefined, boot: undefined });
    expect(lab.record().boots).toEqual([]);
    lab.dispose();
  });

  it("brings a saved machine back after it was lost, with its clock, its console and its files", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("vm");
    await lab.perform([{ do: "type", column: "vm", text: uptime }]);
    const saved = await lab.snapshot("vm", "mine");
    lab.stop("vm");
    expect(lab.column("vm")).toMatchObject({ snapshots: [saved] });
    void lab.restore("vm", "mine");
    await lab.settled();
    const { guests } = lab.record();
    expect(guests[0]).toMatchObject({ state: "running", restoredFrom: "mine", virtualMs: saved.atVirtualMs });
    expect(guests[0]?.console).toContain("/root/note");
    await lab.ask([readNote]);
    expect(lab.record().guests[0]?.probes.note?.stdout).toMatch(/^\d+\.\d+ /);
    await expect(lab.restore("vm", "other")).rejects.toThrow(/no snapshot "other"/);
    lab.dispose();
  });

  it("asks questions of a fork: the guest itself is as it was", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("vm");
    const before = lab.record().guests[0];
    await lab.ask([{ id: "ruin", column: "vm", script: "rm -rf /bin; echo gone" }]);
    const after = lab.record().guests[0];
    expect(after?.probes.ruin).toEqual({ stdout: "gone\n", status: 0 });
    expect({ ...after, probes: {} }).toEqual(before);
    const { stdout } = await lab.exec("vm", "ls /bin | head -n 1", { timeoutNs: 10e9 });
    expect(stdout.length).toBeGreaterThan(0);
    lab.dispose();
  });

  it("runs scripts in the guest itself and keeps what they answered, with its counts; the record is readable", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("pv");
    await lab.perform([
      { do: "script", column: "pv", script: "echo kept > /root/note; sleep 1000 > /dev/null 2>&1 &" },
      { do: "script", column: "pv", script: "cat /root/note; pidof sleep > /dev/null; exit 3", as: "note" },
    ]);
    const { note } = lab.answers();
    expect(note).toMatchObject({ stdout: "kept\n", status: 3 });
    expect(note?.instructions).toBeGreaterThan(100_000);
    expect(note?.exits).toHaveProperty("virtio-console");
    const record = lab.record();
    expect(record.answers).toEqual({ note });
    expect(parseRun(JSON.stringify(record))).toEqual({ ok: true, value: record });
    lab.dispose();
  });

  it("steps what is paused, to the same counts each time, and leaves alone what plays", async () => {
    const stepped = createNodeLab(scenario);
    const ran = createNodeLab(scenario);
    for (const lab of [stepped, ran]) await lab.boot("vm");
    const before = stepped.record().guests[0]!.virtualMs;
    await stepped.step("vm", 5e6);
    expect(stepped.record().guests[0]?.virtualMs).toBe(ran.record().guests[0]?.virtualMs);
    await stepped.pause("vm");
    await stepped.step("vm", 50e6);
    const after = stepped.record().guests[0]!;
    expect(after.state).toBe("paused");
    expect(after.virtualMs).toBeGreaterThanOrEqual(before + 50);
    await ran.pause("vm");
    await ran.step("vm", 50e6);
    expect(ran.record().guests[0]).toEqual(after);
    for (const lab of [stepped, ran]) lab.dispose();
  });

  it("takes columns that are added and lets them go", async () => {
    const lab = createNodeLab(scenario);
    lab.addColumn({ id: "vm2", track: "vm", image: "linux", via: "snapshot" });
    const [one, two] = [await lab.boot("vm"), await lab.boot("vm2")];
    expect(two).toEqual(one);
    lab.removeColumn("vm2");
    expect(lab.columns().map(({ id }) => id)).toEqual(["vm", "pv"]);
    expect(() => lab.column("vm2")).toThrow(/there is no column "vm2"; there are: vm, pv/);
    lab.dispose();
  });

  it("reports a guest that crashes later as that column's crash, the others running on", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("vm");
    await lab.boot("pv");
    await lab.perform([{ do: "type", column: "vm", text: "crash panic\n" }]);
    expect(lab.column("vm")).toMatchObject({ power: "crashed", crash: { reason: "kernel panic" } });
    expect(lab.column("pv").power).toBe("running");
    await expect(lab.exec("vm", "true", { timeoutNs: 1e9 })).rejects.toThrow(/not running/);
    lab.dispose();
  });
});
