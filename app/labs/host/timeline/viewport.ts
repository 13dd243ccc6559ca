/** The stretch of virtual time that the timeline shows, and how it is moved. Pure: times in, times out. */

export interface Viewport {
  readonly fromNs: number;
  readonly toNs: number;
  /** Keeps its length and its end at the present. */
  readonly following: boolean;
}

export const SHORTEST_NS = 1000;
/** What a host that has not run yet is shown with. */
const LEAST_WHOLE_NS = 10_000_000;
const USUAL_NS = 500_000_000;

export const inView = ({ fromNs, toNs }: Viewport, atNs: number): boolean => atNs >= fromNs && atNs <= toNs;

export const firstViewport: Viewport = { fromNs: 0, toNs: USUAL_NS, following: true };

export const lengthOf = ({ fromNs, toNs }: Viewport): number => toNs - fromNs;

/** Whatever is asked for: not before 0, not beyond the run, not shorter than a microsecond. Whole nanoseconds. */
export function within(fromNs: number, lengthNs: number, endNs: number, following = false): Viewport {
  const whole = Math.max(LEAST_WHOLE_NS, endNs, following ? lengthNs : 0);
  const length = Math.round(Math.min(whole, Math.max(SHORTEST_NS, lengthNs)));
  const from = Math.round(Math.min(Math.max(0, fromNs), whole - length));
  return { fromNs: from, toNs: from + length, following };
}

/** Longer or shorter by `factor`, with the moment `atNs` staying where it is on the screen. */
export function zoomed(view: Viewport, factor: number, atNs: number, endNs: number): Viewport {
  const length = Math.max(SHORTEST_NS, Math.min(lengthOf(view) * factor, Math.max(LEAST_WHOLE_NS, endNs)));
  const place = (atNs - view.fromNs) / lengthOf(view);
  return within(atNs - place * length, length, endNs);
}

/** Moved by a share of its own length; to the right is later. */
export const panned = (view: Viewport, share: number, endNs: number): Viewport =>
  within(view.fromNs + share * lengthOf(view), lengthOf(view), endNs);

/** With that moment in its middle. */
export const centred = (view: Viewport, atNs: number, endNs: number): Viewport =>
  within(atNs - lengthOf(view) / 2, lengthOf(view), endNs);

/** The whole run. */
export const fitted = (endNs: number): Viewport => within(0, Number.POSITIVE_INFINITY, endNs);

export const isWhole = (view: Viewport, endNs: number): boolean => lengthOf(view) === lengthOf(fitted(endNs));

/** Its end at the present. */
export function followed(view: Viewport, nowNs: number): Viewport {
  const length = lengthOf(view);
  const fromNs = Math.max(0, Math.round(nowNs - length));
  return { fromNs, toNs: fromNs + length, following: true };
}

export const xOf = (atNs: number, view: Viewport, width: number): number =>
  ((atNs - view.fromNs) / lengthOf(view)) * width;

export const timeAt = (x: number, view: Viewport, width: number): number =>
  view.fromNs + (x / width) * lengthOf(view);
