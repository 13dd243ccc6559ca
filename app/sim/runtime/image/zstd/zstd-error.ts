/** What is wrong with a zstd stream, and at which of its bytes. */
export class ZstdError extends Error {
  constructor(
    readonly what: string,
    readonly at: number,
  ) {
    super(`${what}, byte ${at}`);
  }
}
