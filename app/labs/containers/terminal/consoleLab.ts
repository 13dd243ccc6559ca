import type { ContainerLabApi } from "@/app/container/lab/api";
import type { ConsoleLab } from "../../workbench/terminal/openTerminal";

const resetTerminal = new Uint8Array([0x1b, 0x63]);
const nothing = () => {};

/** A container lab as the workbench's terminal sees it: consoles named by their number, always on. */
export const consoleLab = (lab: ContainerLabApi): ConsoleLab => ({
  columns: () => [],
  column: () => ({ power: "running" }),
  subscribe: () => nothing,
  onConsole: (id, bytes) => lab.onConsole(Number(id), { bytes, reset: () => bytes(resetTerminal) }),
  type: (id, bytes) => lab.type(Number(id), bytes),
});
