import { useEffect, useId, useRef, useState } from "react";
import styles from "./Controls.module.css";
import { LAST_POSITION, positionOf, weightAt } from "./settings";
import { useInstanceOrder } from "./useInstanceOrder";

const SEND_EVERY_MS = 80;

interface Props {
  readonly instance: string;
  readonly weight: number;
}

/** cpu.weight: a slider for the hand and a number for the eye. Orders follow the slider a dozen times a second. */
export function WeightControl({ instance, weight }: Props) {
  const id = useId();
  const { give, wrong, dismiss } = useInstanceOrder();
  const { draft, set, drop } = useDraft(weight, (next) => give({ do: "weight", instance, weight: next }));
  const [typed, type] = useState<string>();
  const shown = draft ?? weight;
  const settle = () => {
    if (typed === undefined) return;
    set(typed.trim() === "" ? Number.NaN : Number(typed));
    type(undefined);
  };
  return (
    <div className={styles.weight}>
      <label htmlFor={`${id}number`}>cpu.weight</label>
      <input
        type="range"
        min={0}
        max={LAST_POSITION}
        step={1}
        value={positionOf(Math.max(1, Number.isNaN(shown) ? weight : shown))}
        aria-label={`cpu.weight of ${instance}, slider`}
        aria-valuetext={String(shown)}
        onChange={(event) => {
          type(undefined);
          set(weightAt(Number(event.target.value)));
        }}
        data-testid={`weight-slider-${instance}`}
      />
      <input
        id={`${id}number`}
        type="number"
        min={1}
        max={10_000}
        value={typed ?? (Number.isNaN(shown) ? "" : shown)}
        aria-label={`cpu.weight of ${instance}`}
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
        data-testid={`weight-${instance}`}
      />
      {wrong !== undefined && (
        <p id={`${id}wrong`} className={styles.wrong} role="alert">
          {wrong}
        </p>
      )}
    </div>
  );
}

/** What the hand has set, until the host says the same; sent at once, then as often as `SEND_EVERY_MS` allows, and at last. */
function useDraft(actual: number, send: (value: number) => Promise<boolean>) {
  const [draft, setDraft] = useState<number>();
  const latest = useRef(send);
  const pending = useRef<number>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => {
    if (draft === actual && pending.current === undefined) setDraft(undefined);
  }, [draft, actual]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const drop = () => {
    pending.current = undefined;
    setDraft(undefined);
  };
  const flush = async () => {
    timer.current = undefined;
    const value = pending.current;
    if (value === undefined) return;
    pending.current = undefined;
    timer.current = setTimeout(flush, SEND_EVERY_MS);
    const taken = await latest.current(value);
    if (!taken && pending.current === undefined) setDraft(undefined);
  };
  const set = (value: number) => {
    setDraft(value);
    pending.current = value;
    if (timer.current === undefined) void flush();
  };
  return { draft, set, drop };
}
