import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { MemoryMap } from "@/app/sim/host/view";
import { useSettings } from "@/app/ui/settings/settings";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import canvasStyles from "../canvas.module.css";
import { createInks, prepared, themeOf } from "../canvasInk";
import { useHost, useHostStore } from "../hostStore";
import budget from "../ledger/Budget.module.css";
import { useVisible } from "../useVisible";
import { cellAt, cellByKey, type Grid, gridFor } from "./cells";
import { drawMemory } from "./drawMemory";
import { MemoryBudget } from "./MemoryBudget";
import styles from "./MemoryView.module.css";
import { MergingControl } from "./MergingControl";
import { ownersOf } from "./owners";
import { stateOf, stateWords } from "./states";

const ASK_EVERY_MS = 200;
const MOST_CELLS = 6144;
const SMALLEST_CELL_AREA = 90;

/** Whose frame is whose: a cell for each frame, or for each run of frames where there are more than cells. */
export function MemoryView() {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [chosen, choose] = useState<number>();
  const { map, grid } = useMemoryCanvas(frame, canvas, chosen);
  const perCell = map?.framesPerCell ?? 1;
  const byKey = (event: KeyboardEvent) => {
    if (grid === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = cellByKey(grid, chosen ?? 0, event.key);
    if (next === undefined) return;
    event.preventDefault();
    choose(chosen === undefined ? 0 : next);
  };
  const point = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    choose(grid && cellAt(grid, event.clientX - box.left, event.clientY - box.top));
  };
  return (
    <figure className={budget.figure} aria-labelledby="memory-title" data-testid="memory">
      <h2 id="memory-title" className={budget.title}>
        Whose memory is whose: 100 % of the frames
      </h2>
      <MemoryBudget />
      <div
        ref={frame}
        className={`${styles.frame} ${canvasStyles.themed}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application: the arrow keys walk over its cells
        tabIndex={0}
        role="application"
        aria-label={`Memory map, ${perCell === 1 ? "a cell for each frame" : `a cell for each ${perCell} frames`}; arrow keys go from cell to cell`}
        aria-describedby="memory-readout"
        onFocus={() => choose((was) => was ?? 0)}
        onKeyDown={byKey}
        onPointerMove={point}
        onPointerLeave={() => choose(undefined)}
        data-testid="memory-map"
      >
        <canvas ref={canvas} className={styles.canvas} />
      </div>
      <CellWords map={map} cell={chosen} />
      <MergingControl />
      <p className={budget.small}>
        {perCell === 1
          ? "A cell is a frame of 4 KiB"
          : `A cell is ${perCell} frames (${perCell * 4} KiB), drawn as most of them are`}
        . Colour and texture: the first owner, as on the timeline; full: anonymous, pale: page cache, grey:
        the host’s kernel, empty: free. A cut corner: the frame has other owners too; two corners: merged,
        with a stripe for each owner.
      </p>
    </figure>
  );
}

function CellWords({
  map,
  cell,
}: {
  readonly map: MemoryMap | undefined;
  readonly cell: number | undefined;
}) {
  const instances = useHost(({ state }) => state.view?.instances) ?? [];
  const playing = useHost(({ state }) => state.playing !== undefined);
  let words = "Point at a cell, or walk there with the arrow keys, to see whose it is.";
  if (map !== undefined && cell !== undefined && cell < map.state.length) {
    const first = cell * map.framesPerCell;
    const last = Math.min(map.frames, first + map.framesPerCell) - 1;
    const state = stateOf(map.state[cell] ?? 0);
    const pages = map.owners[cell] ?? 0;
    const whose = ownersOf(map, cell).map((owner) => `, ${instances[owner]?.name ?? ""}’s`);
    const shared = pages > 1 ? `; ${pages} pages share it` : "";
    words = `${first === last ? `Frame ${first}` : `Frames ${first} to ${last}`}: ${stateWords[state]}${whose.join("")}${shared}.`;
  }
  return (
    <output
      id="memory-readout"
      className={styles.readOut}
      aria-live={playing ? "off" : "polite"}
      data-testid="memory-readout"
    >
      {words}
    </output>
  );
}

function useMemoryCanvas(
  frameRef: React.RefObject<HTMLDivElement | null>,
  canvasRef: React.RefObject<HTMLCanvasElement | null>,
  chosen: number | undefined,
) {
  const store = useHostStore();
  const dark = useIsDark();
  const presenter = useSettings((settings) => settings.presenter);
  const [shown, show] = useState<{ readonly map: MemoryMap; readonly grid: Grid }>();
  const look = useRef<() => void>(() => {});
  const redraw = useRef<() => void>(() => {});
  const wanted = useRef(chosen);
  const visible = useVisible(frameRef, () => look.current());
  useEffect(() => {
    wanted.current = chosen;
    redraw.current();
  }, [chosen]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and type size are read from styles that presenter mode changes
  useEffect(() => {
    const [frame, canvas] = [frameRef.current, canvasRef.current];
    if (frame === null || canvas === null) return;
    const { lab } = store;
    const theme = themeOf(frame);
    const inks = createInks(devicePixelRatio);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let request = 0;
    let asking = false;
    let stale = true;
    let gone = false;
    let map: MemoryMap | undefined;
    const draw = () => {
      request = 0;
      const [width, height] = [frame.clientWidth, frame.clientHeight];
      const context = prepared(canvas, width, height);
      if (context === null || map === undefined) return;
      context.clearRect(0, 0, width, height);
      const grid = gridFor(map.state.length, width, height);
      drawMemory(context, {
        map,
        grid,
        looks: store.picture.getState().looks,
        theme,
        inks,
        dark,
        chosen: wanted.current,
      });
    };
    redraw.current = () => {
      request ||= requestAnimationFrame(draw);
    };
    const ask = async () => {
      timer = undefined;
      if (!visible.current || asking || !stale || lab.state().view === undefined) return;
      asking = true;
      stale = false;
      const area = frame.clientWidth * frame.clientHeight;
      const cells = Math.max(256, Math.min(MOST_CELLS, Math.floor(area / SMALLEST_CELL_AREA)));
      const answer = await lab.memoryMap(cells).catch(() => undefined);
      asking = false;
      if (gone) return;
      if (answer !== undefined) {
        map = answer;
        show({ map, grid: gridFor(map.state.length, frame.clientWidth, frame.clientHeight) });
        redraw.current();
      }
      if (stale) look.current();
    };
    look.current = () => {
      timer ??= setTimeout(ask, ASK_EVERY_MS);
    };
    const change = () => {
      stale = true;
      look.current();
    };
    const stop = store.onChange(change);
    const observer = new ResizeObserver(change);
    observer.observe(frame);
    return () => {
      gone = true;
      look.current = redraw.current = () => {};
      clearTimeout(timer);
      cancelAnimationFrame(request);
      stop();
      observer.disconnect();
    };
  }, [store, dark, presenter, frameRef, canvasRef, visible]);
  return { map: shown?.map, grid: shown?.grid };
}
