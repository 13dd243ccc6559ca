/**
 * The memory of a real guest on the host: an anonymous region as large as the guest's RAM. Which of its pages the host must
 * back, and which are equal to others, follows from the actual bytes in the guest.
 */
import { vmmPages } from "../../figures/model-costs";
import { UNNAMED_CONTENT } from "../../memory/frames";
import { NO_FRAME } from "../../memory/merging/pages";
import { BALLOONED } from "../runnable";
import type { TouchAnswer } from "../work/task";
import { Answer, MemoryOf } from "./memory-of";

export class RealGuestMemory extends MemoryOf {
  /** First page of the guest's RAM in the address space, and how many there are; 0 until the guest has shown them. */
  private ram = 0;
  private ramPages = 0;
  /** Pages that it has given to its balloon, when the host last looked. */
  private ballooned = 0;

  start(): TouchAnswer {
    this.space = this.memory.addSpace(this.cgroup);
    const vmm = this.map({ pages: vmmPages.value, kind: "anonymous" });
    this.ramPages = 0;
    this.ballooned = 0;
    const answer = new Answer();
    for (let page = 0; page < vmmPages.value && this.space !== undefined; page++)
      answer.add(this.memory.touch(this.space, vmm + page, true), "hypervisorNs");
    answer.killed = this.space === undefined;
    return answer;
  }

  touch(): TouchAnswer {
    throw new RangeError("a real guest touches its own memory");
  }

  setPages(hashes: Float64Array): TouchAnswer {
    const answer = new Answer();
    if (this.space === undefined) return answer;
    if (this.ramPages === 0) {
      this.ram = this.map({ pages: hashes.length, kind: "anonymous", mergeable: true });
      this.ramPages = hashes.length;
    }
    this.ballooned = this.takeBack(hashes);
    const pages = Array.from(hashes, (_, page) => this.ram + page);
    const contents = Array.from(hashes, (hash) => (hash === BALLOONED ? 0 : hash % UNNAMED_CONTENT));
    const { ns, killed } = this.memory.setContents(this.space, pages, contents);
    answer.hypervisorNs = ns;
    answer.killed = killed;
    return answer;
  }

  /** Keeps no frames for pages in the balloon; answers how many there are. */
  private takeBack(hashes: Float64Array): number {
    let count = 0;
    hashes.forEach((hash, page) => {
      if (hash !== BALLOONED) return;
      this.memory.discard(this.space!, this.ram + page, 1);
      count++;
    });
    return count;
  }

  protected override balloonPages(): number {
    return this.ballooned;
  }

  override ramFrames(): Int32Array {
    return Int32Array.from({ length: this.ramPages }, (_, page) =>
      this.space === undefined ? NO_FRAME : this.memory.frameOf(this.space, this.ram + page),
    );
  }

  protected saveOwn(): unknown {
    return [this.ram, this.ramPages, this.ballooned];
  }

  protected loadOwn(saved: unknown): void {
    [this.ram, this.ramPages, this.ballooned] = saved as [number, number, number];
  }
}
