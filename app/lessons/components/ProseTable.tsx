import type { ReactNode } from "react";
import styles from "./prose.module.css";

/** A table of the text. Where it is wider than its column it scrolls; the figures in it can be reached by keyboard. */
export function ProseTable({ children }: { readonly children?: ReactNode }) {
  return (
    <div className={styles.tableFrame}>
      <table>{children}</table>
    </div>
  );
}
