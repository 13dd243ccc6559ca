"use client";

import { create } from "zustand";
import { persist } from "zustand/middleware";
import { settingsKey } from "./firstPaint";

export type Theme = "auto" | "light" | "dark";

interface Settings {
  readonly theme: Theme;
  readonly presenter: boolean;
  /** Terminals also write their lines to a live region. */
  readonly screenReader: boolean;
  readonly set: (change: Partial<Pick<Settings, "theme" | "presenter" | "screenReader">>) => void;
}

/** What a visitor has chosen. Read from the browser after the page has mounted, so that both renderings agree. */
export const useSettings = create<Settings>()(
  persist((set) => ({ theme: "auto", presenter: false, screenReader: false, set: (change) => set(change) }), {
    name: settingsKey,
    version: 1,
    skipHydration: true,
    partialize: ({ theme, presenter, screenReader }) => ({ theme, presenter, screenReader }),
  }),
);
