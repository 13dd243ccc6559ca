/** How often each cluster of a file is referred to, as found by walking all tables. Takes memory only where there is something. */

const CHUNK = 4096;

export class ReferenceCounts {
  private readonly chunks = new Map<number, Uint32Array>();

  add(cluster: number): void {
    const index = Math.floor(cluster / CHUNK);
    let chunk = this.chunks.get(index);
    if (chunk === undefined) {
      chunk = new Uint32Array(CHUNK);
      this.chunks.set(index, chunk);
    }
    chunk[cluster % CHUNK]!++;
  }

  get(cluster: number): number {
    return this.chunks.get(Math.floor(cluster / CHUNK))?.[cluster % CHUNK] ?? 0;
  }

  /** In rising order. */
  *referred(): Generator<number> {
    for (const index of [...this.chunks.keys()].sort((a, b) => a - b)) {
      const chunk = this.chunks.get(index)!;
      for (let i = 0; i < CHUNK; i++) if (chunk[i] !== 0) yield index * CHUNK + i;
    }
  }
}
