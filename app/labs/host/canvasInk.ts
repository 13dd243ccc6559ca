/** Textures and colours for canvases, made once for each look, tone, theme and pixel density. */

import type { TextureInk } from "@/app/ui/TexturePattern";
import { drawTile, TILE } from "@/app/ui/texture";

export interface CanvasTheme {
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly paper: string;
  readonly focus: string;
  readonly font: string;
  readonly fontPx: number;
}

/** Reads the page's colours off an element that carries them in these properties; see canvas.module.css. */
export function themeOf(element: Element): CanvasTheme {
  const style = getComputedStyle(element);
  return {
    ink: style.color,
    soft: style.textDecorationColor,
    rule: style.columnRuleColor,
    paper: style.backgroundColor,
    focus: style.caretColor,
    font: `${style.fontSize} ${style.fontFamily}`,
    fontPx: Number.parseFloat(style.fontSize),
  };
}

/** What a texture is on a canvas of that pixel density. */
export function createInks(density: number) {
  const made = new Map<string, CanvasPattern | string>();
  const make = ({ texture, ground, ink }: TextureInk): CanvasPattern | string => {
    if (texture === "solid") return ground;
    const tile = document.createElement("canvas");
    tile.width = tile.height = Math.max(1, Math.round(TILE * density));
    const context = tile.getContext("2d");
    if (context === null) return ground;
    const scale = tile.width / TILE;
    context.scale(scale, scale);
    drawTile(context, texture, ground, ink);
    const pattern = context.createPattern(tile, "repeat");
    pattern?.setTransform(new DOMMatrix().scale(1 / scale));
    return pattern ?? ground;
  };
  return (ink: TextureInk): CanvasPattern | string => {
    const key = `${ink.texture}|${ink.ground}|${ink.ink}`;
    let style = made.get(key);
    if (style === undefined) {
      style = make(ink);
      made.set(key, style);
    }
    return style;
  };
}

export type Inks = ReturnType<typeof createInks>;

/** Makes the canvas as many pixels as its element has on the screen, and scales its context to CSS pixels. */
export function prepared(
  canvas: HTMLCanvasElement,
  width: number,
  height: number,
): CanvasRenderingContext2D | null {
  const density = devicePixelRatio || 1;
  const [pixelsX, pixelsY] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== pixelsX) canvas.width = pixelsX;
  if (canvas.height !== pixelsY) {
    canvas.height = pixelsY;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
