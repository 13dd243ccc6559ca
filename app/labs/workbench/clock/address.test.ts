import { expect, test } from "vitest";
import type { ColumnState } from "@/app/guest/lab/state";
import { DEFAULT_DISK_BYTES } from "@/app/sim/vmm/devices";
import { restingLab } from "../restingLab";
import { workbenchScenario } from "../scenario";
import { readUrlRequest } from "../urlParameters";
import { queryFor } from "./address";

const scenario = {
  ...workbenchScenario,
  seed: 7,
  columns: [
    {
      id: "vm",
      track: "vm" as const,
      image: "linux",
      via: "bios" as const,
      devices: {
        disk: { interface: "ide-dma" as const, medium: "hdd" as const, sizeBytes: DEFAULT_DISK_BYTES },
      },
    },
    { id: "container", track: "container" as const, image: "busybox" },
    { id: "pv2", track: "pv" as const, image: "tern", via: "direct" as const },
  ],
};
const columns = restingLab(scenario)
  .columns()
  .map((column): ColumnState => (column.id === "pv2" ? column : { ...column, power: "running" }));

test("a link brings the same columns, devices, seed, host, and starts what was on", () => {
  const host = { cores: 4 as const, weights: { container: 250 } };
  const query = queryFor(columns, scenario.seed, host);
  const read = readUrlRequest(`?${query}`, workbenchScenario);
  expect(read.notices).toEqual([]);
  expect(read.scenario.columns).toEqual(scenario.columns);
  expect(read.scenario.seed).toBe(7);
  expect(read.host).toEqual(host);
  expect(read.autoboot).toEqual(["vm", "container"]);
  expect(query).toContain("columns=vm,container,pv2&");
});

test("what the host is usually need not be said; what is said wrongly is named and left out", () => {
  expect(queryFor(columns, 1, { cores: 1, weights: { vm: 100 } })).not.toMatch(/cores|weight/);
  const read = readUrlRequest("?cores=3&vm.weight=0&pv.weight=300&container.net=ne2k", workbenchScenario);
  expect(read.host).toEqual({ cores: 1, weights: { pv: 300 } });
  expect(read.notices).toEqual([
    expect.stringContaining("container.net=ne2k"),
    expect.stringContaining("cores=3. Allowed: 1, 2, 4"),
    expect.stringContaining("vm.weight=0. Allowed: a whole number from 1 to 10000"),
  ]);
});
