let last: Promise<unknown> = Promise.resolve();

/** Runs pieces of work one after another, each in a task of its own, so that none of them adds up to a long one. */
export function inTurn<T>(work: () => T): Promise<T> {
  const mine = last.then(() => new Promise<void>((resolve) => setTimeout(resolve))).then(work);
  last = mine.catch(() => {});
  return mine;
}
