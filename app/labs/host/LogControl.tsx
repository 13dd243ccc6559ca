import { useId, useState } from "react";
import type { OrderInput } from "@/app/sim/scenario/schema";
import styles from "./instances/Controls.module.css";
import { LAST_POSITION, positionOf, weightAt } from "./instances/settings";
import { useInstanceOrder } from "./instances/useInstanceOrder";
import { useDraft } from "./useDraft";

interface Props {
  readonly label: string;
  /** Whose setting it is, for a reader who hears one control alone. */
  readonly whose: string;
  readonly value: number;
  readonly testId: string;
  readonly sliderTestId: string;
  order(value: number): OrderInput;
}

/** A setting from 1 to 10,000: a logarithmic slider for the hand and a number for the eye. Orders follow the slider a dozen times a second. */
export function LogControl({ label, whose, value, testId, sliderTestId, order }: Props) {
  const id = useId();
  const { give, wrong, dismiss } = useInstanceOrder();
  const { draft, set, drop } = useDraft(value, (next) => give(order(next)));
  const [typed, type] = useState<string>();
  const shown = draft ?? value;
  const settle = () => {
    if (typed === undefined) return;
    set(typed.trim() === "" ? Number.NaN : Number(typed));
    type(undefined);
  };
  return (
    <div className={styles.weight}>
      <label htmlFor={`${id}number`}>{label}</label>
      <input
        type="range"
        min={0}
        max={LAST_POSITION}
        step={1}
        value={positionOf(Math.max(1, Number.isNaN(shown) ? value : shown))}
        aria-label={`${label} of ${whose}, slider`}
        aria-valuetext={String(shown)}
        onChange={(event) => {
          type(undefined);
          set(weightAt(Number(event.target.value)));
        }}
        data-testid={sliderTestId}
      />
      <input
        id={`${id}number`}
        type="number"
        min={1}
        max={10_000}
        value={typed ?? (Number.isNaN(shown) ? "" : shown)}
        aria-label={`${label} of ${whose}`}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong === undefined ? undefined : `${id}wrong`}
        onChange={(event) => type(event.target.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === "Enter") settle();
          if (event.key === "Escape") {
            type(undefined);
            drop();
            dismiss();
          }
        }}
        data-testid={testId}
      />
      {wrong !== undefined && (
        <p id={`${id}wrong`} className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}
