import { useId } from "react";
import styles from "./RadioSwitch.module.css";

export interface RadioOption<Value> {
  readonly value: Value;
  readonly label: string;
  readonly testId?: string;
}

interface Props<Value> {
  readonly legend: string;
  readonly legendHidden?: boolean;
  readonly options: readonly RadioOption<Value>[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
  readonly off?: boolean;
}

/** One of a few, all of them in sight. */
export function RadioSwitch<Value extends string | number | boolean>({
  legend,
  legendHidden = false,
  options,
  chosen,
  onChoose,
  off = false,
}: Props<Value>) {
  const name = useId();
  return (
    <fieldset className={styles.switch} disabled={off}>
      <legend className={legendHidden ? "visually-hidden" : styles.legend}>{legend}</legend>
      {options.map(({ value, label, testId }) => (
        <label key={String(value)} className={styles.choice}>
          <input
            type="radio"
            name={name}
            value={String(value)}
            checked={value === chosen}
            onChange={() => onChoose(value)}
            data-testid={testId}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
