/** A column with a container beside guests, as the page, lessons and the command line hold it. */
import { describe, expect, it } from "vitest";
import { parseRun } from "@/app/sim/run/parse";
import { totalCalls } from "@/app/sim/run/record";
import { DEFAULT_COSTS } from "./defaults";
import { createNodeLab } from "./node";
import type { ContainerColumnState, Scenario } from "./state";

const scenario: Scenario = {
  id: "test",
  seed: 3,
  costs: DEFAULT_COSTS,
  columns: [
    { id: "vm", track: "vm", image: "linux", via: "snapshot" },
    { id: "box", track: "container", image: "busybox" },
  ],
};
const box = { do: "script", column: "box" } as const;

const stateOf = (lab: ReturnType<typeof createNodeLab>) => lab.column("box") as ContainerColumnState;

describe("a container column", () => {
  it("starts by docker run, with its phases, its counts and its prompt; the same each time", async () => {
    const lab = createNodeLab(scenario);
    expect(stateOf(lab)).toMatchObject({ power: "off", start: undefined });
    const start = await lab.boot("box");
    if (start.track !== "container") throw new Error("a container was ordered");
    expect(stateOf(lab)).toMatchObject({ power: "running", start });
    const sumMs = start.phases.reduce((sum, { virtualMs }) => sum + virtualMs, 0);
    expect(sumMs).toBeCloseTo(start.virtualMs, 5);
    expect(start.phases.map(({ name }) => name).sort()).toEqual(
      [
        ...["cgroup", "configuration", "engine", "handshake", "namespaces"],
        ...["network", "program", "rootfs", "shim"],
      ].sort(),
    );
    for (const { virtualMs, runtimeMs } of start.phases) expect(runtimeMs).toBeLessThanOrEqual(virtualMs);
    expect(start.calls.pivot_root).toEqual({ inside: 1, outside: 0 });
    expect(start.calls.sendmsg?.inside).toBe(0);
    for (const none of ["page_fault", "clock_gettime"]) expect(start.calls).not.toHaveProperty(none);
    expect(start.instructions.inside + start.instructions.outside + start.idleNs).toBe(start.virtualNs);
    expect(start.faults).toBeGreaterThan(0);
    lab.stop("box");
    expect(stateOf(lab).power).toBe("off");
    expect(await lab.boot("box")).toEqual(start);
    const { starts, boots, containers } = lab.record();
    expect([starts, boots]).toEqual([[start, start], []]);
    expect(containers?.[0]).toMatchObject({ column: "box", state: "running", start, console: "# " });
    lab.dispose();
  });

  it("says what its root is made of: a layer of its own over the image's, into which a write copies the whole file", async () => {
    const lab = createNodeLab(scenario);
    const layers = () => stateOf(lab).layers;
    expect(layers()).toEqual([]);
    await lab.boot("box");
    const [own, , image] = layers();
    expect(layers().map(({ kind, users }) => `${kind} ${users}`)).toEqual(["own 1", "engine 1", "image 1"]);
    expect(own).toMatchObject({ bytes: 0, inodes: 0 });
    const passwd = "wc -c < /etc/passwd";
    const before = Number(
      new TextDecoder().decode((await lab.exec("box", passwd, { timeoutNs: 1e9 })).stdout),
    );
    await lab.perform([
      { ...box, script: "echo x >> /etc/passwd; rm /etc/group; mkdir /new; ln /etc/passwd /new/too" },
    ]);
    // The copied file with its line, /etc, /new, and a whiteout; the second name is no second file.
    expect(layers()[0]).toEqual({ ...own, bytes: before + 2, inodes: 4 });
    expect(layers()[2]).toEqual(image);
    lab.stop("box");
    expect(layers()).toEqual([]);
    lab.dispose();
  });

  it("takes what is typed, and ends with its shell", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("box");
    await lab.perform([{ do: "type", column: "box", text: "echo $((6 * 7)) > /tmp/note\ncat /tmp/note\n" }]);
    const [column] = lab.record().containers!;
    expect(column?.console.split(/\r+\n/)).toContain("42");
    await lab.perform([{ do: "type", column: "box", text: "exit\n" }]);
    expect(stateOf(lab).power).toBe("halted");
    await expect(lab.exec("box", "true", { timeoutNs: 1e9 })).rejects.toThrow(/not running/);
    lab.dispose();
  });

  it("runs a script beside the console with the container's own view and rights, and counts what it costs", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("box");
    await lab.perform([
      { ...box, script: "ps | grep -c -v PID; hostname | wc -c; mount -t tmpfs x /mnt; exit 3", as: "view" },
      { ...box, script: "cat /etc/hostname > /dev/null", as: "once" },
      { ...box, script: "for i in 1 2 3 4 5 6 7 8; do cat /etc/hostname; done > /dev/null", as: "often" },
    ]);
    const { view, once, often } = lab.answers();
    expect(view).toMatchObject({ stdout: expect.stringMatching(/^\d\n13\n$/), status: 3 });
    expect(Number(view?.stdout[0])).toBeLessThan(6);
    expect(often!.calls!).toBeGreaterThan(3 * once!.calls!);
    expect(once!.calls!).toBeGreaterThan(10);
    expect(often!.instructions!).toBeGreaterThan(once!.instructions!);
    expect(often!.faults!).toBeGreaterThan(once!.faults!);
    expect(once).not.toHaveProperty("exits");
    const record = lab.record();
    expect(parseRun(JSON.stringify(record))).toEqual({ ok: true, value: record });
    lab.dispose();
  });

  it("counts the container's calls apart from those of the runtime that carries its console", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("box");
    const before = stateOf(lab).counters.calls;
    await lab.perform([{ ...box, script: ":", as: "nothing" }]);
    const after = stateOf(lab).counters.calls;
    expect(totalCalls(after, "outside")).toBe(totalCalls(before, "outside"));
    expect(totalCalls(after, "inside") - totalCalls(before, "inside")).toBe(lab.answers().nothing?.calls);
    lab.dispose();
  });

  it("refuses what it cannot do, and says so", async () => {
    const lab = createNodeLab(scenario);
    await lab.boot("box");
    await expect(lab.snapshot("box")).rejects.toThrow(/cannot be saved/);
    await expect(lab.restore("box", "s1")).rejects.toThrow(/cannot be saved or put back/);
    expect(() => lab.setVia("box", "bios")).toThrow(/no way in/);
    expect(() => lab.setDevices("box", {})).toThrow(/no devices/);
    lab.dispose();
  });

  it.each([
    ["an image that is not there", "nope", /Unable to find image 'nope:latest'/],
    ["an image without a shell", "hello-world", /did not come to a prompt: \s*Hello/],
  ])("says what is wrong with %s, and is off", async (_what, image, why) => {
    const lab = createNodeLab({ ...scenario, columns: [{ id: "box", track: "container", image }] });
    await expect(lab.boot("box")).rejects.toThrow(why);
    expect(stateOf(lab)).toMatchObject({
      power: "off",
      error: { where: `column box, docker run -it ${image}` },
    });
    expect(lab.record().starts).toEqual([]);
    lab.dispose();
  });

  it("that is stopped while it starts is off, without an error", async () => {
    const lab = createNodeLab(scenario);
    const starting = lab.boot("box");
    lab.stop("box");
    await expect(starting).rejects.toThrow(/was stopped/);
    expect(stateOf(lab)).toMatchObject({ power: "off", error: undefined });
    lab.dispose();
  });

  it("will not start where an instruction costs something else than what its runtime was taken apart at", async () => {
    const lab = createNodeLab({ ...scenario, costs: { ...DEFAULT_COSTS, nsPerInstruction: 2 } });
    await expect(lab.boot("box")).rejects.toThrow(/2 ns an instruction/);
    lab.dispose();
  });

  it("is asked by probes and answers into its record", async () => {
    const lab = createNodeLab(scenario);
    await lab.ask([{ id: "kernel", column: "box", script: "uname -r" }]);
    await lab.boot("box");
    expect(lab.record().containers?.[0]?.probes).toEqual({});
    await lab.ask([{ id: "kernel", column: "box", script: "uname -r" }]);
    expect(lab.record().containers?.[0]?.probes.kernel).toEqual({
      stdout: "6.1.192-triptych\n",
      status: 0,
    });
    lab.dispose();
  });
});
