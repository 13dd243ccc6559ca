/**
 * Everything undocumented about v86 0.5.462 that this adapter relies on, in one place. Each item has a test in
 * contract.test.ts: npm has a release for every upstream push, so a change of the pinned version starts there.
 */

/** Addresses in v86's wasm memory, which also holds the guest's RAM. */
export const INSTRUCTION_COUNTER_U32 = 664;
export const IN_HLT_U8 = 616;
/** Eight Int32: eax ecx edx ebx esp ebp esi edi. */
export const REG32 = 64;

/** The JIT's functions live in the wasm table from here on. */
export const JIT_TABLE_OFFSET = 1024;
export const JIT_TABLE_SIZE = 900;

/** Index of set_jit_config that switches the compiler off (1) and on (0). */
export const JIT_CONFIG_DISABLED = 0;

export const FLAG_INTERRUPT = 1 << 9;

/**
 * main_loop asks `microtick` first of all, then once after every batch of instructions, just before `run_hardware_timers`,
 * and returns when a later answer is more than this after the first.
 */
export const SLICE_MS = 1;
/** Instructions of one batch; compiled or tight code may run to twice that. */
export const BATCH_INSTRUCTIONS = 100_003;

export interface WasmExports {
  readonly memory: WebAssembly.Memory;
  /** Runs about 1 ms of `microtick`; answers the ms until the next timer if the processor halted. */
  main_loop(): number;
  set_jit_config(index: number, value: number): void;
  codegen_finalize_finished(index: number, start: number, stateFlags: number): void;
  get_eflags(): number;
  /** Of guest memory: much faster than a loop here. */
  is_memory_zeroed(address: number, length: number): number;
  [name: string]: unknown;
}

export interface WasmImports {
  env: Record<string, unknown> & {
    microtick: () => number;
    /** Gives every timer its chance; answers the ms until the next one. */
    run_hardware_timers: (acpi: number, nowMs: number) => number;
    get_rand_int: () => number;
    codegen_finalize: (index: number, start: number, flags: number, ptr: number, len: number) => void;
    jit_clear_func: (index: number) => void;
    jit_clear_all_funcs: () => void;
    __indirect_function_table: WebAssembly.Table;
  };
}

export interface VirtioQueue {
  has_request(): boolean;
}

export interface Uart {
  readonly input: { readonly length: number; push(byte: number): void; shift(): number };
  lsr: number;
}

export interface PciBar {
  readonly size: number;
  readonly entries: readonly unknown[];
  readonly original_bar: number;
}

export interface PciDevices {
  device_spaces: (Int32Array | undefined)[];
  devices: ({ pci_bars: (PciBar | undefined)[] } | undefined)[];
}

export interface V86Cpu {
  readonly io: { readonly ports: { readonly device: object | undefined }[] };
  readonly devices: {
    readonly uart0?: Uart;
    readonly uart1?: Uart;
    readonly pci: PciDevices;
    readonly virtio_console?: { readonly virtio: { readonly queues: VirtioQueue[] } };
    readonly [name: string]: unknown;
  };
  readonly mem8: Uint8Array;
  readonly instruction_pointer: Int32Array;
  write_blob(bytes: Uint8Array, address: number): void;
  pack_memory(): { bitmap: { get_buffer(): ArrayBuffer }; packed_memory: Uint8Array };
  unpack_memory(bitmap: unknown, packed: Uint8Array): void;
}

export interface V86Emulator {
  v86: {
    readonly cpu: V86Cpu;
    init(settings: unknown): void;
    save_state(): ArrayBuffer;
    restore_state(state: ArrayBuffer): void;
  };
  continue_init(v86: V86Emulator["v86"], options: unknown): Promise<void>;
  readonly bus: { send(event: string, data: unknown): void };
  add_listener(event: string, listener: (data: never) => void): void;
  destroy(): Promise<void>;
}

export interface V86Module {
  readonly V86: new (options: Record<string, unknown>) => V86Emulator;
}
