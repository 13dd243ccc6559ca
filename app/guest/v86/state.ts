/**
 * The saved state of a machine. v86's own state leaves out its compiled code and its translation caches, so a machine
 * restored from it takes its slices at other instructions than one that ran on. Ours holds the whole wasm memory (which is
 * guest RAM, processor, caches and the compiler's books), the compiled blocks, v86's state of the JavaScript devices, and
 * the adapter's own clock, counters and queues: a restored machine continues to the instruction.
 *
 *   "TRIPTYCH" u32 version u32 headerBytes | header (JSON) | device state | page bitmap | compiled blocks | non-zero pages
 *   | non-zero chunks of the disk, or of its overlay's file
 */
import type { BootRecord, ExitsByDevice } from "@/app/sim/run/record";
import { type DiskSetup, devicesOf } from "@/app/sim/vmm/devices";
import type { AgentLinkState } from "../agent";
import type { MachineConfig } from "../guest";
import type { HostedScriptState } from "../hosted-script";
import type { BootWatchState } from "./boot-watch";
import type { ClockState } from "./clock";
import type { PciBar, V86Cpu, V86Emulator, WasmExports } from "./contract";
import { CHUNK_BYTES, type DiskChunk } from "./disk/contents";
import { mostOverlayBytes } from "./disk/image-contents";
import type { MachineDiskState } from "./disk/machine-disk";
import type { StampedInput } from "./inputs";
import type { CompiledBlock } from "./jit";
import type { NetCardState } from "./net-card";
import { isNonZero } from "./pages";
import type { ChannelState } from "./serial";
import type { SharedMemoryState } from "./shared-memory-device";
import type { VcpuState } from "./vcpu";

const MAGIC = 0x54524950; // "PIRT", little endian
/** Raised with every change of what is saved: a state of another version is refused by name. */
const VERSION = 3;
const PREFIX_BYTES = 16;
const PAGE = 4096;
const WORDS = PAGE >>> 2;
const WASM_PAGE = 65536;
/** No machine of the lab has more wasm memory than this; a header that claims it is damaged or hostile. */
const MOST_MEMORY_BYTES = 1 << 30;

export interface SavedExtra {
  readonly config: MachineConfig;
  readonly clock: ClockState;
  readonly exits: ExitsByDevice;
  readonly random: readonly number[];
  readonly console: ChannelState;
  readonly agent: ChannelState;
  /** Absent in states from before the card was plugged in anywhere. */
  readonly net?: NetCardState;
  readonly shared?: SharedMemoryState;
  /** Absent in a machine without a disk. */
  readonly disk?: MachineDiskState;
  /** Pages that the balloon holds, if it holds any. */
  readonly balloon?: readonly number[];
  readonly inputs: readonly StampedInput[];
  readonly tail: string;
  readonly hostRequests: number;
  readonly timerNs: number;
  readonly agentLink: AgentLinkState;
  readonly vcpu: VcpuState;
  /** Where the guest's steal clock is, if it has one. */
  readonly stealClock: number | undefined;
  /** Until when a PV guest waits for an event, if it does. */
  readonly eventWait: number | undefined;
  /** The script that runs while a host drives the guest. */
  readonly script: HostedScriptState | undefined;
  readonly boot: BootRecord | undefined;
  readonly watch: BootWatchState;
}

interface Header {
  readonly memoryBytes: number;
  readonly deviceBytes: number;
  readonly pages: number;
  readonly blocks: readonly { readonly index: number; readonly bytes: number }[];
  /** Numbers of the disk's chunks, in order. */
  readonly diskChunks?: readonly number[];
  readonly extra: SavedExtra;
}

export class StateError extends Error {
  override readonly name = "StateError";
}

export interface StateOwner {
  readonly emulator: V86Emulator;
  readonly exports: WasmExports;
  inTime<T>(body: () => T): T;
}

/** v86's state of everything outside the wasm memory: its device objects. */
function saveDevices({ emulator, inTime }: StateOwner): Uint8Array {
  const { v86 } = emulator;
  const packMemory = v86.cpu.pack_memory;
  v86.cpu.pack_memory = () => ({
    bitmap: { get_buffer: () => new ArrayBuffer(0) },
    packed_memory: new Uint8Array(0),
  });
  try {
    return new Uint8Array(inTime(() => v86.save_state()));
  } finally {
    v86.cpu.pack_memory = packMemory;
  }
}

function loadDevices({ emulator, inTime }: StateOwner, state: Uint8Array): void {
  const { v86 } = emulator;
  const unpackMemory = v86.cpu.unpack_memory;
  v86.cpu.unpack_memory = () => {};
  try {
    withWholeBarLists(v86.cpu, () => inTime(() => v86.restore_state(state.slice().buffer)));
  } finally {
    v86.cpu.unpack_memory = unpackMemory;
  }
}

const NO_BAR: PciBar = { size: 0, entries: [], original_bar: 0 };

/**
 * v86 restores base address registers without asking whether the device has them, and fails on those of its IDE controller
 * that it does not model, while the guest has not cleared them yet. Registers of no size stand in for them meanwhile.
 */
function withWholeBarLists(cpu: V86Cpu, restore: () => void): void {
  const devices = cpu.devices.pci.devices.filter((device) => device !== undefined);
  const before = devices.map((device) => device.pci_bars);
  for (const device of devices) device.pci_bars = Array.from(device.pci_bars, (bar) => bar ?? NO_BAR);
  try {
    restore();
  } finally {
    devices.forEach((device, i) => {
      device.pci_bars = before[i]!;
    });
  }
}

const aligned = (bytes: number): number => (bytes + 7) & ~7;

export function writeState(
  owner: StateOwner & {
    readonly jit: readonly CompiledBlock[];
    readonly diskChunks: readonly DiskChunk[];
    readonly extra: SavedExtra;
  },
): ArrayBuffer {
  const devices = saveDevices(owner);
  const { memory } = owner.exports;
  const words = new Int32Array(memory.buffer);
  const pageCount = memory.buffer.byteLength / PAGE;
  const bitmap = new Uint8Array(Math.ceil(pageCount / 8));
  const kept: number[] = [];
  for (let page = 0; page < pageCount; page++) {
    if (!isNonZero(words, page * WORDS, (page + 1) * WORDS)) continue;
    bitmap[page >> 3]! |= 1 << (page & 7);
    kept.push(page);
  }
  const header: Header = {
    memoryBytes: memory.buffer.byteLength,
    deviceBytes: devices.length,
    pages: kept.length,
    blocks: owner.jit.map((block) => ({ index: block.index, bytes: block.code.length })),
    ...(owner.diskChunks.length > 0 ? { diskChunks: owner.diskChunks.map(([index]) => index) } : {}),
    extra: owner.extra,
  };
  const headerBytes = new TextEncoder().encode(JSON.stringify(header));
  const offsets = layout(headerBytes.length, header);
  const state = new Uint8Array(offsets.end);
  const prefix = new DataView(state.buffer);
  prefix.setUint32(0, MAGIC, true);
  prefix.setUint32(4, VERSION, true);
  prefix.setUint32(8, headerBytes.length, true);
  state.set(headerBytes, PREFIX_BYTES);
  state.set(devices, offsets.devices);
  state.set(bitmap, offsets.bitmap);
  let at = offsets.blocks;
  for (const block of owner.jit) {
    state.set(block.code, at);
    at += block.code.length;
  }
  const bytes = new Uint8Array(memory.buffer);
  kept.forEach((page, i) => {
    state.set(bytes.subarray(page * PAGE, (page + 1) * PAGE), offsets.pages + i * PAGE);
  });
  owner.diskChunks.forEach(([, chunk], i) => {
    state.set(chunk, offsets.disk + i * CHUNK_BYTES);
  });
  return state.buffer;
}

function layout(headerLength: number, header: Header) {
  const devices = aligned(PREFIX_BYTES + headerLength);
  const bitmap = devices + aligned(header.deviceBytes);
  const blocks = bitmap + aligned(Math.ceil(header.memoryBytes / PAGE / 8));
  const pages = blocks + aligned(header.blocks.reduce((sum, block) => sum + block.bytes, 0));
  const disk = pages + header.pages * PAGE;
  return { devices, bitmap, blocks, pages, disk, end: disk + (header.diskChunks?.length ?? 0) * CHUNK_BYTES };
}

/**
 * @throws StateError, before anything was changed, if the state is damaged or does not fit the machine; whatever `prepareDisk`
 * throws, then too
 */
export function readState(
  state: ArrayBuffer,
  config: MachineConfig,
  owner: StateOwner & {
    readonly ramIsZero: boolean;
    readonly ram: Range;
    /** Looks through what the disk shall hold; the answer puts it in place. */
    prepareDisk(extra: SavedExtra, chunks: readonly DiskChunk[]): () => void;
  },
): { jit: CompiledBlock[]; loadDisk: () => void; extra: SavedExtra } {
  const { header, offsets } = parse(state, config);
  const bytes = new Uint8Array(state);
  const diskChunks = (header.diskChunks ?? []).map((index, i): DiskChunk => {
    const from = offsets.disk + i * CHUNK_BYTES;
    return [index, bytes.subarray(from, from + CHUNK_BYTES)];
  });
  const loadDisk = owner.prepareDisk(header.extra, diskChunks);
  const bitmap = bytes.subarray(offsets.bitmap, offsets.blocks);
  loadDevices(owner, bytes.subarray(offsets.devices, offsets.devices + header.deviceBytes));
  const { memory } = owner.exports;
  const missing = header.memoryBytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE));
  const target = new Uint8Array(memory.buffer);
  let packed = offsets.pages;
  for (const { kept, from, to } of pageRuns(bitmap, target.length / PAGE)) {
    if (kept) {
      const length = to - from;
      target.set(bytes.subarray(packed, packed + length), from);
      packed += length;
    } else clear(target, from, to, owner.ramIsZero ? owner.ram : NOWHERE);
  }
  const jit: CompiledBlock[] = [];
  let at = offsets.blocks;
  for (const block of header.blocks) {
    jit.push({ index: block.index, code: bytes.slice(at, at + block.bytes) });
    at += block.bytes;
  }
  return { jit, loadDisk, extra: header.extra };
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const NOWHERE: Range = { from: 0, to: 0 };

/** Neighbouring pages that are all in the state, or all not, as byte ranges. */
function* pageRuns(bitmap: Uint8Array, pageCount: number): Generator<Range & { readonly kept: boolean }> {
  const keptAt = (page: number) => (((bitmap[page >> 3] ?? 0) >> (page & 7)) & 1) === 1;
  for (let page = 0; page < pageCount; ) {
    const first = page;
    const kept = keptAt(first);
    while (page < pageCount && keptAt(page) === kept) page++;
    yield { kept, from: first * PAGE, to: page * PAGE };
  }
}

/** Zeroes a range, but for the part that is known to be zero: pages that are not touched stay unmapped. */
function clear(target: Uint8Array, from: number, to: number, zeros: Range): void {
  if (from < zeros.from) target.fill(0, from, Math.min(to, zeros.from));
  if (to > zeros.to) target.fill(0, Math.max(from, zeros.to), to);
}

function diskInWords({ sizeBytes, medium, interface: controller, chain }: DiskSetup): string {
  const layers = chain === undefined ? "" : ` on the chain ${chain}`;
  return `${sizeBytes} bytes of ${medium} behind ${controller}${layers}`;
}

function devicesInWords({ track, devices }: MachineConfig): string {
  const { console, net, clock, disk, sharedMemory } = devicesOf(track, devices);
  const parts: string[] = [console, net, `the ${clock}'s clock`];
  if (disk !== undefined) parts.push(diskInWords(disk));
  if (sharedMemory !== undefined) parts.push(`${sharedMemory.sizeBytes} bytes of shared memory`);
  return parts.join(", ");
}

function parse(state: ArrayBuffer, config: MachineConfig) {
  if (state.byteLength < PREFIX_BYTES) throw new StateError("the saved state is too short");
  const prefix = new DataView(state);
  if (prefix.getUint32(0, true) !== MAGIC) throw new StateError("this is not a saved state of the lab");
  const version = prefix.getUint32(4, true);
  if (version !== VERSION)
    throw new StateError(`the saved state has format ${version}; this lab reads ${VERSION}`);
  const headerLength = prefix.getUint32(8, true);
  if (headerLength > state.byteLength - PREFIX_BYTES) throw new StateError("the saved state is cut short");
  let header: Header;
  try {
    header = JSON.parse(
      new TextDecoder().decode(new Uint8Array(state, PREFIX_BYTES, headerLength)),
    ) as Header;
  } catch {
    throw new StateError("the header of the saved state is damaged");
  }
  const isSize = (n: unknown): n is number =>
    Number.isSafeInteger(n) && (n as number) >= 0 && (n as number) <= MOST_MEMORY_BYTES;
  const plausible =
    isSize(header.memoryBytes) &&
    isSize(header.deviceBytes) &&
    isSize(header.pages) &&
    Array.isArray(header.blocks) &&
    header.blocks.every((block) => isSize(block.bytes) && isSize(block.index)) &&
    (header.diskChunks === undefined ||
      (Array.isArray(header.diskChunks) && header.diskChunks.every(isSize)));
  if (!plausible) throw new StateError("the header of the saved state is damaged");
  const offsets = layout(headerLength, header);
  if (offsets.end !== state.byteLength) throw new StateError("the saved state is cut short");
  const bitmap = new Uint8Array(state, offsets.bitmap, offsets.blocks - offsets.bitmap);
  let set = 0;
  for (const byte of bitmap) for (let bits = byte; bits !== 0; bits &= bits - 1) set++;
  if (set !== header.pages) throw new StateError("the page table of the saved state is damaged");
  const saved = header.extra.config;
  if (saved.track !== config.track || saved.memoryMiB !== config.memoryMiB)
    throw new StateError(
      `the saved state is of a ${saved.track} machine with ${saved.memoryMiB} MiB, this is a ${config.track} machine with ${config.memoryMiB} MiB`,
    );
  const [theirs, ours] = [devicesInWords(saved), devicesInWords(config)];
  if (theirs !== ours)
    throw new StateError(`the saved state is of a machine with ${theirs}, this one has ${ours}`);
  const { sizeBytes = 0, chain } = config.devices?.disk ?? {};
  const mostBytes = chain === undefined ? sizeBytes : mostOverlayBytes(sizeBytes);
  if (header.diskChunks?.some((index) => index * CHUNK_BYTES >= mostBytes))
    throw new StateError("the disk in the saved state is damaged");
  return { header, offsets };
}
