import type { HostLabApi } from "@/app/guest/host/api";
import type { ConsoleLab } from "../../workbench/terminal/openTerminal";

const resetTerminal = new Uint8Array([0x1b, 0x63]);
const nothing = () => {};

/** A host lab as the workbench's terminal sees it: one console that is always on. */
export const consoleLab = (lab: HostLabApi): ConsoleLab => ({
  columns: () => [],
  column: () => ({ power: "running" }),
  subscribe: () => nothing,
  onConsole: (instance, bytes) => lab.onConsole(instance, { bytes, reset: () => bytes(resetTerminal) }),
  type: (instance, bytes) => lab.type(instance, bytes),
});
