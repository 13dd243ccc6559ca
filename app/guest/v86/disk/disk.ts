/**
 * A disk behind a controller: its contents, and how long its medium takes. A request changes the contents when it is
 * submitted, and ends when the medium is done with it, in virtual time. The controller is told of the end by number.
 */

import { StorageError } from "@/app/sim/storage/errors";
import {
  type DiskModel,
  type DiskModelState,
  type DiskRequest,
  diskModel,
} from "@/app/sim/storage/service-time";
import type { DiskSetup } from "@/app/sim/vmm/devices";
import type { DiskContents } from "./contents";

/** What is not known yet to the controller. */
interface InFlight {
  readonly number: number;
  readonly endNs: number;
}

export interface DiskState {
  readonly inFlight: readonly InFlight[];
  readonly submitted: number;
  readonly medium: DiskModelState;
}

export class Disk {
  /** The controller's: a request has ended. */
  onEnd: (number: number) => void = () => {};
  private readonly medium: DiskModel;
  private inFlight: InFlight[] = [];
  private submitted = 0;

  constructor(
    { sizeBytes, medium }: DiskSetup,
    readonly contents: DiskContents,
    private readonly nowNs: () => number,
  ) {
    this.medium = diskModel(medium, sizeBytes);
  }

  /** What a read is answered with; undefined if an image of the disk is damaged there, which is an error of the medium. */
  read(offset: number, length: number): Uint8Array | undefined {
    return orUndefined(() => this.contents.read(offset, length));
  }

  /** Whether the bytes were written; otherwise as for a read. */
  write(offset: number, bytes: Uint8Array): boolean {
    return (
      orUndefined(() => {
        this.contents.write(offset, bytes);
        return true;
      }) === true
    );
  }

  /** Whether the range reads as zeros from now on; otherwise as for a read. */
  clear(offset: number, length: number): boolean {
    return (
      orUndefined(() => {
        this.contents.clear(offset, length);
        return true;
      }) === true
    );
  }

  /** Gives the medium something to do; answers the number by which its end is told. */
  submit(request: DiskRequest): number {
    if (request.kind === "flush") this.contents.flush();
    const number = this.submitted++;
    const endNs = this.medium.submit(request, Math.ceil(this.nowNs()));
    const place = this.inFlight.findLastIndex((other) => other.endNs <= endNs) + 1;
    this.inFlight.splice(place, 0, { number, endNs });
    return number;
  }

  /** The end of these will not be told. */
  forget(isForgotten: (number: number) => boolean = () => true): void {
    this.inFlight = this.inFlight.filter(({ number }) => !isForgotten(number));
  }

  /** When the next request ends; Infinity if the medium has nothing to do. */
  nextNs(): number {
    return this.inFlight[0]?.endNs ?? Number.POSITIVE_INFINITY;
  }

  /** Tells the controller of every request that has ended by then. */
  deliver(nowNs: number): void {
    while (this.inFlight.length > 0 && this.nextNs() <= nowNs) this.onEnd(this.inFlight.shift()!.number);
  }

  save(): DiskState {
    return { inFlight: [...this.inFlight], submitted: this.submitted, medium: this.medium.save() };
  }

  load(state: DiskState): void {
    this.inFlight = [...state.inFlight];
    this.submitted = state.submitted;
    this.medium.load(state.medium);
  }
}

function orUndefined<T>(access: () => T): T | undefined {
  try {
    return access();
  } catch (error) {
    if (error instanceof StorageError) return undefined;
    throw error;
  }
}
