/** A real i386 program in a container, in the real guest's own kernel. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_COSTS } from "@/app/guest/lab/defaults";
import type { Lab } from "@/app/guest/lab/lab";
import { createNodeLab } from "@/app/guest/lab/node";
import { foreignOf } from "@/app/sim/runtime/engine/image-info";
import { containerSpec } from "@/app/sim/runtime/engine/test-kit";
import { helloImage as image, MESSAGE } from "./i386.test-kit";
import { type GuestExec, runInGuest } from "./in-guest";

describe("a real image in the real guest", () => {
  let lab: Lab;
  let exec: GuestExec;

  beforeAll(async () => {
    const column = { id: "vm", track: "vm", image: "linux", via: "snapshot" } as const;
    lab = createNodeLab({ id: "test", seed: 1, costs: DEFAULT_COSTS, columns: [column] });
    await lab.boot("vm");
    exec = async (script) => await lab.exec("vm", script, { timeoutNs: 60e9 });
  });

  afterAll(() => lab?.dispose());

  it("is no program of the simulated kernel, and says what it is", () => {
    expect(foreignOf(image)).toContain("a 32-bit ELF program for Intel 80386 (i386), statically linked");
  });

  it("runs as a container there, and nothing of it is left", async () => {
    const before = await exec("mount; ls /run /sys/fs/cgroup/docker 2>/dev/null | grep -v '\\.'");
    const { stdout, stderr, status } = await runInGuest(exec, image, containerSpec());
    expect([Buffer.from(stdout).toString(), Buffer.from(stderr).toString(), status]).toEqual([
      MESSAGE,
      "",
      7,
    ]);
    const after = await exec(
      "rmdir /run/triptych; mount; ls /run /sys/fs/cgroup/docker 2>/dev/null | grep -v '\\.'",
    );
    expect(Buffer.from(after.stdout).toString().replace("\n/sys/fs/cgroup/docker:\n", "")).toBe(
      Buffer.from(before.stdout).toString(),
    );
  });
});
