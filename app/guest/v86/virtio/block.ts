/** A virtio block device over a disk (Virtual I/O Device 1.2, section 5.2). Requests end when the disk's medium is done. */
import type { DiskRequest } from "@/app/sim/storage/service-time";
import type { Disk } from "../disk/disk";
import { type Chain, gather, lengthOf, type Segment, scatter, slice, VirtioFault } from "./ring";
import type { VirtioDevice, VirtioTransport } from "./transport";

const SECTOR = 512;
const HEADER_BYTES = 16;
const RANGE_BYTES = 16;
/** 20 bytes of text, filled with zeros. */
const ID = new TextEncoder().encode("triptych-disk".padEnd(20, "\0"));
const NOTHING = new Uint8Array(0);
const QUEUE = 0;
const QUEUE_SIZE = 128;
/** Of a discard or of zeroes to write. */
const MOST_RANGES = 16;

const Type = { read: 0, write: 1, flush: 4, getId: 8, discard: 11, writeZeroes: 13 } as const;
const Status = { ok: 0, failed: 1, unsupported: 2 } as const;
const Feature = { mostSegments: 2, blockSize: 6, flush: 9, discard: 13, writeZeroes: 14 } as const;

/** A request that the medium works on. */
interface Request {
  readonly head: number;
  readonly statusAt: number;
  /** Where a read's bytes go, and where on the disk they are. */
  readonly into: readonly Segment[];
  readonly offset: number;
}

export type BlockState = readonly (readonly [number: number, request: Request])[];

export class VirtioBlock implements VirtioDevice {
  readonly name = "virtio-blk";
  readonly deviceId = 2;
  /** A mass storage controller. */
  readonly classCode = 0x010000;
  readonly features = Object.values(Feature);
  readonly queueSizes = [QUEUE_SIZE];
  /** Linux asks for 4 MiB at most. */
  readonly mostChainBytes = 2 ** 23;

  private readonly requests = new Map<number, Request>();
  private transport!: VirtioTransport;

  constructor(private readonly disk: Disk) {
    disk.onEnd = (number) => this.ended(number);
  }

  attach(transport: VirtioTransport): void {
    this.transport = transport;
  }

  config(): Uint8Array {
    const bytes = new Uint8Array(60);
    const view = new DataView(bytes.buffer);
    const sectors = this.disk.contents.sizeBytes / SECTOR;
    view.setBigUint64(0, BigInt(sectors), true);
    view.setUint32(12, QUEUE_SIZE - 2, true);
    view.setUint32(20, SECTOR, true);
    for (const at of [36, 48]) {
      view.setUint32(at, sectors, true);
      view.setUint32(at + 4, MOST_RANGES, true);
    }
    view.setUint32(44, 1, true);
    bytes[56] = 1;
    return bytes;
  }

  notified(): void {
    for (let chain = this.transport.next(QUEUE); chain !== undefined; chain = this.transport.next(QUEUE))
      this.begin(chain);
  }

  reset(): void {
    this.disk.forget();
    this.requests.clear();
  }

  private begin({ readable, writable, head }: Chain): void {
    const room = lengthOf(writable) - 1;
    if (room < 0 || lengthOf(readable) < HEADER_BYTES)
      throw new VirtioFault("a request without a header, or without room for its status");
    const statusAt = slice(writable, room, 1)[0]!.address;
    const header = new DataView(this.gather(slice(readable, 0, HEADER_BYTES)).buffer);
    const offset = Number(header.getBigUint64(8, true)) * SECTOR;
    const data = slice(readable, HEADER_BYTES, Number.POSITIVE_INFINITY);
    const into = slice(writable, 0, room);
    const outcome = this.serve(header.getUint32(0, true), offset, data, into);
    if (typeof outcome === "number") this.answer(head, statusAt, outcome);
    else if (outcome.kind === "read")
      this.requests.set(this.disk.submit(outcome), { head, statusAt, into, offset });
    else this.requests.set(this.disk.submit(outcome), { head, statusAt, into: [], offset });
  }

  /** What the medium has to do for a request, or its status if that is nothing. */
  private serve(
    type: number,
    offset: number,
    data: readonly Segment[],
    into: readonly Segment[],
  ): DiskRequest | number {
    switch (type) {
      case Type.read: {
        const bytes = lengthOf(into);
        return this.onDisk(offset, bytes) ? { kind: "read", offset, bytes } : Status.failed;
      }
      case Type.write: {
        const bytes = lengthOf(data);
        if (!this.onDisk(offset, bytes)) return Status.failed;
        const written = this.disk.write(offset, this.gather(data));
        return written ? { kind: "write", offset, bytes } : Status.failed;
      }
      case Type.flush:
        return { kind: "flush", offset: 0, bytes: 0 };
      case Type.getId:
        scatter(this.transport.ram, slice(into, 0, ID.length), ID);
        return Status.ok;
      case Type.discard:
      case Type.writeZeroes: {
        const bytes = this.clear(this.gather(slice(data, 0, MOST_RANGES * RANGE_BYTES + 1)));
        return bytes === undefined ? Status.failed : { kind: "discard", offset: 0, bytes };
      }
      default:
        return Status.unsupported;
    }
  }

  private gather(segments: readonly Segment[]): Uint8Array {
    return gather(this.transport.ram.bytes(), segments);
  }

  /** Clears the ranges of the disk that the driver lists, or none; undefined if the list is not in order, or the disk damaged. */
  private clear(list: Uint8Array): number | undefined {
    if (list.length % RANGE_BYTES !== 0 || list.length === 0) return undefined;
    const view = new DataView(list.buffer);
    const ranges: Segment[] = [];
    for (let at = 0; at < list.length; at += RANGE_BYTES) {
      const address = Number(view.getBigUint64(at, true)) * SECTOR;
      const length = view.getUint32(at + 8, true) * SECTOR;
      if (!this.onDisk(address, length)) return undefined;
      ranges.push({ address, length });
    }
    const cleared = ranges.map(({ address, length }) => this.disk.clear(address, length));
    return cleared.every(Boolean) ? lengthOf(ranges) : undefined;
  }

  private onDisk(offset: number, bytes: number): boolean {
    return bytes > 0 && bytes % SECTOR === 0 && offset + bytes <= this.disk.contents.sizeBytes;
  }

  private ended(number: number): void {
    const request = this.requests.get(number);
    if (request === undefined) return;
    this.requests.delete(number);
    const { head, statusAt, into, offset } = request;
    const bytes = lengthOf(into);
    const read = bytes > 0 ? this.disk.read(offset, bytes) : NOTHING;
    if (read === undefined) {
      this.answer(head, statusAt, Status.failed);
      return;
    }
    scatter(this.transport.ram, into, read);
    this.answer(head, statusAt, Status.ok, bytes);
  }

  private answer(head: number, statusAt: number, status: number, bytes = 0): void {
    this.transport.ram.write(statusAt, Uint8Array.of(status));
    this.transport.complete(QUEUE, head, bytes + 1);
  }

  save(): BlockState {
    return [...this.requests];
  }

  load(state: BlockState): void {
    this.requests.clear();
    for (const [number, request] of state) this.requests.set(number, request);
  }
}
