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

describe("readUrlRequest", () => {
  it("says nothing and changes nothing without parameters", () => {
    expect(readUrlRequest("", defaults)).toEqual({ scenario: defaults, autoboot: [], notices: [] });
  });

  it("takes what is valid", () => {
    const { scenario, autoboot, notices } = readUrlRequest("?via=bios&seed=42&autoboot=pv,vm", defaults);
    expect(notices).toEqual([]);
    expect(scenario.seed).toBe(42);
    expect(scenario.columns.map(({ via }) => via)).toEqual(["bios", "bios"]);
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

  it("names the field and the allowed values", () => {
    const { scenario, notices } = readUrlRequest("?via=usb", defaults);
    expect(scenario).toEqual(defaults);
    expect(notices).toEqual([
      "The address says via=usb. Allowed: bios, direct, snapshot. Each column keeps its usual way in.",
    ]);
  });

  it("boots the columns it knows and names the others", () => {
    const { autoboot, notices } = readUrlRequest("?autoboot=vm,qm", defaults);
    expect(autoboot).toEqual(["vm"]);
    expect(notices[0]).toContain("autoboot=qm");
  });
});
