import type { ReactNode } from "react";
import styles from "./prose.module.css";

/** Something to know before going on, set apart from the argument; can be opened and closed. */
export function Note({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <details className={styles.note} open>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}
