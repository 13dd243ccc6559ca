/**
 * Deterministic hand-over of compiled code. v86 installs a compiled module when the browser has finished with it, so the
 * instruction at which it takes over depends on the machine. Here modules are queued while a slice runs and installed, in
 * order, between two slices. (Doing it inside the call panics.) The bytes are kept so that a snapshot can carry them.
 */
import { JIT_CONFIG_DISABLED, JIT_TABLE_OFFSET, JIT_TABLE_SIZE, type WasmExports } from "./contract";

export interface CompiledBlock {
  readonly index: number;
  readonly code: Uint8Array<ArrayBuffer>;
}

interface Pending extends CompiledBlock {
  readonly start: number;
  readonly flags: number;
}

/** Names that v86 leaves out of what compiled code may import. */
const isPrivate = (name: string) => name.startsWith("_") || name.startsWith("zstd") || name.endsWith("_js");

export class JitInstaller {
  private readonly pending: Pending[] = [];
  private readonly installed = new Map<number, Uint8Array<ArrayBuffer>>();
  private imports: WebAssembly.ModuleImports = {};
  private exports: WasmExports | undefined;
  private table: WebAssembly.Table | undefined;

  attach(exports: WasmExports, table: WebAssembly.Table): void {
    this.exports = exports;
    this.table = table;
    const imports: Record<string, unknown> = { m: exports.memory };
    for (const name of Object.keys(exports)) if (!isPrivate(name)) imports[name] = exports[name];
    this.imports = imports as WebAssembly.ModuleImports;
  }

  enable(on: boolean): void {
    this.exports?.set_jit_config(JIT_CONFIG_DISABLED, on ? 0 : 1);
  }

  queue(index: number, start: number, flags: number, ptr: number, length: number): void {
    const code = new Uint8Array(this.exports!.memory.buffer, ptr >>> 0, length >>> 0).slice();
    this.pending.push({ index, start, flags, code });
  }

  forget(index: number): void {
    this.installed.delete(index);
    this.table?.set(index + JIT_TABLE_OFFSET, null);
  }

  forgetAll(): void {
    this.installed.clear();
    for (let i = 0; i < JIT_TABLE_SIZE; i++) this.table?.set(JIT_TABLE_OFFSET + i, null);
  }

  /** Installs what the last slice compiled. */
  flush(): void {
    if (this.pending.length === 0) return;
    for (const block of this.pending.splice(0)) {
      this.install(block);
      this.exports!.codegen_finalize_finished(block.index, block.start, block.flags);
    }
  }

  save(): CompiledBlock[] {
    return [...this.installed].map(([index, code]) => ({ index, code })).sort((a, b) => a.index - b.index);
  }

  /** Puts saved blocks back into the table; v86's own books about them are in its memory. */
  load(blocks: readonly CompiledBlock[]): void {
    this.pending.length = 0;
    this.forgetAll();
    for (const block of blocks) this.install(block);
  }

  private install(block: CompiledBlock): void {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(block.code), { e: this.imports });
    this.table!.set(block.index + JIT_TABLE_OFFSET, instance.exports.f);
    this.installed.set(block.index, block.code);
  }
}
