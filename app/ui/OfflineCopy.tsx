"use client";

import { useEffect } from "react";

const basePath = process.env.NEXT_PUBLIC_BASE_PATH ?? "";

/** Keeps a copy of the lab for use without a network (public/sw.js), once the page has come to rest. */
export function OfflineCopy() {
  useEffect(() => {
    if (process.env.NODE_ENV !== "production" || !("serviceWorker" in navigator)) return;
    const register = () => {
      // Private windows refuse; the lab works without.
      navigator.serviceWorker.register(`${basePath}/sw.js`).catch(() => {});
    };
    const idle = setTimeout(register, 4000);
    return () => clearTimeout(idle);
  }, []);
  return null;
}
