"use client";

import { type RefObject, useEffect, useRef } from "react";

/** Whether an element is in sight, as a ref: nothing is drawn or asked for what nobody sees. */
export function useVisible(element: RefObject<Element | null>, onAppear: () => void): RefObject<boolean> {
  const visible = useRef(true);
  const appear = useRef(onAppear);
  useEffect(() => {
    appear.current = onAppear;
  });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      visible.current = entries.at(-1)?.isIntersecting ?? true;
      if (visible.current) appear.current();
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return visible;
}
