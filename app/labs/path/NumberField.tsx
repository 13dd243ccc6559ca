import { useId, useState } from "react";
import styles from "./PathView.module.css";

interface Props {
  readonly label: string;
  /** What a screen reader says in place of the label, where that is not enough. */
  readonly named?: string;
  readonly value: number;
  readonly fits: (typed: number) => boolean;
  /** What would fit, for who has typed something else. */
  readonly wanted: string;
  readonly onValue: (value: number) => void;
  readonly testId: string;
}

/** A whole number as a field: taken over with Enter or by leaving it, given up with Escape. */
export function NumberField({ label, named, value, fits, wanted, onValue, testId }: Props) {
  const id = useId();
  const [typed, type] = useState<string>();
  const number = /^\d{1,8}$/.test(typed ?? "") ? Number(typed) : Number.NaN;
  const wrong = typed !== undefined && !(Number.isInteger(number) && fits(number));
  const settle = () => {
    if (typed === undefined || wrong) return;
    if (number !== value) onValue(number);
    type(undefined);
  };
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        value={typed ?? String(value)}
        aria-label={named}
        aria-invalid={wrong}
        aria-describedby={`${id}wrong`}
        onChange={({ target }) => type(target.value)}
        onBlur={settle}
        onKeyDown={({ key }) => {
          if (key === "Enter") settle();
          if (key === "Escape") type(undefined);
        }}
        className={styles.field}
        data-testid={testId}
      />
      <span id={`${id}wrong`} role="status" className={styles.wrong}>
        {wrong && <span data-testid={`${testId}-wrong`}>Wanted: {wanted}.</span>}
      </span>
    </>
  );
}
