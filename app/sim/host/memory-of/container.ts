/**
 * A container's memory: an ordinary process on the host's kernel. What it runs is a file that all containers of the kernel
 * share in the page cache; what it writes is its own.
 */
import type { HostMemory } from "../../memory/host-memory";
import type { InstanceSpec } from "../../scenario/schema";
import { REGIONS_PER_WORKLOAD } from "../instance";
import { pagesOf } from "../limits";
import type { TouchAnswer } from "../work/task";
import { Answer, MemoryOf } from "./memory-of";

/**
 * A minimal container: 6 MB of memory is the least in which Docker's hello-world runs (Unikraft, EuroSys 2021, figure 11). How
 * it divides is a convention: 5 MiB of program, libraries and their tables, shared with others of the same image, and 1 MiB of
 * its own.
 */
const SHARED_PAGES = 1280;
const PRIVATE_PAGES = 256;
const BASE_FILE = "base-image";
const BASE_CONTENT = 1;

const HOST_KERNEL = "host";

export class ContainerMemory extends MemoryOf {
  private regions: number[] = [];

  constructor(
    memory: HostMemory,
    cgroup: number,
    private readonly spec: InstanceSpec,
  ) {
    super(memory, cgroup);
  }

  start(): TouchAnswer {
    const { memory } = this;
    this.space = memory.addSpace(this.cgroup);
    const base = memory.openFile(HOST_KERNEL, BASE_FILE, SHARED_PAGES, BASE_CONTENT);
    const program = this.map({ pages: SHARED_PAGES, kind: "private-file", file: base });
    const heap = this.map({ pages: PRIVATE_PAGES, kind: "anonymous", mergeable: true });
    this.regions = [];
    this.spec.workloads.forEach((work, index) => {
      if (work.kind !== "memory") return;
      const anonymous = pagesOf(work.anonMiB);
      const file = pagesOf(work.fileMiB);
      const at = index * REGIONS_PER_WORKLOAD;
      if (anonymous > 0)
        this.regions[at] = this.map({ pages: anonymous, kind: "anonymous", mergeable: true, huge: true });
      if (file > 0) {
        const opened = memory.openFile(HOST_KERNEL, `${work.file} ${file}`, file, contentKey(work.file));
        this.regions[at + 1] = this.map({ pages: file, kind: "shared-file", file: opened });
      }
    });
    const answer = new Answer();
    this.walk(answer, program, SHARED_PAGES, false);
    this.walk(answer, heap, PRIVATE_PAGES, true);
    return answer;
  }

  touch(region: number, first: number, count: number, write: boolean): TouchAnswer {
    const answer = new Answer();
    const work = this.spec.workloads[Math.floor(region / REGIONS_PER_WORKLOAD)]!;
    const contents = work.kind === "memory" ? work.contents : "unique";
    this.walk(answer, this.regions[region]! + first, count, write, (page) =>
      contentOf(contents, first + page),
    );
    return answer;
  }

  private walk(
    answer: Answer,
    from: number,
    count: number,
    write: boolean,
    content = (_page: number) => -1,
  ): void {
    for (let page = 0; page < count; page++) {
      if (this.space === undefined) break;
      answer.add(this.memory.touch(this.space, from + page, write, content(page)), "kernelNs");
    }
    answer.killed = this.space === undefined;
  }

  setPages(): TouchAnswer {
    throw new RangeError("a container has no guest whose pages could be looked at");
  }

  protected saveOwn(): unknown {
    return [...this.regions];
  }

  protected loadOwn(saved: unknown): void {
    this.regions = [...(saved as number[])];
  }
}

/** Named contents lie below 2^52, where the hashes of real pages are; these are small and so unlike any of them in practice. */
const SAME_CONTENT = 1_000_000;

/** -1: bytes that no page has had; otherwise bytes that others may have too. */
export function contentOf(contents: "unique" | "zero" | "same", page: number): number {
  if (contents === "zero") return 0;
  return contents === "same" ? SAME_CONTENT + page : -1;
}

/** A file's bytes follow from its name. */
export function contentKey(name: string): number {
  let key = 7;
  for (const letter of name) key = (key * 31 + letter.charCodeAt(0)) % 1_000_003;
  return key;
}
