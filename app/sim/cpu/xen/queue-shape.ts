/** Which cores share a run queue of credit2: neighbours, eight to a queue. */

const CORES_PER_QUEUE = 8;

export class QueueShape {
  readonly count: number;

  constructor(private readonly cores: number) {
    this.count = Math.ceil(cores / CORES_PER_QUEUE);
  }

  of(core: number): number {
    return Math.floor(core / CORES_PER_QUEUE);
  }

  /** The queue's cores are those from here … */
  first(queue: number): number {
    return queue * CORES_PER_QUEUE;
  }

  /** … to below here. */
  end(queue: number): number {
    return Math.min(this.cores, (queue + 1) * CORES_PER_QUEUE);
  }

  size(queue: number): number {
    return this.end(queue) - this.first(queue);
  }
}
