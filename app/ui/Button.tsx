import type { ComponentProps } from "react";
import styles from "./Button.module.css";

interface Props extends Omit<ComponentProps<"button">, "disabled" | "className"> {
  readonly kind?: "primary" | "accent" | "plain";
  /** Out of use, and still in the tab order: a button that takes itself away would drop the keyboard's place. */
  readonly off?: boolean;
}

/** A button. While `off` it can be focused and read, and does nothing. */
export function Button({ kind = "plain", off = false, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={kind === "plain" ? styles.button : `${styles.button} ${styles[kind]}`}
      aria-disabled={off}
      onClick={off ? undefined : onClick}
    />
  );
}
