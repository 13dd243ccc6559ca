"use client";

import { type RefObject, startTransition, useEffect, useRef, useState } from "react";

/** Pixels of the usual size of letters. */
const USUAL_LETTERS = 16;
const LEAST = 300;
const MOST = 1080;

/**
 * How wide a chart is, in pixels of the usual size of letters: in presenter mode, where letters grow, a drawing has fewer of
 * them, and its text stays in step with the page's. Undefined before it has been looked at. Drawing is put off for whatever
 * the reader does.
 */
export function useChartWidth<E extends HTMLElement>(): readonly [RefObject<E | null>, number | undefined] {
  const ref = useRef<E>(null);
  const [width, setWidth] = useState<number>();
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    const look = () => {
      const letters = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const units = Math.round((element.clientWidth * USUAL_LETTERS) / letters);
      startTransition(() => setWidth(Math.max(LEAST, Math.min(MOST, units))));
    };
    // With the next frame, so that nothing is laid out for it alone; a chart out of sight is not observed before it is seen.
    const first = requestAnimationFrame(look);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      cancelAnimationFrame(first);
      observer.disconnect();
    };
  }, []);
  return [ref, width];
}
