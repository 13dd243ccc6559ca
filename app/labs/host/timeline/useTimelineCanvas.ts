"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { TimelineSlice } from "@/app/sim/host/view";
import { useSettings } from "@/app/ui/settings/settings";
import { useIsDark } from "@/app/ui/settings/useAppliedSettings";
import { createInks, prepared, themeOf } from "../canvasInk";
import { useHostStore } from "../hostStore";
import { useVisible } from "../useVisible";
import { type Cursor, drawTimeline } from "./drawTimeline";
import { bucketsFor, lanesFor } from "./lanes";
import { followed, type Viewport } from "./viewport";

const TEXT_EVERY_MS = 100;
/** While it plays: a slice is some thousand small objects, and what is drawn moves with the view in between. */
const ASK_EVERY_MS = 33;

interface Drawn {
  readonly view: Viewport;
  readonly cursor: Cursor | undefined;
}

/**
 * Keeps a canvas drawn: the timeline is asked for at most once a frame, one question at a time, while the canvas is in sight.
 * What has been drawn last comes back as state, a few times a second, for the words beside it.
 */
export function useTimelineCanvas(
  frameRef: RefObject<HTMLElement | null>,
  canvasRef: RefObject<HTMLCanvasElement | null>,
  view: Viewport,
  cursor: Cursor | undefined,
) {
  const store = useHostStore();
  const dark = useIsDark();
  const presenter = useSettings((settings) => settings.presenter);
  const wanted = useRef<Drawn>({ view, cursor });
  const slice = useRef<TimelineSlice>(undefined);
  const schedule = useRef<() => void>(() => {});
  const [shown, show] = useState<TimelineSlice>();
  const [fontPx, setFontPx] = useState(12);

  const visible = useVisible(
    frameRef,
    useCallback(() => schedule.current(), []),
  );

  useEffect(() => {
    wanted.current = { view, cursor };
    schedule.current();
  }, [view, cursor]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: theme and type size are read from styles that presenter mode changes
  useEffect(() => {
    const [frame, canvas] = [frameRef.current, canvasRef.current];
    if (frame === null || canvas === null) return;
    const { lab } = store;
    let request = 0;
    let asking = false;
    let gone = false;
    let stale = true;
    let asked: Viewport | undefined;
    let shownAtMs = 0;
    let askedAtMs = 0;
    let theme = themeOf(frame);
    let density = devicePixelRatio;
    let inks = createInks(density);

    const present = (): Viewport => {
      const { view: wish } = wanted.current;
      return wish.following ? followed(wish, lab.state().view?.nowNs ?? 0) : wish;
    };
    const draw = (now: Viewport) => {
      const { view: host } = lab.state();
      if (density !== devicePixelRatio) {
        density = devicePixelRatio;
        inks = createInks(density);
      }
      const [width, height] = [frame.clientWidth, frame.clientHeight];
      const context = prepared(canvas, width, height);
      if (context === null) return;
      drawTimeline(context, {
        width,
        height,
        scrollTop: frame.scrollTop,
        lanes: lanesFor(host?.cores ?? 1, theme.fontPx),
        view: now,
        nowNs: host?.nowNs ?? 0,
        slice: slice.current,
        names: host?.instances.map(({ name }) => name) ?? [],
        looks: store.picture.getState().looks,
        cursor: wanted.current.cursor,
        theme,
        inks,
        dark,
      });
    };
    const ask = async (now: Viewport) => {
      const host = lab.state().view;
      const changed = stale || asked?.fromNs !== now.fromNs || asked.toNs !== now.toNs;
      if (asking || !changed || host === undefined) return;
      const early = performance.now() - askedAtMs < ASK_EVERY_MS;
      if (early && lab.state().playing !== undefined) return;
      askedAtMs = performance.now();
      asking = true;
      stale = false;
      asked = now;
      const { gutter } = lanesFor(host.cores, theme.fontPx);
      const buckets = bucketsFor(frame.clientWidth - gutter, host.cores);
      // A lab that is being put away does not answer; what is drawn stays.
      const answer = await lab.timeline(now.fromNs, now.toNs, buckets).catch(() => undefined);
      asking = false;
      if (gone || answer === undefined) return;
      slice.current = answer;
      if (performance.now() - shownAtMs >= TEXT_EVERY_MS || lab.state().playing === undefined) {
        shownAtMs = performance.now();
        show(answer);
      }
      schedule.current();
    };
    const work = () => {
      request = 0;
      const now = present();
      draw(now);
      void ask(now);
    };
    schedule.current = () => {
      if (visible.current) request ||= requestAnimationFrame(work);
    };
    const stopFollowing = store.onChange(() => {
      stale = true;
      schedule.current();
    });
    const observer = new ResizeObserver(() => {
      theme = themeOf(frame);
      setFontPx(theme.fontPx);
      stale = true;
      schedule.current();
    });
    observer.observe(frame);
    const onScroll = () => schedule.current();
    frame.addEventListener("scroll", onScroll, { passive: true });
    schedule.current();
    return () => {
      gone = true;
      schedule.current = () => {};
      stopFollowing();
      observer.disconnect();
      frame.removeEventListener("scroll", onScroll);
      cancelAnimationFrame(request);
    };
  }, [store, dark, presenter, frameRef, canvasRef, visible]);

  return { slice: shown, latest: slice, fontPx };
}
