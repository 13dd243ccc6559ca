/** The balloon of a real guest: what its driver gives is the host's again, and the guest's own kernel says so. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HostLab } from "./lab";
import { createNodeHostLab } from "./node";

const MIB = 16;
const PAGES = 4096;

/**
 * A frame is behind a page once the guest has written to it. So all that the guest may give is written to before, until its OOM
 * killer ends that, its kernel's reserve included; slowly, since the host looks each 500 ms only.
 */
const WRITE_EVERYWHERE = `cd /proc/sys/vm; reserve=$(cat min_free_kbytes); echo 1 > min_free_kbytes
memtouch 64 -q -w 20; memtouch 64 -q -w 20
echo $reserve > min_free_kbytes`;

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
    await lab.exec("guest", WRITE_EVERYWHERE);
    await lab.step(1e9);
  });
  afterAll(() => lab.dispose());

  /** What the guest's kernel says that it has. */
  const guestsMemoryKiB = async (): Promise<number> =>
    Number(/Mem: +(\d+)/.exec((await lab.exec("guest", "free")).stdout)![1]);
  const hostsFrames = () => {
    const { view } = lab.state();
    const { balloonPages, anonPages, minorFaults } = view!.instances[0]!.memory;
    return { balloonPages, anonPages, minorFaults, free: view!.memory.freeFrames };
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
    // Besides, the guest has written to pages that had no frame.
    const newFrames = inflated.minorFaults - before.minorFaults;
    expect(newFrames).toBeLessThan(10);
    expect(inflated.free - before.free + newFrames).toBe(PAGES);
    expect(await guestsMemoryKiB()).toBe(memoryKiB - MIB * 1024);

    await inflate(0);
    const deflated = hostsFrames();
    expect(deflated.balloonPages).toBe(0);
    expect(await guestsMemoryKiB()).toBe(memoryKiB);
    // A page that came back has no frame until the guest writes to it.
    expect(deflated.anonPages - inflated.anonPages).toBeLessThan(0.05 * PAGES);
  });
});
