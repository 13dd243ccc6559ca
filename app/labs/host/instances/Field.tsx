import { useId, useState } from "react";
import styles from "./Controls.module.css";
import type { FieldSpec } from "./settings";
import { useInstanceOrder } from "./useInstanceOrder";

/** One setting as a field: taken over with Enter or by leaving it, given up with Escape. */
export function Field({ instance, field }: { readonly instance: string; readonly field: FieldSpec }) {
  const id = useId();
  const [typed, type] = useState<string>();
  const { give, wrong, dismiss } = useInstanceOrder();
  const settle = async () => {
    if (typed === undefined) return;
    if (typed.trim() === field.text) {
      type(undefined);
      dismiss();
    } else if (await give(field.order(typed))) type(undefined);
  };
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{field.label}</label>
      <span className={styles.entry}>
        <input
          id={id}
          type="text"
          inputMode={field.id === "cpus" ? "text" : "decimal"}
          autoComplete="off"
          spellCheck={false}
          value={typed ?? field.text}
          aria-label={`${field.label} of ${instance}${field.unit === "" ? "" : `, ${field.unit}`}`}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong === undefined ? undefined : `${id}wrong`}
          onChange={(event) => type(event.target.value)}
          onBlur={settle}
          onKeyDown={(event) => {
            if (event.key === "Enter") void settle();
            if (event.key === "Escape") {
              type(undefined);
              dismiss();
            }
          }}
          data-testid={`${field.id}-${instance}`}
        />
        {field.unit !== "" && <span className={styles.unit}>{field.unit}</span>}
      </span>
      {wrong !== undefined && (
        <p
          id={`${id}wrong`}
          className={styles.wrong}
          role="alert"
          data-testid={`${field.id}-wrong-${instance}`}
        >
          {wrong}
        </p>
      )}
    </div>
  );
}
