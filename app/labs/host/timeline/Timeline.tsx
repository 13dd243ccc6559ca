import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/app/ui/Button";
import canvasStyles from "../canvas.module.css";
import { useHost, useHostLabApi } from "../hostStore";
import { lengthText, momentText } from "../virtualTime";
import type { Cursor } from "./drawTimeline";
import { Legend } from "./Legend";
import { coreAt, lanesFor, lanesHeight, scrollFor } from "./lanes";
import { OnScreen } from "./OnScreen";
import { ReadOut } from "./ReadOut";
import { neighbourOf } from "./slice";
import styles from "./Timeline.module.css";
import { usePointer } from "./usePointer";
import { useTimelineCanvas } from "./useTimelineCanvas";
import {
  centred,
  firstViewport,
  fitted,
  followed,
  inView,
  isWhole,
  lengthOf,
  panned,
  timeAt,
  type Viewport,
  within,
  zoomed,
} from "./viewport";

const CLOSER = 0.5;
const WHEEL_ZOOM = 0.0025;
const PAN_SHARE = 0.1;

interface Props {
  /** A run that is over as soon as it is there: so long, and shown whole until the reader looks closer. */
  readonly wholeNs?: number;
}

/** The cores' timeline: a lane a core, from the whole run down to a microsecond. */
export function Timeline({ wholeNs }: Props) {
  const lab = useHostLabApi();
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [view, setView] = useState<Viewport>(firstViewport);
  const [cursor, setCursor] = useState<Cursor>();
  const cores = useHost(({ state }) => state.view?.cores ?? 1);
  const nowNs = useHost(({ state }) => state.view?.nowNs ?? 0);
  const playing = useHost(({ state }) => state.playing !== undefined);
  const { slice, latest, fontPx } = useTimelineCanvas(frame, canvas, view, cursor);
  const lanes = lanesFor(cores, fontPx);
  const loading = useHost(({ state }) => state.status === "loading");
  useEffect(() => {
    if (!loading) return;
    setView(firstViewport);
    setCursor(undefined);
  }, [loading]);

  const shownWhole = useRef<number>(undefined);
  useEffect(() => {
    if (wholeNs === undefined) return;
    setView((was) => {
      const untouched = shownWhole.current === undefined || isWhole(was, shownWhole.current);
      return untouched ? fitted(wholeNs) : within(was.fromNs, lengthOf(was), wholeNs);
    });
    shownWhole.current = wholeNs;
  }, [wholeNs]);

  const endNs = () => lab.state().view?.endNs ?? 0;
  /** What is on the screen now: while it follows, that moves without React. */
  const current = (of: Viewport = view): Viewport =>
    of.following ? followed(of, lab.state().view?.nowNs ?? 0) : of;
  const plotWidth = () => Math.max(1, (frame.current?.clientWidth ?? 1) - lanes.gutter);
  const middle = (of: Viewport) => (of.fromNs + of.toNs) / 2;
  /** Around a moment; without one at the end while it follows, so that it goes on following. */
  const zoom = (factor: number, atNs?: number) =>
    setView((was) => {
      const is = current(was);
      const fixed = atNs ?? (was.following ? is.toNs : middle(is));
      return { ...zoomed(is, factor, fixed, endNs()), following: was.following && atNs === undefined };
    });
  const pan = (share: number) => setView((was) => panned(current(was), share, endNs()));

  const pointer = usePointer({
    onDrag: (pixels) => pan(-pixels / plotWidth()),
    onPinch: (factor, x) => zoom(1 / factor, timeAt(x - lanes.gutter, current(), plotWidth())),
    onPoint: (point) => {
      if (point === undefined) return setCursor(undefined);
      const core = coreAt(lanes, point.y, frame.current?.scrollTop ?? 0);
      if (core === undefined || point.x < lanes.gutter) return setCursor(undefined);
      setCursor({ core, atNs: timeAt(point.x - lanes.gutter, current(), plotWidth()) });
    },
  });

  const onWheel = useRef<(event: WheelEvent) => void>(() => {});
  useEffect(() => {
    onWheel.current = (event) => {
      const sideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!event.ctrlKey && !event.metaKey && !sideways) return;
      event.preventDefault();
      const box = frame.current?.getBoundingClientRect();
      if (box === undefined) return;
      if (sideways && !event.ctrlKey) return pan((event.deltaX || event.deltaY) / plotWidth());
      zoom(
        Math.exp(event.deltaY * WHEEL_ZOOM),
        timeAt(event.clientX - box.left - lanes.gutter, current(), plotWidth()),
      );
    };
  });
  useEffect(() => {
    // React listens for wheels passively, and then the page would zoom as well.
    const listen = (event: WheelEvent) => onWheel.current(event);
    const element = frame.current;
    element?.addEventListener("wheel", listen, { passive: false });
    return () => element?.removeEventListener("wheel", listen);
  }, []);

  const moveCursor = (next: Cursor) => {
    setCursor(next);
    const is = current();
    if (!inView(is, next.atNs)) setView(centred(is, next.atNs, endNs()));
    const element = frame.current;
    if (element) element.scrollTop = scrollFor(lanes, next.core, element.scrollTop, element.clientHeight);
  };
  const byKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const is = current();
    const seen = cursor !== undefined && inView(is, cursor.atNs) ? cursor : undefined;
    const at = seen ?? { core: cursor?.core ?? 0, atNs: middle(is) };
    const toNeighbour = (way: 1 | -1) => {
      const next = latest.current && neighbourOf(latest.current, at.core, at.atNs, way);
      if (next !== undefined) moveCursor({ core: at.core, atNs: next });
    };
    switch (event.key) {
      case "+":
      case "=":
        zoom(CLOSER, seen?.atNs);
        break;
      case "-":
        zoom(1 / CLOSER, seen?.atNs);
        break;
      case "ArrowLeft":
        pan(-PAN_SHARE);
        break;
      case "ArrowRight":
        pan(PAN_SHARE);
        break;
      case "ArrowUp":
        moveCursor({ core: Math.max(0, at.core - 1), atNs: at.atNs });
        break;
      case "ArrowDown":
        moveCursor({ core: Math.min(cores - 1, at.core + 1), atNs: at.atNs });
        break;
      case ",":
        toNeighbour(-1);
        break;
      case ".":
        toNeighbour(1);
        break;
      case "Home":
        setView(within(0, lengthOf(is), endNs()));
        break;
      case "End":
        setView(followed(is, lab.state().view?.nowNs ?? 0));
        break;
      case "0":
        setView(fitted(endNs()));
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const is = view.following ? followed(view, nowNs) : view;
  return (
    <figure className={styles.figure} aria-labelledby={`${id}title`} data-testid="timeline">
      <div className={styles.head}>
        <h2 id={`${id}title`} className={styles.title}>
          Who had which core, and in which mode
        </h2>
        <fieldset className={styles.tools}>
          <legend className="visually-hidden">Zoom of the timeline</legend>
          <span className={styles.length} data-testid="timeline-length" data-value={lengthOf(is)}>
            {lengthText(lengthOf(is))} on screen
          </span>
          <Button onClick={() => zoom(CLOSER)} aria-label="Zoom in" data-testid="zoom-in">
            +
          </Button>
          <Button onClick={() => zoom(1 / CLOSER)} aria-label="Zoom out" data-testid="zoom-out">
            −
          </Button>
          <Button onClick={() => setView(fitted(endNs()))} data-testid="zoom-fit">
            Fit
          </Button>
          {wholeNs === undefined && (
            <Button
              aria-pressed={view.following}
              onClick={() =>
                setView((was) =>
                  was.following
                    ? { ...current(was), following: false }
                    : followed(was, lab.state().view?.nowNs ?? 0),
                )
              }
              data-testid="follow"
            >
              {view.following ? "Following" : "Follow now"}
            </Button>
          )}
        </fieldset>
      </div>
      <div
        ref={frame}
        className={`${styles.frame} ${canvasStyles.themed}`}
        style={{ height: `min(${lanesHeight(lanes) + lanes.axis}px, 60vh)` }}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application: it has keys of its own
        tabIndex={0}
        role="application"
        aria-label={`Timeline of ${cores} ${cores === 1 ? "core" : "cores"}, ${momentText(is.fromNs)} to ${momentText(is.toNs)}`}
        aria-describedby={`${id}keys`}
        onKeyDown={byKey}
        data-testid="timeline-frame"
        data-from={is.fromNs}
        data-to={is.toNs}
        {...pointer}
      >
        <div style={{ height: lanesHeight(lanes) + lanes.axis }}>
          <canvas ref={canvas} className={styles.canvas} />
        </div>
      </div>
      <ReadOut
        slice={slice}
        cursor={cursor && inView(is, cursor.atNs) ? cursor : undefined}
        live={!playing}
      />
      <Legend />
      <OnScreen slice={slice} fromNs={is.fromNs} toNs={Math.min(is.toNs, nowNs)} />
      <p id={`${id}keys`} className={styles.keys}>
        Keys: <kbd>+</kbd> <kbd>−</kbd> zoom, <kbd>←</kbd> <kbd>→</kbd> move, <kbd>↑</kbd> <kbd>↓</kbd> choose
        a core, <kbd>,</kbd> <kbd>.</kbd> go from interval to interval, <kbd>0</kbd> fit, <kbd>End</kbd>{" "}
        follow now. With a mouse: drag, and <kbd>Ctrl</kbd> with the wheel.
      </p>
    </figure>
  );
}
