import type { ReactNode } from "react";
import styles from "./prose.module.css";

/** A paragraph of the text. Not a `p`: the figures in it bring their popovers along, and a `p` holds no boxes. */
export function Paragraph({ children }: { readonly children?: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div role="paragraph" className={styles.paragraph}>
      {children}
    </div>
  );
}
