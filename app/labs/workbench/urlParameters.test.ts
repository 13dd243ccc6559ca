import { describe, expect, it } from "vitest";
import type { Scenario } from "@/app/guest/lab/state";
import { readUrlRequest } from "./urlParameters";

const defaults: Scenario = {
  id: "test",
  seed: 7,
  costs: { nsPerInstruction: 1, nsPerExit: 1500 },
  columns: [
    { id: "vm", track: "vm", image: "linux", via: "direct" },
    { id: "pv", track: "pv", image: "linux", via: "direct" },
  ],
};

const guestsOf = ({ columns }: Scenario) =>
  columns.flatMap((column) => (column.track === "container" ? [] : [column]));

describe("readUrlRequest", () => {
  it("says nothing and changes nothing without parameters", () => {
    expect(readUrlRequest("", defaults)).toEqual({
      scenario: defaults,
      host: { cores: 1, weights: {} },
      autoboot: [],
      notices: [],
    });
  });

  it("takes what is valid", () => {
    const { scenario, autoboot, notices } = readUrlRequest("?via=bios&seed=42&autoboot=pv,vm", defaults);
    expect(notices).toEqual([]);
    expect(scenario.seed).toBe(42);
    expect(guestsOf(scenario).map(({ via }) => via)).toEqual(["bios", "bios"]);
    expect(autoboot).toEqual(["vm", "pv"]);
  });

  it.each(["-1", "1.5", "0x10", "4294967296", "99999999999", "", "1e3"])(
    "keeps the seed for seed=%s",
    (seed) => {
      const { scenario, notices } = readUrlRequest(`?seed=${seed}`, defaults);
      expect(scenario.seed).toBe(7);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain("0 to 4294967295");
    },
  );

  it("takes an image and memory to share for a column, and leaves the other as it is", () => {
    const { scenario, notices } = readUrlRequest("?pv.image=pingpong&pv.shared-memory=64", defaults);
    expect(notices).toEqual([]);
    expect(guestsOf(scenario).map(({ image, devices }) => [image, devices])).toEqual([
      ["linux", undefined],
      ["pingpong", { sharedMemory: { sizeBytes: 65_536 } }],
    ]);
  });

  it.each(["pv.image=../x", "pv.image=", "pv.shared-memory=5", "pv.shared-memory=2048", "vm.shared-memory="])(
    "leaves out %s and says so",
    (parameter) => {
      const { scenario, notices } = readUrlRequest(`?${parameter}`, defaults);
      expect(scenario).toEqual(defaults);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toContain(parameter);
    },
  );

  it("names the field and the allowed values", () => {
    const { scenario, notices } = readUrlRequest("?via=usb", defaults);
    expect(scenario).toEqual(defaults);
    expect(notices).toEqual([
      "The address says via=usb. Allowed: bios, direct, snapshot. Each column keeps its usual way in.",
    ]);
  });

  it("sets up the columns that are asked for", () => {
    const { scenario, autoboot, notices } = readUrlRequest(
      "?columns=vm,vm2,pv&via=snapshot&autoboot=vm2",
      defaults,
    );
    expect(notices).toEqual([]);
    expect(guestsOf(scenario).map(({ id, track, via }) => [id, track, via])).toEqual([
      ["vm", "vm", "snapshot"],
      ["vm2", "vm", "snapshot"],
      ["pv", "pv", "snapshot"],
    ]);
    expect(autoboot).toEqual(["vm2"]);
  });

  it("takes a container among the columns, which has no way in and no devices", () => {
    const { scenario, autoboot, notices } = readUrlRequest(
      "?columns=container,pv,container2&via=bios&container.disk=ide-dma&autoboot=container2",
      defaults,
    );
    expect(notices).toEqual([
      "The address says container.disk=ide-dma. Allowed: container.weight only. It has no devices of its own.",
    ]);
    expect(scenario.columns[0]).toEqual({ id: "container", track: "container", image: "busybox" });
    expect(scenario.columns.map(({ id }) => id)).toEqual(["container", "pv", "container2"]);
    expect(autoboot).toEqual(["container2"]);
  });

  it.each(["vm,vm", "docker", "vm,vm2,vm3,vm4,vm5,vm6,vm7", "vm22"])(
    "keeps the usual columns for columns=%s",
    (text) => {
      const { scenario, notices } = readUrlRequest(`?columns=${text}`, defaults);
      expect(scenario.columns).toEqual(defaults.columns);
      expect(notices[0]).toContain(`columns=${text}`);
    },
  );

  it("gives a column the devices that are asked for, and only those that differ", () => {
    const { scenario, notices } = readUrlRequest(
      "?vm.disk=ide-dma&vm.medium=hdd&vm.net=ne2k&pv.clock=timer",
      defaults,
    );
    expect(notices).toEqual([]);
    expect(guestsOf(scenario).map(({ devices }) => devices)).toEqual([
      { disk: { interface: "ide-dma", medium: "hdd", sizeBytes: 16 * 2 ** 20 } },
      { clock: "timer" },
    ]);
  });

  it("names a device that there is not, and keeps the usual one", () => {
    const { scenario, notices } = readUrlRequest("?vm.disk=nvme", defaults);
    expect(scenario.columns).toEqual(defaults.columns);
    expect(notices).toEqual([
      "The address says vm.disk=nvme. Allowed: ide-pio, ide-dma, virtio-blk. The machine keeps its usual one.",
    ]);
  });

  it("boots the columns it knows and names the others", () => {
    const { autoboot, notices } = readUrlRequest("?autoboot=vm,qm", defaults);
    expect(autoboot).toEqual(["vm"]);
    expect(notices[0]).toContain("autoboot=qm");
  });
});
