import type { NetworkLabApi } from "@/app/guest/net/api";
import type { ConsoleLab } from "../../workbench/terminal/openTerminal";

const resetTerminal = new Uint8Array([0x1b, 0x63]);
const nothing = () => {};

/** A network lab as the workbench's terminal sees it: consoles named by their machine, always on. */
export const consoleLab = (lab: NetworkLabApi): ConsoleLab => ({
  columns: () => [],
  column: () => ({ power: "running" }),
  subscribe: () => nothing,
  onConsole: (id, bytes) => lab.onConsole(id, { bytes, reset: () => bytes(resetTerminal) }),
  type: (id, bytes) => lab.type(id, bytes),
});
