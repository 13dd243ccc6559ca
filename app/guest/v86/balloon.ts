/**
 * v86's virtio balloon as a host uses it: it says how many pages the guest's driver shall give, and knows those that it holds. They
 * are emptied, because a frame that the host has taken back holds nothing of the guest's any more.
 */
import type { V86Balloon, VirtioQueue } from "./contract";
import type { GuestRam } from "./virtio/ring";

const PAGE_BYTES = 4096;
const INFLATE_QUEUE = 0;
const DEFLATE_QUEUE = 1;

export class Balloon {
  private asked: number | undefined;
  private pages = new Set<number>();

  constructor(
    private readonly device: V86Balloon,
    private readonly ram: GuestRam,
  ) {
    const { queues } = device.virtio;
    this.listen(queues[INFLATE_QUEUE]!, (page) => {
      this.pages.add(page);
      this.ram.write(page * PAGE_BYTES, new Uint8Array(PAGE_BYTES));
    });
    this.listen(queues[DEFLATE_QUEUE]!, (page) => this.pages.delete(page));
  }

  /** The numbers of the guest's pages that it holds. */
  get held(): Iterable<number> {
    return this.pages;
  }

  /** It shall hold so many pages; told to the guest by the next `feed`. */
  ask(pages: number): void {
    this.asked = pages;
  }

  /** Answers whether the guest was told anything. */
  feed(): boolean {
    if (this.asked === undefined) return false;
    const more = this.asked - this.device.num_pages;
    this.asked = undefined;
    if (more > 0) this.device.Inflate(more);
    else if (more < 0) this.device.Deflate(-more);
    return more !== 0;
  }

  /** Pages that a driver names and that lie outside of its memory are passed over. */
  private listen(queue: VirtioQueue, each: (page: number) => void): void {
    const pop = queue.pop_request.bind(queue);
    queue.pop_request = () => {
      const chain = pop();
      const read = chain.get_next_blob.bind(chain);
      chain.get_next_blob = (into) => {
        const length = read(into);
        const numbers = new DataView(into.buffer, into.byteOffset, into.byteLength);
        const end = this.ram.bytes().length / PAGE_BYTES;
        for (let at = 0; at + 4 <= into.length; at += 4) {
          const page = numbers.getUint32(at, true);
          if (page < end) each(page);
        }
        return length;
      };
      return chain;
    };
  }

  /** Undefined while it holds nothing. What was asked is part of v86's own state. */
  save(): readonly number[] | undefined {
    return this.pages.size === 0 ? undefined : [...this.pages];
  }

  load(pages: readonly number[] | undefined): void {
    this.pages = new Set(pages);
  }
}
