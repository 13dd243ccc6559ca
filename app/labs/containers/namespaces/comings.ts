/** What has come and gone between two looks at a list: for a picture that shows changes for a moment. Pure. */

export interface Passing<T> {
  readonly key: string;
  readonly item: T;
  readonly untilMs: number;
}

export interface Comings<T> {
  readonly items: ReadonlyMap<string, T>;
  readonly came: readonly { readonly key: string; readonly untilMs: number }[];
  readonly gone: readonly Passing<T>[];
}

export const noComings = <T>(): Comings<T> => ({ items: new Map(), came: [], gone: [] });

/** At the first look nothing is new. What comes back is no longer gone. */
export function nextComings<T>(
  before: Comings<T>,
  items: ReadonlyMap<string, T>,
  nowMs: number,
  shownMs: number,
): Comings<T> {
  const untilMs = nowMs + shownMs;
  const first = before.items.size === 0;
  const came = before.came.filter((one) => one.untilMs > nowMs && items.has(one.key));
  const gone = before.gone.filter((one) => one.untilMs > nowMs && !items.has(one.key));
  const fresh = first ? [] : [...items.keys()].filter((key) => !before.items.has(key));
  const lost = [...before.items].filter(([key]) => !items.has(key));
  return {
    items,
    came: [...came, ...fresh.map((key) => ({ key, untilMs }))],
    gone: [...gone, ...lost.map(([key, item]) => ({ key, item, untilMs }))],
  };
}
