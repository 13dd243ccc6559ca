"use client";

import styles from "./Notices.module.css";
import { useProgress } from "./progress";

/** What does not work here, and what still does. */
export function Notices({ missing }: { readonly missing: readonly string[] }) {
  const trouble = useProgress((progress) => progress.trouble);
  return (
    <>
      {missing.length > 0 && (
        <div role="alert" className={styles.notice} data-testid="missing">
          This browser cannot run the guests: it has no {missing.join("; no ")}. The text can be read without
          them.
        </div>
      )}
      {trouble !== undefined && (
        <div role="alert" className={styles.notice} data-testid="progress-trouble">
          {trouble}
        </div>
      )}
    </>
  );
}
