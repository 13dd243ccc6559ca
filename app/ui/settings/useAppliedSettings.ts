"use client";

import { useEffect, useSyncExternalStore } from "react";
import { useSettings } from "./settings";

/** Reads the saved settings once, and keeps the document's theme and size in step with them. */
export function useAppliedSettings(): void {
  useEffect(() => {
    void useSettings.persist.rehydrate();
    const apply = () => {
      if (!useSettings.persist.hasHydrated()) return;
      const { theme, presenter } = useSettings.getState();
      const { dataset } = document.documentElement;
      if (theme === "auto") delete dataset.theme;
      else dataset.theme = theme;
      if (presenter) dataset.presenter = "on";
      else delete dataset.presenter;
    };
    apply();
    return useSettings.subscribe(apply);
  }, []);
}

const darkQuery = "(prefers-color-scheme: dark)";

function subscribeToScheme(listener: () => void): () => void {
  const query = matchMedia(darkQuery);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the page is dark now, by choice or by the system. */
export function useIsDark(): boolean {
  const theme = useSettings((settings) => settings.theme);
  const systemDark = useSyncExternalStore(
    subscribeToScheme,
    () => matchMedia(darkQuery).matches,
    () => false,
  );
  return theme === "auto" ? systemDark : theme === "dark";
}
