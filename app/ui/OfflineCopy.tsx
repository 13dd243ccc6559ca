"use client";

import { useEffect } from "react";
import { siteUrl } from "./site";
import { whenIdle } from "./whenIdle";

const REGISTER_AFTER_MS = 4000;

/**
 * Keeps a copy of the lab for use without a network (public/sw.js), once the page has come to rest: what is used, and while
 * the visitor is idle the rest of the site.
 */
export function OfflineCopy() {
  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    const { serviceWorker } = navigator;
    // Private windows refuse; the lab works without.
    const register = () => serviceWorker.register(siteUrl("/sw.js")).catch(() => {});
    const timer = setTimeout(register, REGISTER_AFTER_MS);
    const stopWaiting = whenIdle(() => {
      void serviceWorker.ready.then(({ active }) => active?.postMessage("keep the site"));
    });
    return () => {
      clearTimeout(timer);
      stopWaiting();
    };
  }, []);
  return null;
}
