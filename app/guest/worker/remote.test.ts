/** The same guest through a worker as in-process: same record, same output, same errors. */
import { afterAll, describe, expect, it } from "vitest";
import type { BootRecord } from "@/app/sim/run/record";
import type { Guest, GuestEvent, Progress } from "../guest";
import { type Grant, TestHost } from "../hosted.test-kit";
import { nodeImages } from "../lab/node";
import { linuxConfig, readyLinux, text } from "../v86/machine.test-kit";
import { nodeWorker } from "./node";
import { RemoteGuest } from "./remote";

const open: RemoteGuest[] = [];
afterAll(() => {
  for (const guest of open) guest.dispose();
});

async function remoteLinux(
  track: "vm" | "pv",
  listener: (event: GuestEvent) => void,
  progress: (p: Progress) => void = () => {},
) {
  const config = await linuxConfig({ track, via: "snapshot" });
  const files = await nodeImages().filesFor("linux", "snapshot", track, () => {});
  const guest = await RemoteGuest.create(await nodeWorker(), config, files, listener, progress);
  open.push(guest);
  return guest;
}

const bootOf = (events: readonly GuestEvent[]): BootRecord | undefined => {
  const ready = events.find((event) => event.type === "ready");
  return ready?.type === "ready" ? ready.boot : undefined;
};

describe("a guest in a worker thread", () => {
  it.each(["vm", "pv"] as const)("has the counts of one in-process (%s)", async (track) => {
    const here: GuestEvent[] = [];
    const there: GuestEvent[] = [];
    const local = await readyLinux({ track }, (event) => here.push(event));
    const remote = await remoteLinux(track, (event) => there.push(event));
    expect(await remote.run({ untilNs: 60e9, stopAtReady: true })).toBe("ready");
    expect(bootOf(there)).toEqual(bootOf(here));
    const script = "for i in 1 2 3; do echo $i; done; exit 5";
    const [a, b] = [
      await local.exec(script, { timeoutNs: 10e9 }),
      await remote.exec(script, { timeoutNs: 10e9 }),
    ];
    expect({ ...b, stdout: text(b.stdout) }).toEqual({ ...a, stdout: text(a.stdout) });
    expect(await remote.counters()).toEqual(await local.counters());
  });

  it.each(["vm", "pv"] as const)("does in quanta what one in-process does (%s)", async (track) => {
    const course = async (guest: Guest) => {
      const host = await TestHost.of(guest);
      const grants: Grant[] = [
        { waitNs: 1e6, runNs: 1e6 },
        { waitNs: 0, runNs: 300_000 },
      ];
      const promise = host.begin("for i in 1 2 3; do echo $i; sleep 0.01; done; spin -q -n 5000; exit 5");
      const answers = [];
      while (host.script === undefined) answers.push(await host.grant(grants[host.quanta % grants.length]!));
      expect(await promise).toEqual(host.script);
      return { answers, counters: await guest.counters(), pages: await guest.pageHashes() };
    };
    const remote = await remoteLinux(track, () => {});
    await remote.run({ untilNs: 60e9, stopAtReady: true });
    expect(await course(remote)).toEqual(await course(await readyLinux({ track })));
  });

  it("plays at the pace of the wall clock, reports progress, and pauses", async () => {
    const reports: Progress[] = [];
    const remote = await remoteLinux(
      "vm",
      () => {},
      (report) => reports.push(report),
    );
    await remote.run({ untilNs: 60e9, stopAtReady: true });
    const before = await remote.counters();
    remote.play("interactive");
    await new Promise((resolve) => setTimeout(resolve, 400));
    await remote.pause();
    const elapsedMs = ((await remote.counters()).virtualNs - before.virtualNs) / 1e6;
    expect(elapsedMs).toBeGreaterThan(50);
    expect(elapsedMs).toBeLessThan(1500);
    expect(reports.length).toBeGreaterThan(2);
    const paused = await remote.counters();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await remote.counters()).toEqual(paused);
  });

  it("passes errors on and survives them", async () => {
    const remote = await remoteLinux("vm", () => {});
    await expect(remote.restore(new ArrayBuffer(100))).rejects.toThrow(/not a saved state/);
    await expect(remote.readDisk(0, 512)).rejects.toThrow(/no disk/);
    expect(await remote.run({ untilNs: 60e9, stopAtReady: true })).toBe("ready");
  });

  it("reads the guest's disk from outside", async () => {
    const disk = { interface: "virtio-blk", medium: "ssd", sizeBytes: 1 << 20 } as const;
    const config = await linuxConfig({ devices: { disk } });
    const contents = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
    const files = { disk: contents.buffer };
    const remote = await RemoteGuest.create(
      await nodeWorker(),
      config,
      files,
      () => {},
      () => {},
    );
    open.push(remote);
    expect(await remote.readDisk(500, 501)).toEqual(Uint8Array.of(...contents.subarray(500), 0));
    await expect(remote.readDisk(1 << 20, 1)).rejects.toThrow(/do not fit/);
  });

  it("refuses work after it was switched off", async () => {
    const remote = await remoteLinux("vm", () => {});
    const pending = remote.run({ untilNs: 1e12 });
    remote.dispose();
    await expect(pending).rejects.toThrow(/switched off/);
    await expect(remote.counters()).rejects.toThrow(/ended/);
  });
});
