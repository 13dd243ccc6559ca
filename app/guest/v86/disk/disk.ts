/**
 * A disk behind a controller: its contents, and how long its medium takes. A request changes the contents when it is
 * submitted, and ends when the medium is done with it, in virtual time. The controller is told of the end by number.
 */
import {
  type DiskModel,
  type DiskModelState,
  type DiskRequest,
  diskModel,
} from "@/app/sim/storage/service-time";
import type { DiskSetup } from "@/app/sim/vmm/devices";
import { DiskContents } from "./contents";

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
  readonly contents: DiskContents;
  /** The controller's: a request has ended. */
  onEnd: (number: number) => void = () => {};
  private readonly medium: DiskModel;
  private inFlight: InFlight[] = [];
  private submitted = 0;

  constructor(
    { sizeBytes, medium }: DiskSetup,
    first: ArrayBuffer | undefined,
    private readonly nowNs: () => number,
  ) {
    this.contents = new DiskContents(sizeBytes, first);
    this.medium = diskModel(medium, sizeBytes);
  }

  /** Gives the medium something to do; answers the number by which its end is told. */
  submit(request: DiskRequest): number {
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
