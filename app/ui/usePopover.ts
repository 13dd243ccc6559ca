"use client";

import { type RefObject, type ToggleEvent, useId, useRef, useState } from "react";

const gap = 6;

/** Puts a popover below its button, or above it in the lower half of the window, and inside the window's edges. */
function place(button: HTMLElement, popover: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const width = Math.min(
    24 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize),
    innerWidth - 16,
  );
  const above = at.top > innerHeight * 0.55;
  popover.style.width = `${width}px`;
  popover.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
  popover.style.top = above ? "auto" : `${at.bottom + gap}px`;
  popover.style.bottom = above ? `${innerHeight - at.top + gap}px` : "auto";
}

export interface PopoverProps {
  readonly id: string;
  readonly ref: RefObject<HTMLDivElement | null>;
  readonly onBeforeToggle: (event: ToggleEvent<HTMLDivElement>) => void;
}

/** A native popover beside the button that opens it. `open` says whether its content is worth rendering. */
export function usePopover() {
  const id = useId();
  const [open, setOpen] = useState(false);
  const buttonRef = useRef<HTMLButtonElement>(null);
  const popoverRef = useRef<HTMLDivElement>(null);
  const popover: PopoverProps = {
    id,
    ref: popoverRef,
    onBeforeToggle: (event) => {
      const opening = event.newState === "open";
      setOpen(opening);
      if (opening && buttonRef.current && popoverRef.current) place(buttonRef.current, popoverRef.current);
    },
  };
  return { open, button: { ref: buttonRef, popoverTarget: id, "aria-expanded": open }, popover };
}
