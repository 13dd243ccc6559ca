import { useId } from "react";
import radioStyles from "@/app/ui/RadioSwitch.module.css";
import { NumberField } from "../path/NumberField";
import styles from "./Experiments.module.css";
import { allowedWords, chosenOf, fits, type InputField, type InputValue, severalText } from "./inputs";

interface Props<Kind extends InputField["kind"]> {
  readonly field: Extract<InputField, { readonly kind: Kind }>;
  readonly value: InputValue;
  readonly onValue: (value: InputValue) => void;
}

/** One input of an experiment: a number, one of a few, or some of them. */
export function InputControl({ field, value, onValue }: Props<InputField["kind"]>) {
  switch (field.kind) {
    case "number":
      return (
        <div className={styles.input}>
          <NumberField
            label={field.label}
            value={Number(value)}
            fits={(typed) => fits(field, typed)}
            wanted={allowedWords(field)}
            onValue={onValue}
            testId={`input-${field.name}`}
          />
        </div>
      );
    case "choice":
      return <OneOf field={field} value={value} onValue={onValue} />;
    case "several":
      return <Several field={field} value={value} onValue={onValue} />;
  }
}

function OneOf({ field, value, onValue }: Props<"choice">) {
  const id = useId();
  return (
    <div className={styles.input}>
      <label htmlFor={id}>{field.label}</label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => onValue(target.value)}
        className={styles.select}
        data-testid={`input-${field.name}`}
      >
        {field.choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The last one that is chosen stays: an experiment of nothing is none. */
function Several({ field, value, onValue }: Props<"several">) {
  const chosen = chosenOf(field, value);
  return (
    <fieldset className={styles.several}>
      <legend>{field.label}</legend>
      {field.choices.map(({ id, label }) => {
        const on = chosen.includes(id);
        const last = on && chosen.length === 1;
        return (
          <label key={id} className={radioStyles.choice}>
            <input
              type="checkbox"
              checked={on}
              aria-disabled={last}
              onChange={() => {
                if (!last)
                  onValue(severalText(field, on ? chosen.filter((one) => one !== id) : [...chosen, id]));
              }}
              data-testid={`input-${field.name}-${id}`}
            />
            {label}
          </label>
        );
      })}
    </fieldset>
  );
}
