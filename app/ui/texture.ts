/**
 * Textures that tell the series of a figure apart without colour. One description, drawn on a canvas or as an SVG pattern:
 * strokes and dots in a square tile that repeats.
 */
const TEXTURES = ["solid", "diagonal", "dots", "vertical", "cross", "horizontal"] as const;
export type Texture = (typeof TEXTURES)[number];

/** Side of the tile, CSS pixels. */
export const TILE = 6;

export interface TextureMarks {
  /** From x, y to x, y. */
  readonly lines: readonly (readonly [number, number, number, number])[];
  /** Centre and radius. */
  readonly dots: readonly (readonly [number, number, number])[];
}

const falling = [
  [-1, 5, 1, 7],
  [-1, -1, 7, 7],
  [5, -1, 7, 1],
] as const;
const rising = [
  [-1, 1, 1, -1],
  [-1, 7, 7, -1],
  [5, 7, 7, 5],
] as const;

export const textureMarks: Readonly<Record<Texture, TextureMarks>> = {
  solid: { lines: [], dots: [] },
  diagonal: { lines: rising, dots: [] },
  dots: {
    lines: [],
    dots: [
      [1.5, 1.5, 1.1],
      [4.5, 4.5, 1.1],
    ],
  },
  vertical: { lines: [[3, 0, 3, 6]], dots: [] },
  cross: { lines: [...rising, ...falling], dots: [] },
  horizontal: { lines: [[0, 3, 6, 3]], dots: [] },
};

export const textureAt = (index: number): Texture => TEXTURES[index % TEXTURES.length] ?? "solid";

/** Fills a tile-sized canvas context whose scale is in place. */
export function drawTile(context: CanvasRenderingContext2D, texture: Texture, ground: string, ink: string) {
  context.fillStyle = ground;
  context.fillRect(0, 0, TILE, TILE);
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = 1.25;
  for (const [x1, y1, x2, y2] of textureMarks[texture].lines) {
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
  for (const [x, y, radius] of textureMarks[texture].dots) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  }
}
