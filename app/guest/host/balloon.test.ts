/** The balloon of a real guest: what its driver gives is the host's again, and the guest's own kernel says so. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostLab } from "./lab";
import { createNodeHostLab } from "./node";

const MIB = 16;
const PAGES = 4096;

describe("a balloon of 16 MiB in a real PV guest", () => {
  let lab: HostLab;

  beforeAll(async () => {
    lab = createNodeHostLab();
    await lab.load({
      version: 1,
      name: "balloon",
      durationMs: 10_000,
      host: { cores: 1, memoryMiB: 128 },
      instances: [{ name: "guest", kind: "pv", guest: "linux" }],
    });
    await lab.step(30e6);
    // Most of what the guest may give has been written to before, so that a frame is behind it.
    await lab.exec("guest", `memtouch ${MIB + 6} > /dev/null & sleep 1; kill $!`);
    await lab.step(1e9);
  }, 180_000);
  afterAll(() => lab.dispose());

  /** What the guest's kernel says that it has. */
  const guestsMemoryKiB = async (): Promise<number> =>
    Number(/Mem: +(\d+)/.exec((await lab.exec("guest", "free")).stdout)![1]);
  const hostsFrames = () => {
    const { view } = lab.state();
    const { balloonPages, anonPages } = view!.instances[0]!.memory;
    return { balloonPages, anonPages, free: view!.memory.freeFrames };
  };
  const inflate = async (targetMiB: number) => {
    await lab.order({ do: "balloon", instance: "guest", targetMiB });
    await lab.step(3e9);
  };

  it("returns 4,096 frames to the host's memory, and free in the guest says so; and back", async () => {
    const [before, memoryKiB] = [hostsFrames(), await guestsMemoryKiB()];
    expect(before.balloonPages).toBe(0);

    await inflate(MIB);
    const inflated = hostsFrames();
    expect(inflated.balloonPages).toBe(PAGES);
    expect(inflated.free - before.free).toBe(before.anonPages - inflated.anonPages);
    // All but those that the guest had never written to.
    expect(inflated.free - before.free).toBeGreaterThan(0.9 * PAGES);
    expect(await guestsMemoryKiB()).toBe(memoryKiB - MIB * 1024);

    await inflate(0);
    const deflated = hostsFrames();
    expect(deflated.balloonPages).toBe(0);
    expect(await guestsMemoryKiB()).toBe(memoryKiB);
    // A page that came back has no frame until the guest writes to it.
    expect(deflated.anonPages - inflated.anonPages).toBeLessThan(0.05 * PAGES);
  }, 180_000);
});
