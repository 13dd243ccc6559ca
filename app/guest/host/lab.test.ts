/** The host lab with models and with real guests: seek, branches, export and import, scripts, errors. */
import { afterEach, describe, expect, it, vi } from "vitest";
import type { HostScenarioInput } from "@/app/sim/scenario/schema";
import type { HostLab } from "./lab";
import { createNodeHostLab } from "./node";

const open: HostLab[] = [];
afterEach(() => {
  for (const lab of open.splice(0)) lab.dispose();
});

async function labWith(scenario: Partial<HostScenarioInput>): Promise<HostLab> {
  const lab = createNodeHostLab();
  open.push(lab);
  await lab.load({ version: 1, name: "test", durationMs: 1000, ...scenario });
  return lab;
}

const containers: Partial<HostScenarioInput> = {
  instances: [
    { name: "a", kind: "container", workloads: [{ kind: "busy" }] },
    { name: "b", kind: "container", workloads: [{ kind: "requests", perSecond: 200, serviceUs: 500 }] },
  ],
};
const mixed: Partial<HostScenarioInput> = {
  host: { cores: 1, memoryMiB: 256 },
  instances: [
    { name: "guest", kind: "pv", guest: "linux", workloads: [{ kind: "type", text: "spin -p 50000 100\n" }] },
    { name: "box", kind: "container", workloads: [{ kind: "busy" }] },
  ],
};

/** All that a view shows at a moment, as text. */
const screen = (lab: HostLab): string => {
  const { view } = lab.state();
  return JSON.stringify({ ...view, endNs: 0 });
};

describe("a host lab", () => {
  it("goes back and forth, and shows the same at the same moment", async () => {
    const lab = await labWith(containers);
    await lab.step(300e6);
    const at300 = screen(lab);
    await lab.order({ do: "weight", instance: "b", weight: 500 });
    await lab.step(1500e6);
    const at1800 = screen(lab);
    await lab.seek(300e6 - 1);
    await lab.seek(1800e6);
    expect(screen(lab)).toBe(at1800);
    expect(lab.state().view?.endNs).toBe(1800e6);
    await lab.seek(250e6);
    await lab.order({ do: "weight", instance: "a", weight: 1 });
    expect(lab.state().view?.endNs).toBe(250e6);
    await lab.step(50e6);
    expect(screen(lab)).not.toBe(at300);
  });

  it("exports a run that another lab replays to the same", async () => {
    const lab = await labWith(containers);
    await lab.step(200e6);
    await lab.order({ do: "cpuMax", instance: "a", quotaUs: 10_000, periodUs: 50_000 });
    await lab.step(700e6);
    const text = await lab.export();
    const other = createNodeHostLab();
    open.push(other);
    await other.import(text);
    expect(screen(other)).toBe(screen(lab));
    expect(await other.export()).toBe(text);
  });

  it("refuses a damaged run with what is wrong, and keeps the present one", async () => {
    const lab = await labWith(containers);
    await lab.step(100e6);
    await lab.order({ do: "weight", instance: "a", weight: 7 });
    await lab.step(100e6);
    const before = screen(lab);
    const run = JSON.parse(await lab.export());
    const refused = async (change: (document: typeof run) => unknown, message: RegExp) => {
      const document = structuredClone(run);
      change(document);
      await expect(lab.import(JSON.stringify(document))).rejects.toThrow(message);
      expect(screen(lab)).toBe(before);
    };
    await refused((document) => {
      document.scenario.host.cores = 1000;
    }, /scenario\.host\.cores: must be at most 128/);
    await refused((document) => {
      document.inputs[0].order.weight = "much";
    }, /inputs\.0\.order\.weight: must be a number/);
    await refused((document) => {
      document.inputs[0].atNs = 1e12;
    }, /inputs\.0\.atNs: must be from 0 to 200000000/);
    await refused((document) => {
      document.inputs[0].order.instance = "nobody";
    }, /no instance "nobody"/);
    await refused((document) => {
      document.sums["cores.user"] += 1;
    }, /not the run that was exported.*cores\.user/);
    await expect(lab.import("{")).rejects.toThrow(/not a JSON document/);
  });

  it("says what is allowed when an order or a scenario is wrong", async () => {
    const lab = await labWith(containers);
    await expect(lab.order({ do: "weight", instance: "a", weight: 0 })).rejects.toThrow(
      /weight: must be at least 1/,
    );
    await expect(lab.order({ do: "stop", instance: "nobody" })).rejects.toThrow(/there are: a, b/);
    await expect(lab.load({ version: 1, name: "x", durationMs: -1 })).rejects.toThrow(
      /durationMs: must be more than 0/,
    );
    expect(lab.state().scenario).toBe("test");
  });

  it("plays by the wall clock and stops when told", async () => {
    const lab = await labWith(containers);
    const startMs = performance.now();
    lab.play("interactive");
    await vi.waitFor(() => expect(lab.state().view!.nowNs).toBeGreaterThan(30e6), { timeout: 60_000 });
    await lab.pause();
    const { nowNs } = lab.state().view!;
    // A tick of the page, at most, ahead of the wall.
    expect(nowNs).toBeLessThan((performance.now() - startMs + 100) * 1e6);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lab.state().view!.nowNs).toBe(nowNs);
    expect(lab.state().playing).toBeUndefined();
  });
});

describe("a host lab with a real guest", () => {
  it("goes back, and plays on to the same screen and the same console", async () => {
    const lab = await labWith(mixed);
    let console = "";
    lab.onConsole("guest", {
      bytes: (bytes) => {
        console += new TextDecoder().decode(bytes);
      },
      reset: () => {
        console = "";
      },
    });
    await lab.step(145e6);
    const [at145, console145] = [screen(lab), console];
    await lab.step(5e6);
    await lab.order({ do: "weight", instance: "guest", weight: 300 });
    await lab.step(150e6);
    const [at300, console300] = [screen(lab), console];
    expect(console300).toContain("spin: ");
    await lab.seek(150e6 - 1e6);
    expect(console300.startsWith(console)).toBe(true);
    await lab.seek(300e6);
    expect(screen(lab)).toBe(at300);
    expect(console).toBe(console300);
    await lab.seek(140e6);
    await lab.step(5e6);
    expect(screen(lab)).toBe(at145);
    expect(console).toBe(console145);
  });

  it("runs a script in it, and its pages are frames of the host", async () => {
    const lab = await labWith({ ...mixed, instances: [{ name: "guest", kind: "pv", guest: "linux" }] });
    await lab.step(20e6);
    const answer = await lab.exec("guest", "echo hello; exit 3");
    expect(answer).toEqual({ stdout: "hello\n", stderr: "", status: 3 });
    const [guest] = lab.state().view!.instances;
    expect(guest!.state).toBe("running");
    expect(guest!.memory.anonPages).toBeGreaterThan(1500);
    expect(guest!.exits["virtio-console"]!.count).toBeGreaterThan(5);
  });

  it("is stopped and started again", async () => {
    const lab = await labWith(mixed);
    await lab.step(30e6);
    await lab.order({ do: "stop", instance: "guest" });
    await lab.step(10e6);
    const stopped = lab.state().view!.instances[0]!;
    expect([stopped.state, stopped.memory.anonPages]).toEqual(["stopped", 0]);
    await lab.order({ do: "start", instance: "guest" });
    await lab.step(30e6);
    expect(lab.state().view!.instances[0]!.state).toBe("running");
    await lab.seek(35e6);
    expect(lab.state().view!.instances[0]!.state).toBe("stopped");
  });

  it("goes on in another instance from a snapshot, where it stood", async () => {
    const second = {
      name: "second",
      kind: "pv" as const,
      guest: "linux" as const,
      startMs: "never" as const,
    };
    const lab = await labWith({
      ...mixed,
      instances: [{ name: "guest", kind: "pv", guest: "linux" }, second],
    });
    await lab.step(20e6);
    await lab.exec("guest", "echo kept > /tmp/note");
    await lab.order({ do: "snapshot", instance: "guest", as: "s1" });
    await lab.exec("guest", "rm /tmp/note");
    await lab.order({ do: "restore", instance: "second", from: "s1" });
    await lab.step(20e6);
    expect((await lab.exec("second", "cat /tmp/note")).stdout).toBe("kept\n");
    expect((await lab.exec("guest", "cat /tmp/note")).status).toBe(1);
  });

  it("forks: two futures of one past, and the original as it was", async () => {
    const lab = await labWith(mixed);
    await lab.step(60e6);
    const before = screen(lab);
    const fork = await lab.fork();
    open.push(fork);
    expect(screen(fork)).toBe(before);
    await fork.order({ do: "weight", instance: "guest", weight: 1000 });
    await fork.step(40e6);
    expect(screen(lab)).toBe(before);
    await lab.step(40e6);
    const other = fork.state().view!.instances[0]!;
    expect(other.times.runningNs).toBeGreaterThan(lab.state().view!.instances[0]!.times.runningNs * 1.1);
    await fork.seek(60e6 - 1e6);
    await fork.order({ do: "weight", instance: "guest", weight: 100 });
    await fork.step(41e6);
    expect(fork.state().view!.instances[0]!.times).toEqual(lab.state().view!.instances[0]!.times);
  });

  it("exports a run that another lab replays to the instruction", async () => {
    const lab = await labWith(mixed);
    await lab.step(60e6);
    lab.type("guest", new TextEncoder().encode("\x03echo typed\n"));
    await lab.step(60e6);
    const text = await lab.export();
    const other = createNodeHostLab();
    open.push(other);
    await other.import(text);
    expect(screen(other)).toBe(screen(lab));
  });
});
