/** Where the lanes of the cores lie. Pure. */

export interface Lanes {
  readonly cores: number;
  /** Height of the axis above them, and width of the core numbers beside them, CSS pixels. */
  readonly axis: number;
  readonly gutter: number;
  /** From one lane's top to the next, CSS pixels. */
  readonly pitch: number;
  /** Of it, what is drawn in. */
  readonly height: number;
}

/** In sizes of the type that the axis is set in. */
const AXIS = 1.8;
const GUTTER = 3.8;
const TALLEST = 5.2;
const THINNEST = 0.75;
const COMFORTABLE = 25;

/** Tall lanes for few cores; thin ones, which scroll, for many. All in proportion to the type. */
export function lanesFor(cores: number, fontPx: number): Lanes {
  const fit = (COMFORTABLE * fontPx) / Math.max(1, cores);
  const pitch = Math.round(Math.max(THINNEST * fontPx, Math.min(TALLEST * fontPx, fit)));
  const gap = pitch >= 2 * fontPx ? 0.5 * fontPx : pitch >= 1.2 * fontPx ? 3 : 1;
  return {
    cores,
    pitch,
    height: Math.round(pitch - gap),
    axis: Math.round(AXIS * fontPx),
    gutter: Math.round(GUTTER * fontPx),
  };
}

export const lanesHeight = ({ cores, pitch }: Lanes): number => cores * pitch;

/** The core at a height below the axis, with the lanes scrolled by so much; undefined below the last. */
export function coreAt({ cores, pitch, axis }: Lanes, y: number, scrollTop: number): number | undefined {
  const core = Math.floor((y - axis + scrollTop) / pitch);
  return y >= axis && core >= 0 && core < cores ? core : undefined;
}

/** How far to scroll so that the core is in sight. */
export function scrollFor(
  { pitch, axis }: Lanes,
  core: number,
  scrollTop: number,
  windowHeight: number,
): number {
  const visible = windowHeight - axis;
  const top = core * pitch;
  if (top < scrollTop) return top;
  return top + pitch > scrollTop + visible ? top + pitch - visible : scrollTop;
}

/** Buckets to ask for: as fine as the screen where there are few cores, fewer where there are many to draw in a frame. */
export const bucketsFor = (width: number, cores: number): number =>
  Math.max(80, Math.min(Math.floor(width / 2), Math.floor(6000 / Math.max(1, cores))));
