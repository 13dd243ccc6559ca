/**
 * A split virtqueue in guest memory, read as what a driver wrote that may be hostile: every index, address and length is
 * checked before it is used, and no walk is longer than the queue (Virtual I/O Device 1.2, section 2.7).
 */

/** The driver has given the device nonsense. */
export class VirtioFault extends Error {
  override readonly name = "VirtioFault";
}

/** Guest RAM as a device reaches it. */
export interface GuestRam {
  /** All of it; valid until the guest runs on. */
  bytes(): Uint8Array;
  /** Code compiled from those pages is thrown away. */
  write(address: number, bytes: Uint8Array): void;
}

/** Where the parts of a queue are, in bytes of guest RAM. */
export interface RingLayout {
  readonly size: number;
  readonly descriptors: number;
  readonly available: number;
  readonly used: number;
}

export interface Segment {
  readonly address: number;
  readonly length: number;
}

/** One buffer of the driver's: what the device may read, then what it may write. */
export interface Chain {
  readonly head: number;
  readonly readable: readonly Segment[];
  readonly writable: readonly Segment[];
}

export interface ChainLimits {
  readonly indirect: boolean;
  /** Of all segments together. */
  readonly bytes: number;
}

const MOST_QUEUE_SIZE = 32768;

const NEXT = 1;
const WRITE = 2;
const INDIRECT = 4;
const DESCRIPTOR_BYTES = 16;

const viewOf = (ram: Uint8Array): DataView => new DataView(ram.buffer, ram.byteOffset, ram.byteLength);

/** @throws VirtioFault unless the queue's size is a power of two and its parts are aligned, in RAM and apart. */
export function checkLayout({ size, descriptors, available, used }: RingLayout, ramBytes: number): void {
  if (size < 1 || size > MOST_QUEUE_SIZE || (size & (size - 1)) !== 0)
    throw new VirtioFault(`${size} is no size of a queue`);
  const fits = (address: number, alignment: number, bytes: number) =>
    address % alignment === 0 && address + bytes <= ramBytes;
  if (
    !fits(descriptors, 16, DESCRIPTOR_BYTES * size) ||
    !fits(available, 2, 6 + 2 * size) ||
    !fits(used, 4, 6 + 8 * size)
  )
    throw new VirtioFault("a part of the queue is not in memory, or not aligned");
  // What the device writes must not be what it reads: each used buffer would offer another, for ever.
  const usedEnd = used + 6 + 8 * size;
  const isApart = (from: number, bytes: number) => from + bytes <= used || usedEnd <= from;
  if (!isApart(descriptors, DESCRIPTOR_BYTES * size) || !isApart(available, 6 + 2 * size))
    throw new VirtioFault("the parts of the queue overlap");
}

/** Buffers that the driver offers and the device has not taken. @throws VirtioFault if more than the queue has. */
export function offered(ram: Uint8Array, { size, available }: RingLayout, taken: number): number {
  const count = (viewOf(ram).getUint16(available + 2, true) - taken) & 0xffff;
  if (count > size) throw new VirtioFault(`${count} buffers are offered in a queue of ${size}`);
  return count;
}

/** The buffer that is offered in the `index`-th place. @throws VirtioFault for a chain that loops or leaves memory. */
export function chainAt(ram: Uint8Array, layout: RingLayout, index: number, limits: ChainLimits): Chain {
  const view = viewOf(ram);
  const head = view.getUint16(layout.available + 4 + 2 * (index & (layout.size - 1)), true);
  const readable: Segment[] = [];
  const writable: Segment[] = [];
  let table = { address: layout.descriptors, entries: layout.size };
  let isIndirect = false;
  let total = 0;
  let next: number | undefined = head;
  for (let steps = 0; next !== undefined; steps++) {
    if (next >= table.entries) throw new VirtioFault(`descriptor ${next} is not in its table`);
    if (steps > layout.size) throw new VirtioFault(`the chain at ${head} is longer than its queue`);
    const at: number = table.address + next * DESCRIPTOR_BYTES;
    const address = view.getUint32(at, true);
    const length = view.getUint32(at + 8, true);
    const flags = view.getUint16(at + 12, true);
    if (view.getUint32(at + 4, true) !== 0 || address + length > ram.length)
      throw new VirtioFault(`descriptor ${next} leaves memory`);
    if ((flags & INDIRECT) !== 0) {
      if (!limits.indirect || isIndirect || (flags & NEXT) !== 0 || length % DESCRIPTOR_BYTES !== 0)
        throw new VirtioFault(`descriptor ${next} is no indirect table`);
      table = { address, entries: length / DESCRIPTOR_BYTES };
      isIndirect = true;
      next = 0;
      continue;
    }
    if ((flags & WRITE) !== 0) writable.push({ address, length });
    else if (writable.length === 0) readable.push({ address, length });
    else throw new VirtioFault(`descriptor ${next} is to be read after others to be written`);
    total += length;
    if (total > limits.bytes)
      throw new VirtioFault(`the chain at ${head} has more than ${limits.bytes} bytes`);
    next = (flags & NEXT) !== 0 ? view.getUint16(at + 14, true) : undefined;
  }
  return { head, readable, writable };
}

export const lengthOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, { length }) => sum + length, 0);

/** The part of the segments from `from` on, `length` bytes or as many as there are. */
export function slice(segments: readonly Segment[], from: number, length: number): Segment[] {
  const part: Segment[] = [];
  let skip = from;
  let left = length;
  for (const segment of segments) {
    const begin = Math.min(skip, segment.length);
    const taken = Math.min(segment.length - begin, left);
    if (taken > 0) part.push({ address: segment.address + begin, length: taken });
    skip -= begin;
    left -= taken;
  }
  return part;
}

export function gather(ram: Uint8Array, segments: readonly Segment[]): Uint8Array {
  const bytes = new Uint8Array(lengthOf(segments));
  let at = 0;
  for (const { address, length } of segments) {
    bytes.set(ram.subarray(address, address + length), at);
    at += length;
  }
  return bytes;
}

export function scatter(ram: GuestRam, segments: readonly Segment[], bytes: Uint8Array): void {
  let at = 0;
  for (const { address, length } of segments) {
    ram.write(address, bytes.subarray(at, at + length));
    at += length;
  }
}
