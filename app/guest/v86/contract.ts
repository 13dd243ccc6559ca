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
  enabled: boolean;
  size: number;
  /** Of the ring's parts in guest memory, as 32 bits of any sign. */
  desc_addr: number;
  avail_addr: number;
  used_addr: number;
  readonly avail_last_idx: number;
  readonly notify_offset: number;
  has_request(): boolean;
  pop_request(): VirtioChain;
}

/** What a driver has put into a queue, taken out. */
export interface VirtioChain {
  /** Fills it with the next of the driver's bytes; answers how many there were. */
  get_next_blob(into: Uint8Array): number;
}

export interface V86Balloon {
  readonly virtio: V86Virtio;
  /** That the guest shall give. */
  readonly num_pages: number;
  Inflate(pages: number): void;
  Deflate(pages: number): void;
}

/** The transport of v86's virtio devices. Notifications are in its base address register 1, two bytes for each offset. */
export interface V86Virtio {
  readonly name: string;
  readonly device_status: number;
  readonly queues: VirtioQueue[];
  readonly pci_bars: readonly (PciBar | undefined)[];
  is_feature_negotiated(bit: number): boolean;
  /** Sets DEVICE_NEEDS_RESET and tells the driver. */
  needs_reset(): void;
}

export interface Uart {
  readonly input: { readonly length: number; push(byte: number): void; shift(): number };
  lsr: number;
}

/** Registers of v86's NE2000, pages of its ring among them, and its memory. */
export interface Ne2k {
  mac: Uint8Array;
  readonly memory: Uint8Array;
  readonly cr: number;
  readonly boundary: number;
  readonly curpg: number;
  readonly pstart: number;
  readonly pstop: number;
}

export interface VirtioNet {
  mac: Uint8Array;
  readonly virtio: { readonly device_status: number; readonly queues: VirtioQueue[] };
}

export interface PciBar {
  readonly size: number;
  readonly entries: readonly unknown[];
  readonly original_bar: number;
}

export interface PciDevices {
  device_spaces: (Int32Array | undefined)[];
  devices: ({ pci_bars: (PciBar | undefined)[]; readonly isr_status?: number } | undefined)[];
  /** Captures the ports that its base address registers point to: they are registered before. */
  register_device(device: { pci_id: number; pci_space: number[]; pci_bars: (PciBar | undefined)[] }): void;
  raise_irq(pciId: number): void;
  lower_irq(pciId: number): void;
}

type PortRead = (port: number) => number;
type PortWrite = (value: number) => void;

/** A handler for each width; they are called as methods of the device. */
export interface PortTable {
  /** Handlers of device memory, in whole blocks of 128 KiB; addresses are signed. */
  mmap_register(
    address: number,
    bytes: number,
    read8: (address: number) => number,
    write8: (address: number, value: number) => void,
    read32: (address: number) => number,
    write32: (address: number, value: number) => void,
  ): void;
  readonly ports: { readonly device: object | undefined }[];
  register_read(port: number, device: object, read8: PortRead, read16: PortRead, read32: PortRead): void;
  register_write(
    port: number,
    device: object,
    write8: PortWrite,
    write16: PortWrite,
    write32: PortWrite,
  ): void;
}

/** A hard disk's end of v86's IDE controller. The commands are those of the ATA standard. */
export interface IdeDrive {
  readonly current_command: number;
  readonly channel: { readonly irq: number; readonly prdt_addr: number; dma_status: number };
  status_reg: number;
  error_reg: number;
  push_irq(): void;
  ata_read_sectors(command: number): void;
  do_ata_read_sectors_dma(): void;
  do_ata_write_sectors_dma(): void;
}

export interface V86Cpu {
  readonly io: PortTable;
  readonly devices: {
    readonly uart0?: Uart;
    readonly uart1?: Uart;
    readonly pci: PciDevices;
    readonly virtio_console?: { readonly virtio: { readonly queues: VirtioQueue[] } };
    readonly ide?: { readonly primary?: { readonly master: IdeDrive } };
    readonly net?: Ne2k;
    readonly virtio_net?: VirtioNet;
    readonly virtio_balloon?: V86Balloon;
    readonly [name: string]: unknown;
  };
  readonly mem8: Uint8Array;
  readonly instruction_pointer: Int32Array;
  write_blob(bytes: Uint8Array, address: number): void;
  device_lower_irq(line: number): void;
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
