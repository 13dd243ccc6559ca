/** Stock v86, for tests of what the adapter relies on. */
import type { V86Emulator, WasmExports, WasmImports } from "./contract";
import { nodeParts } from "./node-parts";

/** Stock v86 with nothing wrapped, for looking at its insides. */
export async function bare(
  options: Record<string, unknown> = {},
  wrap: (env: WasmImports["env"]) => void = () => {},
) {
  const { module, wasm } = await nodeParts();
  let imports!: WasmImports;
  let exports!: WasmExports;
  const emulator: V86Emulator = new module.V86({
    memory_size: 4 << 20,
    vga_memory_size: 1 << 18,
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    ...options,
    wasm_fn: async (offered: WasmImports) => {
      imports = offered;
      wrap(offered.env);
      const instance = await WebAssembly.instantiate(wasm, offered as unknown as WebAssembly.Imports);
      exports = instance.exports as WasmExports;
      return exports;
    },
  });
  await new Promise<void>((resolve) => emulator.add_listener("emulator-loaded", () => resolve()));
  return { emulator, imports, exports, cpu: emulator.v86.cpu };
}
