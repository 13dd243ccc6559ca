import styles from "./Experiments.module.css";
import { type Asked, EXPERIMENT_IDS, EXPERIMENTS, usualInputs } from "./experiments";
import { InputControl } from "./InputControl";

interface Props {
  readonly asked: Asked;
  readonly onAsked: (asked: Asked) => void;
}

/** Which experiment, and with which inputs. */
export function Choosing({ asked: { experiment, inputs }, onAsked }: Props) {
  const { fields } = EXPERIMENTS[experiment];
  return (
    <>
      <fieldset className={styles.experiments}>
        <legend className="visually-hidden">Experiment</legend>
        {EXPERIMENT_IDS.map((id) => (
          <label key={id} className={styles.experiment}>
            <input
              type="radio"
              name="experiment"
              value={id}
              checked={id === experiment}
              onChange={() => onAsked({ experiment: id, inputs: usualInputs(id) })}
              data-testid={`experiment-${id}`}
            />
            <strong>{EXPERIMENTS[id].name}</strong>
            <span>{EXPERIMENTS[id].question}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className={styles.inputs}>
        <legend className="visually-hidden">Inputs of the experiment</legend>
        {fields.map((field) => (
          <InputControl
            key={`${experiment} ${field.name}`}
            field={field}
            value={inputs[field.name] ?? field.usual}
            onValue={(value) => onAsked({ experiment, inputs: { ...inputs, [field.name]: value } })}
          />
        ))}
      </fieldset>
    </>
  );
}
