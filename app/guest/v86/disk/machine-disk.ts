/** The disk of one machine, whichever controller it is behind: how it is plugged in, asked, saved and restored. */

import type { DiskLayer } from "@/app/guest/chain/layers";
import type { ChainRecord } from "@/app/sim/run/chain-record";
import { StorageError } from "@/app/sim/storage/errors";
import type { DiskInterface, DiskSetup, MachineDevices } from "@/app/sim/vmm/devices";
import type { V86Cpu } from "../contract";
import { StateError } from "../state";
import { type BlockState, VirtioBlock } from "../virtio/block";
import type { PciFunction } from "../virtio/config-space";
import type { GuestRam } from "../virtio/ring";
import { type TransportState, VirtioTransport } from "../virtio/transport";
import { ChunkContents } from "./chunk-contents";
import type { DiskChunk, DiskContents } from "./contents";
import { Disk, type DiskState } from "./disk";
import { IdeDisk, type IdeState } from "./ide";
import { ImageContents, type ImageCounts } from "./image-contents";

/** No disk of the lab is larger: what a guest writes to it takes the reader's memory. */
export const MOST_DISK_BYTES = 2 ** 30;
const SECTOR = 512;

class DiskError extends Error {
  override readonly name = "DiskError";
}

export interface MachineDiskState {
  readonly disk: DiskState;
  /** Of a disk that is the top of a chain. */
  readonly image?: ImageCounts;
  readonly ide?: IdeState;
  readonly virtio?: { readonly transport: TransportState; readonly block: BlockState };
}

/** What a disk begins with: the bytes of a file, or an empty overlay on the layers of its chain, from the bottom up. */
export interface DiskFiles {
  readonly disk?: ArrayBuffer;
  readonly layers?: readonly DiskLayer[];
}

/** A slot and an interrupt line that no other device of the machine has. */
const placeBeside = (net: MachineDevices["net"]): PciFunction => ({
  slot: 13,
  pin: net === "ne2k" ? 2 : 1,
  firstPort: 0xe800,
});

const isIde = (kind: DiskInterface): boolean => kind !== "virtio-blk";

export class MachineDisk {
  private readonly disk: Disk;
  private readonly image: ImageContents | undefined;
  private readonly ide: IdeDisk | undefined;
  private readonly block: VirtioBlock | undefined;
  private transport: VirtioTransport | undefined;

  /** @throws DiskError if there can be no such disk, or the contents do not fit it; StorageError if a layer is damaged. */
  constructor(
    setup: DiskSetup,
    private readonly net: MachineDevices["net"],
    { disk: first, layers }: DiskFiles,
    nowNs: () => number,
  ) {
    const { sizeBytes } = setup;
    if (!Number.isSafeInteger(sizeBytes / SECTOR) || sizeBytes < SECTOR || sizeBytes > MOST_DISK_BYTES)
      throw new DiskError(
        `a disk of ${sizeBytes} bytes: a multiple of ${SECTOR} is wanted, at most ${MOST_DISK_BYTES}`,
      );
    if (first !== undefined && first.byteLength > sizeBytes)
      throw new DiskError(`${first.byteLength} bytes do not fit a disk of ${sizeBytes}`);
    if ((setup.chain === undefined) !== (layers === undefined))
      throw new DiskError(
        `the chain is ${setup.chain ?? "not asked for"}, its layers ${layers === undefined ? "are missing" : "are there"}`,
      );
    this.image = layers === undefined ? undefined : new ImageContents(sizeBytes, layers);
    this.disk = new Disk(setup, this.image ?? new ChunkContents(sizeBytes, first), nowNs);
    if (isIde(setup.interface)) this.ide = new IdeDisk(this.disk);
    else this.block = new VirtioBlock(this.disk);
  }

  /** What v86 is built with. */
  get hardDisk(): IdeDisk | undefined {
    return this.ide;
  }

  /** Once v86 is built. */
  plugIn(cpu: V86Cpu, ram: GuestRam): void {
    this.ide?.attach(cpu, ram);
    if (this.block === undefined) return;
    this.transport = new VirtioTransport(this.block, placeBeside(this.net), cpu, ram);
    this.block.attach(this.transport);
  }

  get contents(): DiskContents {
    return this.disk.contents;
  }

  /** The layers of a disk that has some. */
  get chain(): ChainRecord | undefined {
    return this.image?.record();
  }

  /** The machine's own layer as a .qcow2 file; undefined if the disk is no chain. */
  overlay(): Uint8Array | undefined {
    return this.image?.overlay();
  }

  /** When the next request ends; Infinity if there is none. */
  get nextNs(): number {
    return this.disk.nextNs();
  }

  /** Tells the guest of every request that has ended by then; answers whether there was one. */
  deliver(nowNs: number): boolean {
    const any = this.nextNs <= nowNs;
    if (any) this.disk.deliver(nowNs);
    return any;
  }

  /** How often the driver has given the device nonsense. */
  get faults(): number {
    return (this.transport?.faults ?? 0) + (this.ide?.faults ?? 0);
  }

  save(): MachineDiskState {
    const ide = this.ide?.save();
    return {
      disk: this.disk.save(),
      ...(this.image === undefined ? {} : { image: this.image.saveCounts() }),
      ...(ide === undefined ? {} : { ide }),
      ...(this.block === undefined
        ? {}
        : { virtio: { transport: this.transport!.save(), block: this.block.save() } }),
    };
  }

  /** Looks through saved contents; the answer puts them in place. @throws StateError if they are not of such a disk */
  prepare(state: MachineDiskState, chunks: readonly DiskChunk[]): () => void {
    try {
      return this.disk.contents.prepare(chunks, state.image);
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof StorageError)) throw error;
      throw new StateError(`the disk in the saved state cannot be used: ${error.message}`);
    }
  }

  /** After v86's own state, guest memory and the contents have been restored. */
  load(state: MachineDiskState): void {
    this.disk.load(state.disk);
    this.ide?.restore(state.ide);
    if (this.block === undefined || state.virtio === undefined) return;
    this.transport!.load(state.virtio.transport);
    this.block.load(state.virtio.block);
  }
}
