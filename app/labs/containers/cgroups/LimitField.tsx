import { useId, useState } from "react";
import styles from "./Limits.module.css";
import { atPosition, positionAt, type Read, type Slider } from "./orders";
import { useDraft } from "./useDraft";

export interface LimitProps {
  /** The file's name. */
  readonly file: string;
  readonly unit: string;
  /** In the unit; undefined: "max". */
  readonly value: number | undefined;
  readonly slider: Slider;
  readonly cgroup: string;
  readonly read: (typed: string) => Read;
  /** Whether the kernel took it. */
  readonly onWrite: (read: Read) => Promise<boolean>;
}

const textOf = (value: number | undefined): string => (value === undefined ? "max" : String(value));

/** One limit: a slider for the hand and a field for the exact number. */
export function LimitField({ file, unit, value, slider, cgroup, read, onWrite }: LimitProps) {
  const id = useId();
  const { shown, set } = useDraft(value, (next) => onWrite(read(textOf(next))));
  const [typed, type] = useState<string>();
  const settle = () => {
    if (typed === undefined) return;
    void onWrite(read(typed));
    type(undefined);
  };
  return (
    <div className={styles.limit}>
      <label htmlFor={`${id}field`}>{file}</label>
      <input
        type="range"
        min={0}
        max={slider.last}
        step={1}
        value={positionAt(slider, shown)}
        aria-label={`${file} of ${cgroup}, slider`}
        aria-valuetext={shown === undefined ? "max" : `${shown} ${unit}`}
        onChange={({ target }) => set(atPosition(slider, Number(target.value)))}
        data-testid={`${file}-slider`}
      />
      <span className={styles.entry}>
        <input
          id={`${id}field`}
          type="text"
          autoComplete="off"
          spellCheck={false}
          value={typed ?? textOf(shown)}
          aria-label={`${file} of ${cgroup}${unit === "" ? "" : `, ${unit}`}`}
          onChange={({ target }) => type(target.value)}
          onBlur={settle}
          onKeyDown={({ key }) => {
            if (key === "Enter") settle();
            if (key === "Escape") type(undefined);
          }}
          data-testid={`${file}-field`}
        />
        <span className={styles.unit}>{unit}</span>
      </span>
    </div>
  );
}
