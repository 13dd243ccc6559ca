import type { MemoryMap } from "@/app/sim/host/view";
import type { CanvasTheme, Inks } from "../canvasInk";
import { hostLook, inkOf, type Look, type Tone } from "../palette";
import { cellBox, type Grid } from "./cells";
import { ownersOf } from "./owners";
import { stateOf } from "./states";

export interface MemoryScene {
  readonly map: MemoryMap;
  readonly grid: Grid;
  readonly looks: readonly Look[];
  readonly theme: CanvasTheme;
  readonly inks: Inks;
  readonly dark: boolean;
  readonly chosen: number | undefined;
}

const TEXTURED_FROM = 7;
const MARKED_FROM = 4;
const STRIPED_FROM = 4;
const MOST_STRIPES = 4;

interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Anonymous memory stands out, the page cache lies back: a tone each, in its owner's colour. */
const toneOf: Readonly<Record<ReturnType<typeof stateOf>, Tone>> = {
  free: "wash",
  anon: "mid",
  huge: "strong",
  file: "light",
  merged: "strong",
  kernel: "strong",
};

/** A cell for each run of frames. A frame with several owners has a corner cut out of it, a merged one two, and a stripe for each owner. */
export function drawMemory(context: CanvasRenderingContext2D, scene: MemoryScene): void {
  const { map, grid, looks, theme, inks, dark, chosen } = scene;
  const side = grid.pitch >= 4 ? grid.pitch - 1 : grid.pitch;
  const boxes = new Map<CanvasPattern | string, Rect[]>();
  const shared: number[] = [];
  for (let cell = 0; cell < grid.cells; cell++) {
    const state = stateOf(map.state[cell] ?? 0);
    if (state === "free") continue;
    const { x, y } = cellBox(grid, cell);
    const owners =
      side >= STRIPED_FROM && state === "merged" ? ownersOf(map, cell).slice(0, MOST_STRIPES) : [];
    const stripes = owners.length > 1 ? owners : [(map.owner[cell] ?? 0) - 1];
    const width = side / stripes.length;
    stripes.forEach((owner, stripe) => {
      const look = looks[owner] ?? hostLook;
      const flat = grid.pitch < TEXTURED_FROM ? { ...look, texture: "solid" as const } : look;
      const style = inks(inkOf(flat, toneOf[state], dark));
      const list = boxes.get(style) ?? [];
      boxes.set(style, list);
      list.push({ x: x + stripe * width, y, width });
    });
    if ((map.owners[cell] ?? 0) > 1 || state === "merged") shared.push(cell);
  }
  context.fillStyle = theme.rule;
  context.globalAlpha = 0.45;
  for (let cell = 0; cell < grid.cells; cell++) {
    if (stateOf(map.state[cell] ?? 0) !== "free") continue;
    const { x, y } = cellBox(grid, cell);
    context.fillRect(x, y + side - 1, side, 1);
  }
  context.globalAlpha = 1;
  for (const [style, rects] of boxes) {
    context.fillStyle = style;
    for (const { x, y, width } of rects) context.fillRect(x, y, width, side);
  }
  if (grid.pitch >= MARKED_FROM) markShared(context, scene, shared, side);
  if (chosen !== undefined && chosen < grid.cells) {
    const { x, y } = cellBox(grid, chosen);
    context.strokeStyle = theme.focus;
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, side + 2, side + 2);
  }
}

function markShared(
  context: CanvasRenderingContext2D,
  { map, grid, theme }: MemoryScene,
  cells: readonly number[],
  side: number,
): void {
  context.fillStyle = theme.paper;
  context.beginPath();
  for (const cell of cells) {
    const { x, y } = cellBox(grid, cell);
    context.moveTo(x + side, y);
    context.lineTo(x + side, y + side * 0.7);
    context.lineTo(x + side * 0.3, y);
    if (stateOf(map.state[cell] ?? 0) === "merged") {
      context.moveTo(x, y + side);
      context.lineTo(x, y + side * 0.5);
      context.lineTo(x + side * 0.5, y + side);
    }
  }
  context.fill();
}
