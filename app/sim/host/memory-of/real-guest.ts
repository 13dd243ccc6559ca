/**
 * The memory of a real guest on the host: an anonymous region as large as the guest's RAM. Which of its pages the host must
 * back, and which are equal to others, follows from the actual bytes in the guest.
 */
import { vmmPages } from "../../figures/model-costs";
import { UNNAMED_CONTENT } from "../../memory/frames";
import type { TouchAnswer } from "../work/task";
import { Answer, MemoryOf } from "./memory-of";

export class RealGuestMemory extends MemoryOf {
  /** First page of the guest's RAM in the address space, and how many there are; 0 until the guest has shown them. */
  private ram = 0;
  private ramPages = 0;

  start(): TouchAnswer {
    this.space = this.memory.addSpace(this.cgroup);
    const vmm = this.map({ pages: vmmPages.value, kind: "anonymous" });
    this.ramPages = 0;
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
    const pages = Array.from(hashes, (_, page) => this.ram + page);
    const contents = Array.from(hashes, (hash) => hash % UNNAMED_CONTENT);
    const { ns, killed } = this.memory.setContents(this.space, pages, contents);
    answer.hypervisorNs = ns;
    answer.killed = killed;
    return answer;
  }

  protected saveOwn(): unknown {
    return [this.ram, this.ramPages];
  }

  protected loadOwn(saved: unknown): void {
    [this.ram, this.ramPages] = saved as [number, number];
  }
}
