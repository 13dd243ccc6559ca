import type { Mode } from "@/app/sim/host/runnable";
import type { CoreSlice, TimelineSlice } from "@/app/sim/host/view";
import type { CanvasTheme, Inks } from "../canvasInk";
import { inkOf, type Look, lookOf, modeHeight, modeTone } from "../palette";
import { ticksOf } from "../virtualTime";
import type { Lanes } from "./lanes";
import { bucketOf } from "./slice";
import { type Viewport, xOf } from "./viewport";

export interface Cursor {
  readonly core: number;
  readonly atNs: number;
}

export interface TimelineScene {
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly lanes: Lanes;
  readonly view: Viewport;
  readonly nowNs: number;
  readonly slice: TimelineSlice | undefined;
  readonly names: readonly string[];
  readonly looks: readonly Look[];
  readonly cursor: Cursor | undefined;
  readonly theme: CanvasTheme;
  readonly inks: Inks;
  readonly dark: boolean;
}

const TEXTURED_FROM = 12;
const LABELLED_FROM = 20;
/** In sizes of the type: the room that a label of the axis needs, and the least length of an interval with a name. */
const TICK_EVERY = 7;
const NAMED_FROM = 3;

type Style = CanvasPattern | string;
/** x, y, width, height, one after another. */
type Boxes = Map<Style, number[]>;

function styleOf({ looks, inks, dark, lanes }: TimelineScene, owner: number, mode: Mode): Style {
  const look = lookOf(looks, owner);
  const flat = lanes.height < TEXTURED_FROM ? { ...look, texture: "solid" as const } : look;
  return inks(inkOf(flat, modeTone[mode], dark));
}

function put(boxes: Boxes, style: Style, x: number, y: number, width: number, height: number): void {
  const there = boxes.get(style);
  if (there === undefined) boxes.set(style, [x, y, width, height]);
  else there.push(x, y, width, height);
}

const plotX = (scene: TimelineScene, atNs: number): number =>
  scene.lanes.gutter + xOf(atNs, scene.view, scene.width - scene.lanes.gutter);

/** Intervals stand on the lane's floor, as high as their mode is a step. */
function boxSpans(
  scene: TimelineScene,
  lane: CoreSlice & { kind: "spans" },
  top: number,
  boxes: Boxes,
): void {
  const { height } = scene.lanes;
  for (const { fromNs, toNs, owner, mode } of lane.spans) {
    if (mode === "idle" || toNs <= scene.view.fromNs || fromNs >= scene.view.toNs) continue;
    const from = Math.max(scene.lanes.gutter, plotX(scene, fromNs));
    const to = Math.min(scene.width, plotX(scene, toNs));
    const tall = Math.max(2, Math.round(modeHeight[mode] * height));
    put(boxes, styleOf(scene, owner, mode), from, top + height - tall, Math.max(0.6, to - from), tall);
  }
}

/** Sums of a bucket are stacked in one order, so that neighbours join up to bands. */
function boxBuckets(
  scene: TimelineScene,
  lane: CoreSlice & { kind: "buckets" },
  top: number,
  boxes: Boxes,
): void {
  const { height } = scene.lanes;
  for (let index = 0; index < lane.buckets.length; index++) {
    const bucket = bucketOf(lane, index);
    if (bucket === undefined) continue;
    const { fromNs, toNs, parts } = bucket;
    if (toNs <= scene.view.fromNs || fromNs >= scene.view.toNs) continue;
    const from = Math.max(scene.lanes.gutter, Math.round(plotX(scene, fromNs)));
    const to = Math.min(scene.width, Math.round(plotX(scene, toNs)));
    if (to <= from) continue;
    let floor = top + height;
    const sorted = parts.toSorted((a, b) => a.owner - b.owner || (a.mode < b.mode ? -1 : 1));
    for (const { owner, mode, ns } of sorted) {
      if (mode === "idle") continue;
      const tall = (ns / (toNs - fromNs)) * height;
      put(boxes, styleOf(scene, owner, mode), from, floor - tall, to - from, tall);
      floor -= tall;
    }
  }
}

function fill(context: CanvasRenderingContext2D, boxes: Boxes): void {
  for (const [style, list] of boxes) {
    context.fillStyle = style;
    for (let at = 0; at < list.length; at += 4) {
      context.fillRect(list[at] ?? 0, list[at + 1] ?? 0, list[at + 2] ?? 0, list[at + 3] ?? 0);
    }
  }
}

/** Names on intervals that are long enough for them. */
function nameSpans(
  context: CanvasRenderingContext2D,
  scene: TimelineScene,
  lane: CoreSlice,
  top: number,
): void {
  if (lane.kind !== "spans" || scene.lanes.height < LABELLED_FROM) return;
  for (const { fromNs, toNs, owner, mode } of lane.spans) {
    const name = scene.names[owner];
    if (name === undefined || modeHeight[mode] < 0.7) continue;
    const from = Math.max(scene.lanes.gutter, plotX(scene, fromNs));
    const to = Math.min(scene.width, plotX(scene, toNs));
    if (to - from < NAMED_FROM * scene.theme.fontPx) continue;
    const wide = context.measureText(name).width;
    if (wide + 10 > to - from) continue;
    const middle = top + scene.lanes.height / 2;
    context.fillStyle = scene.theme.paper;
    const half = 0.7 * scene.theme.fontPx;
    context.fillRect(from + 3, middle - half, wide + 6, 2 * half);
    context.fillStyle = scene.theme.ink;
    context.fillText(name, from + 6, middle);
  }
}

function drawAxis(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { width, view, theme } = scene;
  context.fillStyle = theme.paper;
  context.fillRect(0, 0, width, scene.lanes.axis);
  const most = Math.max(3, Math.floor((width - scene.lanes.gutter) / (TICK_EVERY * theme.fontPx)));
  for (const { atNs, label } of ticksOf(view.fromNs, view.toNs, most)) {
    const x = Math.round(plotX(scene, atNs)) + 0.5;
    context.fillStyle = theme.rule;
    context.fillRect(x - 0.5, scene.lanes.axis - 5, 1, 5);
    const wide = context.measureText(label).width;
    const left = Math.min(width - wide - 1, Math.max(scene.lanes.gutter, x - wide / 2));
    context.fillStyle = theme.soft;
    context.fillText(label, left, scene.lanes.axis / 2 - 2);
  }
  context.fillStyle = theme.rule;
  context.fillRect(scene.lanes.gutter, scene.lanes.axis - 1, width - scene.lanes.gutter, 1);
}

function drawGutter(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { lanes, scrollTop, theme, height } = scene;
  const every = lanes.pitch >= 16 ? 1 : lanes.pitch >= 10 ? 2 : 4;
  context.fillStyle = theme.soft;
  for (let core = 0; core < lanes.cores; core += every) {
    const middle = scene.lanes.axis + core * lanes.pitch - scrollTop + lanes.height / 2;
    if (middle < scene.lanes.axis || middle > height) continue;
    context.fillText(lanes.cores <= 16 && lanes.pitch >= 16 ? `core ${core}` : String(core), 0, middle);
  }
}

function drawMoments(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { width, height, nowNs, cursor, lanes, scrollTop, theme } = scene;
  const now = plotX(scene, nowNs);
  if (now >= scene.lanes.gutter && now <= width) {
    context.fillStyle = theme.ink;
    context.fillRect(Math.min(now, width - 1.5), scene.lanes.axis - 6, 1.5, height);
  }
  if (cursor === undefined) return;
  const x = plotX(scene, cursor.atNs);
  if (x < scene.lanes.gutter || x > width) return;
  context.fillStyle = theme.focus;
  context.fillRect(x - 0.5, scene.lanes.axis, 1, height);
  const top = scene.lanes.axis + cursor.core * lanes.pitch - scrollTop;
  context.strokeStyle = theme.focus;
  context.lineWidth = 1.5;
  context.strokeRect(x - 3.5, top - 0.5, 7, lanes.height + 1);
}

/** The lanes in sight, the axis above them, the present and the cursor. */
export function drawTimeline(context: CanvasRenderingContext2D, scene: TimelineScene): void {
  const { width, height, lanes, scrollTop, slice, theme } = scene;
  context.clearRect(0, 0, width, height);
  context.font = theme.font;
  context.textBaseline = "middle";
  const first = Math.max(0, Math.floor(scrollTop / lanes.pitch));
  const last = Math.min(lanes.cores - 1, Math.floor((scrollTop + height - scene.lanes.axis) / lanes.pitch));
  const boxes: Boxes = new Map();
  const topOf = (core: number) => scene.lanes.axis + core * lanes.pitch - scrollTop;
  for (let core = first; core <= last; core++) {
    context.fillStyle = theme.rule;
    context.fillRect(scene.lanes.gutter, topOf(core) + lanes.height, width - scene.lanes.gutter, 1);
    const lane = slice?.cores[core];
    if (lane?.kind === "spans") boxSpans(scene, lane, topOf(core), boxes);
    else if (lane !== undefined) boxBuckets(scene, lane, topOf(core), boxes);
  }
  fill(context, boxes);
  for (let core = first; core <= last; core++) {
    const lane = slice?.cores[core];
    if (lane !== undefined) nameSpans(context, scene, lane, topOf(core));
  }
  drawGutter(context, scene);
  drawAxis(context, scene);
  drawMoments(context, scene);
}
