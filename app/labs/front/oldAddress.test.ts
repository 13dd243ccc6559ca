import { describe, expect, it } from "vitest";
import { workbenchScenario } from "../workbench/scenario";
import { readUrlRequest } from "../workbench/urlParameters";
import { meansWorkbench } from "./oldAddress";

const understood = [
  "?via=bios",
  "?seed=7",
  "?columns=vm2",
  "?autoboot=vm",
  "?cores=2",
  "?vm.disk=ide-dma",
  "?x=1&pv.clock=timer",
];

describe("meansWorkbench", () => {
  it.each(understood)("is true of %s, which the workbench acts on", (search) => {
    expect(readUrlRequest(search, workbenchScenario)).not.toEqual(readUrlRequest("", workbenchScenario));
    expect(meansWorkbench(search)).toBe(true);
  });

  it.each(["?via=usb", "?container.disk=ide-dma"])("is true of %s, which the workbench answers", (search) => {
    expect(readUrlRequest(search, workbenchScenario).notices).toHaveLength(1);
    expect(meansWorkbench(search)).toBe(true);
  });

  it.each(["", "?", "?utm_source=letter", "?scenario=two-guests", "?vmx.disk=a"])(
    "is false of %j",
    (search) => {
      expect(meansWorkbench(search)).toBe(false);
    },
  );
});
