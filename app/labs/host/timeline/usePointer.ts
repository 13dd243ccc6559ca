"use client";

import { type PointerEvent, useRef } from "react";

interface Handlers {
  /** Moved by so many pixels to the right. */
  readonly onDrag: (pixels: number) => void;
  /** Two fingers moved apart by that factor, around x. */
  readonly onPinch: (factor: number, x: number) => void;
  /** The pointer rests at a point, or has left. */
  readonly onPoint: (point: { readonly x: number; readonly y: number } | undefined) => void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Dragging, pinching and pointing on an element, told apart. Positions are relative to the element. */
export function usePointer({ onDrag, onPinch, onPoint }: Handlers) {
  const down = useRef(new Map<number, Point>());
  const at = (event: PointerEvent): Point => {
    const box = event.currentTarget.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const lift = (event: PointerEvent) => {
    down.current.delete(event.pointerId);
  };
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, at(event));
    },
    onPointerMove(event: PointerEvent) {
      const now = at(event);
      const before = down.current.get(event.pointerId);
      if (before !== undefined) {
        const other = [...down.current].find(([id]) => id !== event.pointerId)?.[1];
        if (other === undefined) onDrag(now.x - before.x);
        else {
          const [was, is] = [Math.abs(before.x - other.x), Math.abs(now.x - other.x)];
          if (was > 8 && is > 8) onPinch(is / was, (now.x + other.x) / 2);
        }
        down.current.set(event.pointerId, now);
      }
      onPoint(now);
    },
    onPointerUp: lift,
    onPointerCancel: lift,
    onPointerLeave(event: PointerEvent) {
      if (!down.current.has(event.pointerId)) onPoint(undefined);
    },
  };
}
